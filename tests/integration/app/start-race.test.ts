import { spawn } from 'node:child_process'
import { readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type StartHooks, type StartPoint, startPoints } from '../../../src/main/start/start-points'
import { type AppBed, createAppBed, errorOf, patience, wishes } from '../../support/app-bed'

const accepted = { ok: true, value: null }
const start = startPoints.indexOf('after-last-look')
const beforeTheStart = startPoints.slice(0, start)
const afterTheStart = startPoints.slice(start)

interface RaceBed extends AppBed {
  /** Once, when the next start comes to this moment. */
  at(point: StartPoint, act: () => void): void
}

async function createRaceBed(options: Parameters<typeof createAppBed>[0] = {}): Promise<RaceBed> {
  const acts = new Map<StartPoint, () => void>()
  const hookOf = (point: StartPoint) => async () => {
    const act = acts.get(point)
    acts.delete(point)
    act?.()
  }
  const startHooks: StartHooks = Object.fromEntries(startPoints.map((point) => [point, hookOf(point)]))
  const bed = await createAppBed({ ...options, startHooks })
  return { ...bed, at: (point, act) => void acts.set(point, act) }
}

/** Nothing is left of a start that was refused. */
async function expectTakenBack(bed: AppBed): Promise<void> {
  expect(bed.snapshot().sessions).toEqual([])
  expect(bed.codex.runIn(bed.repo.path).argv()).toBeNull()
  expect(bed.snapshot().commit.running).toBeNull()
  expect(bed.snapshot().commit.failure).not.toBeNull()
  expect(bed.snapshot().notices).toMatchObject([{ id: 'start-refused', kind: 'warning' }])
  expect(bed.shell.opened).toEqual([])
  const runs = join(bed.home, 'run')
  await expect.poll(() => (readdirSync(bed.home).includes('run') ? readdirSync(runs) : []), patience).toEqual([])
}

describe('a save before the start', () => {
  it('makes it fail wherever it comes, and is left alone; the next start works', async () => {
    const bed = await createRaceBed()
    const wish = wishes(bed.repoId).start()
    const saved = {
      code: 'saved-before-start',
      message: 'a.txt was written while the session was starting, so Codex was not started.',
      next: 'Commit it, then start the session again.',
    }
    for (const point of beforeTheStart) {
      bed.at(point, () => bed.repo.write('a.txt', `at ${point}\n`))
      const error = errorOf(await bed.send(wish))
      // What was saved before the baseline is in it, and not committed.
      expect(error).toMatchObject(point === 'after-gate' ? { code: 'gate-closed' } : saved)
      expect(bed.repo.read('a.txt')).toBe(`at ${point}\n`)
      await expectTakenBack(bed)
      bed.repo.commitAll(point)
    }
    expect(await bed.send(wish)).toEqual(accepted)
    await expect.poll(() => bed.session().state, patience).toBe('live')
    expect(bed.session().changes).toEqual([])
    expect(bed.snapshot().notices).toEqual([])
  }, 60_000)

  it('may be to what is uncommitted already, or held back, a commit, a branch, something staged, a mode, another line end', async () => {
    const bed = await createRaceBed({ files: { '.gitattributes': '* text=auto\n', 'a.txt': 'one\ntwo\n' } })
    const { repo, repoId } = bed
    const plain = wishes(repoId).start()
    const checkpointOnly = wishes(repoId).start({ way: { kind: 'checkpoint-only' } })
    repo.write('held.txt', 'held\n')
    await bed.send({ type: 'repo/hold-back', repoId, path: 'held.txt' })
    const cases = [
      ['saved-before-start', plain, () => repo.write('held.txt', 'h3ld\n')],
      ['head-moved', plain, () => void repo.git('commit', '-q', '--allow-empty', '-m', 'x')],
      ['head-moved', plain, () => void repo.git('checkout', '-q', '-b', 'elsewhere')],
      ['index-changed', plain, () => void repo.git('add', 'held.txt')],
      ['saved-before-start', plain, () => repo.chmod('a.txt', 0o755)],
      ['saved-before-start', plain, () => repo.remove('a.txt')],
      ['saved-before-start', plain, () => repo.write('sub/new.txt', 'x\n')],
      ['saved-before-start', plain, () => repo.write('a.txt', 'one\r\ntwo\r\n')],
      ['saved-before-start', checkpointOnly, () => repo.write('mine.txt', 'm1ne\n')],
    ] as const
    for (const [code, wish, act] of cases) {
      if (wish === checkpointOnly) repo.write('mine.txt', 'mine\n')
      bed.at('after-launcher-asked', act)
      expect(errorOf(await bed.send(wish)).code).toBe(code)
      await expectTakenBack(bed)
      repo.git('reset', '-q', '--hard')
      repo.git('clean', '-qfd')
      repo.write('held.txt', 'held\n')
    }
  }, 60_000)
})

it('is no save when git refreshes its index, or the same bytes, another time, an ignored file or an editor’s by-product is written', async () => {
  const bed = await createRaceBed({ files: { '.gitignore': '*.log\n', 'a.txt': 'one\n' } })
  const { repo } = bed
  repo.write('old.log', 'old\n')
  const nothing = (): void => {
    repo.write('a.txt', 'one\n')
    repo.git('update-index', '--refresh')
    utimesSync(join(repo.path, 'a.txt'), 1, 1)
    repo.write('new.log', 'noise\n')
    repo.write('old.log', 'changed\n')
    repo.write('.a.txt.swp', 'x')
    repo.remove('.a.txt.swp')
    repo.git('hash-object', '-w', 'old.log')
    repo.git('fetch', '-q', '.')
  }
  for (const point of ['after-baseline', 'after-second-look', 'after-launcher-asked'] as const) bed.at(point, nothing)
  expect(await bed.send(wishes(bed.repoId).start())).toEqual(accepted)
  await expect.poll(() => bed.session().state, patience).toBe('live')
})

describe('a save after the start', () => {
  it.each(afterTheStart)('at %s belongs to the session', async (point) => {
    const bed = await createRaceBed()
    bed.at(point, () => bed.repo.write('a.txt', 'after the start\n'))
    expect(await bed.send(wishes(bed.repoId).start())).toEqual(accepted)
    await expect.poll(() => bed.session().state, patience).toBe('live')
    await expect.poll(() => bed.session().changes, patience).toMatchObject([{ number: 1, files: [{ path: 'a.txt' }] }])
    await bed.send({ type: 'session/stop-following', sessionId: bed.session().id })
    await expect.poll(() => bed.checkpoints(), patience).toEqual(['session-start', 'change', 'session-end'])
  })

  it('that the user let through is in the first change, whenever it came', async () => {
    const bed = await createRaceBed()
    bed.repo.write('b.txt', 'mine\n')
    bed.at('after-second-look', () => bed.repo.write('a.txt', 'meanwhile\n'))
    const way = { kind: 'start-anyway', reason: 'A server writes here all the time' } as const
    expect(await bed.send(wishes(bed.repoId).start({ way }))).toEqual(accepted)
    await expect.poll(() => bed.session().changes, patience).toMatchObject([{ number: 1, files: [{ path: 'a.txt' }] }])
  })
})

describe('a pasted command', () => {
  it('starts nothing after a save, and says so', async () => {
    const bed = await createAppBed({ terminal: null })
    const { output = '' } = errorOf(await bed.send(wishes(bed.repoId).start()))
    bed.repo.write('a.txt', 'meanwhile\n')
    const pasted = spawn('sh', ['-c', output], { stdio: 'ignore' })
    await expect.poll(() => bed.session().state, patience).toBe('failed')
    expect(bed.session().problem?.message).toBe(
      'a.txt was written while the session was starting, so Codex was not started.',
    )
    await expect.poll(() => pasted.exitCode, patience).toBe(2)
    expect(bed.codex.runIn(bed.repo.path).argv()).toBeNull()
    expect(bed.snapshot().notices).toMatchObject([{ id: 'start-refused' }])
    expect(bed.snapshot().repo?.liveSessionId).toBeNull()
  })
})
