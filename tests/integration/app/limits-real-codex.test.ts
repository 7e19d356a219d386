import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AppBed, createAppBed } from '../../support/app-bed'
import { type Bed, startBed } from '../../support/codex-bed/bed.mjs'
import { createTempDir } from '../../support/temp-repo'

const slow = { timeout: 30_000, interval: 50 }
const spark = 'gpt-5.3-codex-spark'
const hour = 3600

// Sessions of `codex exec`, as somebody has them beside Firebreak; their rollouts and the server are what Firebreak reads.
describe('limits with the real codex', () => {
  let dir: string
  let codex: Bed

  // The binary may have to be fetched first.
  beforeAll(async () => {
    dir = createTempDir('limits-real-codex')
    codex = await startBed({ dir })
  }, 300_000)
  afterAll(async () => {
    await codex?.close()
    rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  })
  beforeEach(async () => {
    const nowSec = Math.floor(Date.now() / 1000)
    await codex.control({
      std: { primary: 12, secondary: 34 },
      spark: { primary: 56, secondary: 7 },
      bump: 3,
      includeSparkInUsage: true,
      offerSpark: true,
      weeklyOnly: false,
      resetCredits: 0,
      accountId: 'acct-offline',
      families: 'both',
      reset: { primary: nowSec + 3 * hour, secondary: nowSec + 96 * hour },
    })
    for (const name of ['sessions', 'models_cache.json'])
      rmSync(join(codex.env.CODEX_HOME, name), { recursive: true, force: true })
  })

  const app = (): Promise<AppBed> =>
    createAppBed({ real: { path: codex.codex, home: codex.env.CODEX_HOME, env: codex.env } })
  const open = async (): Promise<AppBed> => {
    const bed = await app()
    await bed.modelsKnown()
    await expect.poll(() => bed.snapshot().limits.state.kind, slow).toBe('known')
    return bed
  }
  /** One session with one prompt, in a folder of its own. */
  const session = async (model: string, prompt: string): Promise<void> => {
    const cwd = createTempDir('elsewhere')
    const args = ['exec', '--skip-git-repo-check', '--model', model, '--', prompt]
    const child = spawn(codex.codex, args, { cwd, env: { ...process.env, ...codex.env }, stdio: 'ignore' })
    await once(child, 'exit')
    rmSync(cwd, { recursive: true, force: true })
  }
  const left = (bed: AppBed) =>
    Object.fromEntries(
      bed
        .snapshot()
        .limits.buckets.map(({ id, windows }) => [
          id,
          windows.map(
            ({ label, reading }) => `${label} ${reading.kind === 'known' ? reading.leftPercent : reading.kind}`,
          ),
        ]),
    )
  const counted = (bed: AppBed) => bed.snapshot().limits.count

  it('move apart over a Spark session and a standard one, and are counted by us', async () => {
    const bed = await open()
    expect(left(bed)).toEqual({ codex: ['5 h 88', 'weekly 66'], codex_bengalfox: ['5 h 44', 'weekly 93'] })
    await session(spark, '[[say hello]]')
    await expect
      .poll(() => left(bed), slow)
      .toEqual({ codex: ['5 h 88', 'weekly 66'], codex_bengalfox: ['5 h 41', 'weekly 93'] })
    await session('gpt-5.5', '[[say hello]]')
    await expect
      .poll(() => left(bed), slow)
      .toEqual({ codex: ['5 h 85', 'weekly 66'], codex_bengalfox: ['5 h 41', 'weekly 93'] })
    await expect.poll(() => counted(bed).models.length, slow).toBe(2)
    const { models, sessions } = counted(bed)
    expect(new Set(models.map(({ lane }) => lane))).toEqual(new Set(['spark', 'standard']))
    expect(sessions.map(({ models: used }) => used.map(({ name }) => name))).toEqual([
      ['GPT-5.5'],
      ['GPT-5.3-Codex-Spark'],
    ])
    expect(sessions.every(({ models: used }) => (used[0]?.tokens ?? 0) > 1000)).toBe(true)
    const window = bed.snapshot().limits.buckets.find(({ lane }) => lane === 'spark')?.windows[0]
    expect(window?.countedTokens).toBe(sessions[1]?.models[0]?.tokens)
    await bed.send({ type: 'limits/refresh' })
    expect(left(bed)).toEqual({ codex: ['5 h 85', 'weekly 66'], codex_bengalfox: ['5 h 41', 'weekly 93'] })
    expect(bed.shell.notified).toEqual([])
  }, 60_000)

  it('are told as reached, with the time of the reset, and the other lane is untouched', async () => {
    const bed = await open()
    await session(spark, '[[limit]]')
    await bed.send({ type: 'limits/refresh' })
    await expect
      .poll(() => left(bed), slow)
      .toEqual({ codex: ['5 h 88', 'weekly 66'], codex_bengalfox: ['5 h 0', 'weekly 93'] })
    await expect.poll(() => bed.shell.notified, slow).toEqual(['Spark: nothing left of 5 h'])
    expect(bed.snapshot().limits.low).toBe(true)
    expect(bed.snapshot().usable.spark.answer).not.toBe('yes')
    expect(bed.snapshot().usable.standard.answer).toBe('yes')
  }, 60_000)

  it('may be weekly only, as the primary window', async () => {
    await codex.control({ weeklyOnly: true })
    const bed = await open()
    await expect.poll(() => left(bed), slow).toEqual({ codex: ['weekly 66'], codex_bengalfox: ['weekly 93'] })
    expect(bed.snapshot().limits.buckets.map(({ notOffered }) => notOffered)).toEqual([['5 h'], ['5 h']])
    await codex.control({ spark: { primary: 0, secondary: 30 } })
    await session(spark, '[[say hello]]')
    await expect.poll(() => left(bed), slow).toEqual({ codex: ['weekly 66'], codex_bengalfox: ['weekly 70'] })
  }, 60_000)

  it('stay listed when the account is not offered the model', async () => {
    await codex.control({ offerSpark: false })
    const bed = await open()
    await expect.poll(() => bed.snapshot().lanes.spark.offered, slow).toBe('no')
    expect(left(bed)).toMatchObject({ codex_bengalfox: ['5 h 44', 'weekly 93'] })
    expect(bed.snapshot().limits.buckets.find(({ lane }) => lane === 'spark')?.facts).toEqual([
      'The limit is listed, but gpt-5.3-codex-spark is not offered to this account',
    ])
  }, 60_000)

  it('have no Spark bucket when the server names none, but while Codex tells of one', async () => {
    await codex.control({ includeSparkInUsage: false })
    const bed = await open()
    expect(bed.snapshot().limits.lanesWithout).toEqual(['spark'])
    const told: unknown[] = []
    bed.app().publisher.subscribe(() => told.push(left(bed)['codex_bengalfox']))
    await session(spark, '[[say hello]]')
    await expect.poll(() => told, slow).toContainEqual(['5 h 41', 'weekly 93'])
    // The turn has ended and the server was asked again.
    await expect.poll(() => bed.snapshot().limits.lanesWithout, slow).toEqual(['spark'])
  }, 60_000)

  it('are another account’s after a switch, and nothing of the first is mixed in', async () => {
    const bed = await open()
    await session(spark, '[[say hello]]')
    await expect.poll(() => left(bed), slow).toMatchObject({ codex_bengalfox: ['5 h 41', 'weekly 93'] })
    await codex.control({ accountId: 'acct-other', spark: { primary: 5, secondary: 5 } })
    await bed.send({ type: 'limits/refresh' })
    expect(left(bed)).toMatchObject({ codex_bengalfox: ['5 h 95', 'weekly 95'] })
    expect(bed.snapshot().limits.buckets.flatMap(({ windows }) => windows.flatMap(({ others }) => others))).toEqual([])
  }, 60_000)

  it('show credits and resets to ask for, and spend neither', async () => {
    await codex.control({ resetCredits: 2 })
    const bed = await open()
    await expect
      .poll(() => bed.snapshot().limits.facts, slow)
      .toEqual(['Credits: 12.50', '2 resets you can ask for in Codex; Firebreak never does'])
    await codex.control({ spark: { primary: 100, secondary: 100 }, std: { primary: 100, secondary: 100 } })
    await bed.send({ type: 'limits/refresh' })
    await expect.poll(() => left(bed), slow).toMatchObject({ codex: ['5 h 0', 'weekly 0'] })
    const asked = await codex.calls()
    expect(asked.filter((call) => !call.startsWith('GET ') && !/^POST .*\/responses/.test(call))).toEqual([])
  }, 60_000)

  it('are known from the records of sessions when nobody is signed in', async () => {
    await session(spark, '[[say hello]]')
    const auth = join(codex.env.CODEX_HOME, 'auth.json')
    renameSync(auth, `${auth}.away`)
    try {
      const bed = await app()
      await expect.poll(() => bed.snapshot().limits.fromRecords, slow).toBe(true)
      await expect.poll(() => bed.app().store.state().limits.account.kind, slow).toBe('signed-out')
      expect(left(bed)).toEqual({ codex_bengalfox: ['5 h 41', 'weekly 93'] })
      expect(bed.snapshot().limits.state).toMatchObject({
        kind: 'unavailable',
        problem: { message: 'Codex is not signed in. These limits are what the records of its sessions say.' },
      })
      expect(bed.snapshot().limits.buckets[0]?.windows[0]?.source).toBe('rollout')
    } finally {
      renameSync(`${auth}.away`, auth)
    }
  }, 60_000)

  it('reach no host outside', async () => {
    expect(await codex.strayHosts()).toEqual([])
  })
})
