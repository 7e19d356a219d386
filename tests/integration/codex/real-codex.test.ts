import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { laneViews } from '../../../src/core/lanes/lanes'
import { defaultSettings } from '../../../src/core/settings'
import { findCodex } from '../../../src/services/codex/find-codex'
import { createModels, type Models } from '../../../src/services/codex/models'
import { recentRepositories } from '../../../src/services/codex/recent-repositories'
import { createSupervisor, type Supervisor } from '../../../src/services/codex/supervisor'
import { createLimitsReader, type LimitsReader } from '../../../src/services/limits/limits-reader'
import { systemClock } from '../../../src/services/system-clock'
import { type Bed, startBed } from '../../support/codex-bed/bed.mjs'
import { isRunning } from '../../support/stub-app-server'
import { createTempDir, createTempRepo, type TempRepo } from '../../support/temp-repo'

const settings = defaultSettings()

describe('Firebreak on the real codex', () => {
  let dir: string
  let repo: TempRepo
  let bed: Bed
  let config: string
  let originalConfig: string
  let supervisor: Supervisor
  let models: Models
  let reader: LimitsReader

  // The binary may have to be fetched first.
  beforeAll(async () => {
    dir = createTempDir('real-codex')
    repo = createTempRepo({ path: join(dir, 'repo'), files: { 'README.md': 'hello\n' } })
    bed = await startBed({ dir, trust: [repo.path] })
    config = join(bed.env.CODEX_HOME, 'config.toml')
    originalConfig = readFileSync(config, 'utf8')
  }, 300_000)
  afterAll(async () => {
    await bed?.close()
    rmSync(dir, { recursive: true, force: true })
  })

  beforeEach(async () => {
    await bed.control({ std: { primary: 12, secondary: 34 }, spark: { primary: 56, secondary: 7 }, offerSpark: true })
    const env = { ...process.env, ...bed.env, FIREBREAK_CODEX: bed.codex }
    supervisor = createSupervisor({
      find: () => findCodex({ env, homeFolder: dir, setting: null, clock: systemClock }),
      env,
      codexHome: bed.env.CODEX_HOME,
      appVersion: '0.1.0',
      clock: systemClock,
    })
    models = createModels({ supervisor, clock: systemClock })
    reader = createLimitsReader({
      supervisor,
      clock: systemClock,
      lanes: () => settings.lanes,
      sparkDisplayName: () => null,
    })
  })
  afterEach(async () => {
    reader.stop()
    await supervisor.stop()
    rmSync(config, { force: true })
    writeFileSync(config, originalConfig)
    rmSync(join(repo.path, '.codex'), { recursive: true, force: true })
  })

  const limitsNow = async () => {
    const { account, limits, problem } = await reader.readNow()
    const left = (limits?.buckets ?? []).map(({ label, windows }) => [
      label,
      ...windows.map(
        (window) => `${window.label} ${window.reading.kind === 'known' ? window.reading.leftPercent : '?'}`,
      ),
    ])
    return { account: account.kind, left, problem: problem?.kind ?? null }
  }

  it('reads account and both buckets, and sees them move apart', async () => {
    expect(await limitsNow()).toEqual({
      account: 'chatgpt',
      left: [
        ['Standard', '5 h 88', 'weekly 66'],
        ['GPT-5.3-Codex-Spark', '5 h 44', 'weekly 93'],
      ],
      problem: null,
    })
    await bed.control({ spark: { primary: 100, secondary: 20 } })
    expect((await limitsNow()).left).toEqual([
      ['Standard', '5 h 88', 'weekly 66'],
      ['GPT-5.3-Codex-Spark', '5 h 0', 'weekly 80'],
    ])
    await bed.control({ includeSparkInUsage: false })
    expect((await limitsNow()).left).toEqual([['Standard', '5 h 88', 'weekly 66']])
    await bed.control({ includeSparkInUsage: true })
  })

  it('knows the signed-out and the API-key state', async () => {
    const auth = join(bed.env.CODEX_HOME, 'auth.json')
    const signIn = readFileSync(auth)
    try {
      rmSync(auth)
      expect(await limitsNow()).toEqual({ account: 'signed-out', left: [], problem: null })
      await supervisor.restart()
      writeFileSync(auth, JSON.stringify({ auth_mode: 'apikey', OPENAI_API_KEY: 'sk-none' }))
      expect(await limitsNow()).toEqual({ account: 'api-key', left: [], problem: null })
    } finally {
      writeFileSync(auth, signIn)
    }
  })

  it('says that the server is not reached, and does not take the compiled-in models for the account’s', async () => {
    await reader.readNow()
    await supervisor.restart()
    const elsewhere = originalConfig.replaceAll(/https:\/\/127\.0\.0\.1:\d+/g, 'https://127.0.0.1:9')
    writeFileSync(config, elsewhere)
    expect(elsewhere).not.toBe(originalConfig)
    expect(await limitsNow()).toMatchObject({
      account: 'chatgpt',
      problem: 'offline',
      left: [
        ['Standard', '5 h 88', 'weekly 66'],
        ['GPT-5.3-Codex-Spark', '5 h 44', 'weekly 93'],
      ],
    })
    expect(await models.list(0)).toMatchObject({ ok: false, error: { kind: 'offline' } })
  })

  it('lists the offered models with the lanes, and notices when Spark is gone', async () => {
    const list = await models.list()
    const lanes = laneViews(settings, list.ok ? list.value.models : null, 'chatgpt')
    expect(lanes.map(({ lane, displayName, offered, textOnly }) => [lane, displayName, offered, textOnly])).toEqual([
      ['spark', 'GPT-5.3-Codex-Spark', 'yes', true],
      ['standard', 'GPT-5.5', 'yes', false],
    ])
    await bed.control({ offerSpark: false })
    rmSync(join(bed.env.CODEX_HOME, 'models_cache.json'), { force: true })
    await supervisor.restart()
    const later = await models.list(0)
    expect(laneViews(settings, later.ok ? later.value.models : null, 'chatgpt')[0]?.offered).toBe('no')
    rmSync(join(bed.env.CODEX_HOME, 'models_cache.json'), { force: true })
  })

  it('names the repositories in which Codex was used, also without a running Codex', async () => {
    await supervisor.withClient(async (client) => client.threadList(5))
    const use = createTempRepo({ path: join(dir, 'used'), files: { a: 'a' } })
    const day = join(bed.env.CODEX_HOME, 'sessions', '2026', '11', '22')
    mkdirSync(day, { recursive: true })
    const meta = { timestamp: '2026-11-22T07:23:41.651Z', type: 'session_meta', payload: { cwd: use.path } }
    writeFileSync(join(day, 'rollout-2026-11-22T07-23-41-x.jsonl'), `${JSON.stringify(meta)}\n`)
    expect(await recentRepositories({ codexHome: bed.env.CODEX_HOME })).toEqual([
      { path: use.path, atMs: Date.parse(meta.timestamp) },
    ])
  })

  it('leaves no app-server behind', async () => {
    await reader.readNow()
    expect(supervisor.state()).toMatchObject({ kind: 'running', path: bed.codex, version: '0.169.0' })
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number)
    const server = children.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('app-server'))
    expect(server).toHaveLength(1)
    await supervisor.stop()
    expect(server.filter(isRunning)).toEqual([])
  })
})
