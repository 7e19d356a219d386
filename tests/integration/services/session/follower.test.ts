import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RolloutEvent } from '../../../../src/core/codex/rollout-event'
import { newSession, type NewSession, type Session } from '../../../../src/core/session/session'
import { createRolloutFinder, rolloutFolder } from '../../../../src/services/codex/rollout-finder'
import { installLauncher, prepareLaunch, runDirOf, sessionOriginator } from '../../../../src/services/session/launch'
import { createProcessInfo, type ProcessInfo } from '../../../../src/services/session/process-info'
import { silentAfterMs } from '../../../../src/services/session/session-end'
import { followSession, type SessionFollower } from '../../../../src/services/session/session-follower'
import { systemClock } from '../../../../src/services/system-clock'
import { eventually } from '../../../support/eventually'
import { createManualClock } from '../../../support/manual-clock'
import { createStubCodex, type StubCodex } from '../../../support/stub-codex'
import { createTempDir, createTempRepo, type TempRepo } from '../../../support/temp-repo'

const source = fileURLToPath(new URL('../../../../resources/launcher.sh', import.meta.url))
let root: string
let home: string
let codexHome: string
let repo: TempRepo
let codex: StubCodex
const cleanups: (() => void | Promise<void>)[] = []

beforeEach(() => {
  root = createTempDir('follow')
  home = join(root, 'home')
  codexHome = join(root, '.codex')
  repo = createTempRepo({ files: { 'a.txt': 'a\n' } })
  codex = createStubCodex(join(root, 'bin'))
})

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
  repo.cleanup()
  rmSync(root, { recursive: true, force: true })
})

function session(changes: Partial<NewSession> = {}): Session {
  return newSession({
    id: 's1',
    repoId: '0123456789abcdef',
    repoPath: repo.path,
    lane: 'spark',
    model: 'gpt-5.3-codex-spark',
    where: 'terminal',
    prompt: null,
    startedAtMs: Date.now(),
    baseline: null,
    startedWithoutGate: null,
    ...changes,
  })
}

/** A system that does not tell who holds a file, as on Windows. */
const blind: ProcessInfo = {
  isAlive: async () => false,
  holdersOf: async () => ({ kind: 'unknown' }),
  isWithin: async () => false,
}

function follow(first: Session, options: { processes?: ProcessInfo; clock?: typeof systemClock } = {}) {
  const clock = options.clock ?? systemClock
  const finder = createRolloutFinder({ codexHome, clock })
  const reports: RolloutEvent['kind'][] = []
  const follower: SessionFollower = followSession(first, {
    clock,
    home,
    codexHome,
    finder,
    processes: options.processes ?? createProcessInfo(),
    isClaimed: () => false,
    onSession: () => {},
    onReport: (event) => reports.push(event.kind),
    onNote: () => {},
    laneOf: () => 'spark',
  })
  cleanups.push(() => {
    follower.dispose()
    finder.stop()
  })
  return { follower, reports, now: () => follower.session() }
}

async function prepare(): Promise<readonly string[]> {
  const launcher = await installLauncher(home, source)
  const prepared = await prepareLaunch(home, launcher, {
    sessionId: 's1',
    repoPath: repo.path,
    model: 'gpt-5.3-codex-spark',
    effort: null,
    codexPath: codex.path,
    codexHome,
    prompt: null,
    askPid: null,
    env: {},
  })
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error))
  return prepared.value.command
}

async function launch([program = '', ...args]: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, { detached: true, stdio: 'ignore' })
  cleanups.unshift(async () => {
    codex.exit(0)
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  await eventually(() => codex.pid())
  return child
}

const line = (type: string, payload: object, atMs = Date.now()) =>
  `${JSON.stringify({ timestamp: new Date(atMs).toISOString(), type, payload })}\n`

function rollout(name: string, meta: { cwd?: string; originator?: string; source?: unknown; atMs?: number } = {}) {
  const path = join(rolloutFolder(codexHome, Date.now()), `rollout-${name}.jsonl`)
  mkdirSync(dirname(path), { recursive: true })
  const { cwd = repo.path, originator = 'codex-tui', source: from = 'cli', atMs = Date.now() } = meta
  const timestamp = new Date(atMs).toISOString()
  writeFileSync(path, line('session_meta', { id: name, cwd, originator, source: from, timestamp }, atMs))
  const add = (payload: object) => appendFileSync(path, line('event_msg', payload))
  return { path, add }
}

describe('a session in a terminal', () => {
  it('is live when the launcher runs and ended with the exit of codex', async () => {
    const command = await prepare()
    const { now } = follow(session())
    await launch(command)
    await expect.poll(() => now().state).toBe('live')
    expect(now().process?.pid).toBeGreaterThan(0)
    codex.exit(3)
    await expect.poll(() => now().state).toBe('ended')
    expect(now().exitCode).toBe(3)
    // What it was started with, its prompt too, is not kept a second time.
    await expect.poll(() => existsSync(runDirOf(home, 's1'))).toBe(false)
  })

  it('knows its rollout by the originator and leaves those of others alone', async () => {
    const command = await prepare()
    const { now, reports } = follow(session())
    await launch(command)
    rollout('foreign')
    rollout('other-firebreak', { originator: sessionOriginator('s2') })
    const own = rollout('own', { originator: sessionOriginator('s1') })
    own.add({ type: 'task_started', turn_id: 't1' })
    own.add({
      type: 'item_completed',
      turn_id: 't1',
      item: {
        type: 'FileChange',
        id: 'c1',
        status: 'completed',
        changes: { [`${repo.path}/a.txt`]: {}, '/etc/x': {} },
      },
      started_at_ms: Date.now(),
      completed_at_ms: Date.now(),
    })
    await expect.poll(() => now().patches.length).toBe(1)
    expect(now()).toMatchObject({ threadId: 'own', certainty: 'sure', rolloutPath: own.path })
    expect(now().patches[0]?.paths).toEqual(['a.txt'])
    expect(reports).toEqual(['session-meta', 'turn-started', 'patch'])
  })

  it('takes the rollout that a process of its launcher holds open, where the originator does not tell', async () => {
    const own = rollout('held')
    writeFileSync(codex.path, readFileSync(codex.path, 'utf8').replace('\n', `\nexec 9>>'${own.path}'\n`))
    const command = await prepare()
    const { now } = follow(session())
    await launch(command)
    own.add({ type: 'task_started', turn_id: 't1' })
    await expect.poll(() => now().turns.length).toBe(1)
    expect(now()).toMatchObject({ threadId: 'held', certainty: 'sure' })
  })

  it('says "probably" where only folder and time speak for it', async () => {
    const command = await prepare()
    const { now } = follow(session({ startedAtMs: Date.now() - 10_000 }), {
      processes: { ...blind, isAlive: async () => true },
    })
    await launch(command)
    await expect.poll(() => now().state).toBe('live')
    rollout('earlier', { atMs: Date.now() - 60_000 })
    rollout('elsewhere', { cwd: root })
    rollout('guess').add({ type: 'task_started', turn_id: 't1' })
    await expect.poll(() => now().threadId).toBe('guess')
    expect(now().certainty).toBe('probably')
  })

  it('adds what a helper thread wrote, but not its turns', async () => {
    const command = await prepare()
    const { now } = follow(session())
    await launch(command)
    rollout('own', { originator: sessionOriginator('s1') }).add({ type: 'task_started', turn_id: 't1' })
    await expect.poll(() => now().turns.length).toBe(1)
    const helper = rollout('helper', { originator: sessionOriginator('s1'), source: { subagent: 'worker' } })
    helper.add({ type: 'task_started', turn_id: 't2' })
    helper.add({ type: 'exec_command_begin', call_id: 'c', command: ['sh', '-c', 'make'] })
    await expect.poll(() => now().commands.map((run) => run.command)).toEqual(['make'])
    expect(now().turns.map((turn) => turn.turnId)).toEqual(['t1'])
  })

  it('failed to start when the launcher refused, or never answered', async () => {
    await prepare()
    const refused = follow(session())
    writeFileSync(join(runDirOf(home, 's1'), 'refused'), 'reason head-moved\n')
    await expect.poll(() => refused.now().state).toBe('failed-to-start')
    expect(refused.now().failure).toBe('head-moved')

    const manual = createManualClock()
    const silent = follow(session({ id: 's2', startedAtMs: manual.clock.now() }), { clock: manual.clock })
    await expect.poll(() => manual.pending()).toBeGreaterThan(0)
    await expect
      .poll(async () => {
        await manual.advance(5000)
        return silent.now().failure
      })
      .toBe('no-answer')
  })

  it('ended when its launcher was killed, which leaves no record', async () => {
    const command = await prepare()
    const { now } = follow(session())
    const child = await launch(command)
    await expect.poll(() => now().state).toBe('live')
    const before = now()
    process.kill(-(child.pid ?? 0), 'SIGKILL')
    await once(child, 'exit')
    const launcher = before.process ?? { pid: 0, startTime: '' }
    await expect.poll(() => createProcessInfo().isAlive(launcher)).toBe(false)
    // As after a restart of the app, which asks at once.
    const again = follow(before)
    await expect.poll(() => again.now().state).toBe('ended')
    expect(again.now().exitCode).toBeNull()
  })

  it('is found again after a restart of the app, alive or with its end', async () => {
    const command = await prepare()
    const first = follow(session())
    await launch(command)
    rollout('own', { originator: sessionOriginator('s1') }).add({ type: 'task_started', turn_id: 't1' })
    await expect.poll(() => first.now().turns.length).toBe(1)
    const kept = first.now()
    first.follower.dispose()
    const second = follow(kept)
    await expect.poll(() => second.reports).toContain('turn-started')
    expect(second.now()).toEqual(kept)
    second.follower.dispose()
    codex.exit(0)
    const third = follow(kept)
    await expect.poll(() => third.now()).toMatchObject({ state: 'ended', exitCode: 0 })
  })

  it('looks away after "Stop following", leaves codex alone, and still notices the end', async () => {
    const command = await prepare()
    const { now, follower } = follow(session())
    await launch(command)
    const own = rollout('own', { originator: sessionOriginator('s1') })
    own.add({ type: 'task_started', turn_id: 't1' })
    await expect.poll(() => now().turns.length).toBe(1)
    follower.stopFollowing()
    own.add({ type: 'task_started', turn_id: 't2' })
    expect(process.kill(codex.pid() ?? 0, 0)).toBe(true)
    codex.exit(0)
    await expect.poll(() => now().state).toBe('ended')
    expect(now().turns.map((turn) => turn.turnId)).toEqual(['t1'])
    expect(now().following).toBe(false)
  })
})

describe('a session that is started by hand', () => {
  it('is the next one in the repository, also from a folder inside or through a link', async () => {
    mkdirSync(join(repo.path, 'src'))
    symlinkSync(repo.path, join(root, 'link'))
    const { now } = follow(session({ where: 'by-hand' }))
    rollout('nested-repo', { cwd: createTempRepo({ path: join(repo.path, 'vendor'), files: { x: 'x' } }).path })
    const own = rollout('own', { cwd: join(root, 'link', 'src') })
    await expect.poll(() => now()).toMatchObject({ state: 'live', threadId: 'own', certainty: 'probably' })
    own.add({ type: 'task_started', turn_id: 't1' })
    own.add({
      type: 'item_completed',
      item: { type: 'FileChange', id: 'c', changes: { [join(root, 'link', 'src', 'b.txt')]: {} } },
    })
    await expect.poll(() => now().patches[0]?.paths).toEqual(['src/b.txt'])
  })

  it('has ended when no process holds its rollout any more', async () => {
    const held = rollout('held')
    const holder = spawn('sleep', ['1000'], { stdio: ['ignore', 'ignore', 'ignore'] })
    holder.kill()
    const found = { ...session({ where: 'by-hand' }), state: 'live', threadId: 'held', rolloutPath: held.path } as const
    const { now } = follow(found)
    await expect.poll(() => now().state).toBe('ended')
  })

  it('has probably ended after 30 minutes of silence, and is back with its next turn', async () => {
    const quiet = rollout('quiet')
    const manual = createManualClock(Date.now())
    const found = {
      ...session({ where: 'by-hand' }),
      state: 'live',
      threadId: 'quiet',
      rolloutPath: quiet.path,
    } as const
    const { now } = follow(found, { processes: blind, clock: manual.clock })
    await expect.poll(() => manual.pending()).toBeGreaterThan(1)
    await manual.advance(silentAfterMs - 60_000)
    expect(now().state).toBe('live')
    await expect
      .poll(async () => {
        await manual.advance(15_000)
        return now().state
      })
      .toBe('probably-ended')
    quiet.add({ type: 'task_started', turn_id: 't1' })
    await expect.poll(() => now().state).toBe('live')
    expect(now().endedAtMs).toBeNull()
  })
})
