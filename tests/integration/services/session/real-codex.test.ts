import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RolloutEvent } from '../../../../src/core/codex/rollout-event'
import type { Change } from '../../../../src/core/session/change'
import { labelChange } from '../../../../src/core/session/label-change'
import { newSession } from '../../../../src/core/session/session'
import { createRolloutFinder, type RolloutFinder } from '../../../../src/services/codex/rollout-finder'
import { installLauncher, prepareLaunch } from '../../../../src/services/session/launch'
import { createProcessInfo } from '../../../../src/services/session/process-info'
import { followSession, type SessionFollower } from '../../../../src/services/session/session-follower'
import { systemClock } from '../../../../src/services/system-clock'
import { type Bed, startBed } from '../../../support/codex-bed/bed.mjs'
import { createTempDir, createTempRepo, type TempRepo } from '../../../support/temp-repo'

const source = fileURLToPath(new URL('../../../../resources/launcher.sh', import.meta.url))
const model = 'gpt-5.3-codex-spark'
const slow = { timeout: 20_000 }

describe('a session of the real codex in a terminal', () => {
  let dir: string
  let repo: TempRepo
  let bed: Bed
  let finder: RolloutFinder
  let follower: SessionFollower
  let terminal: ChildProcess
  const reports: RolloutEvent[] = []

  // The binary may have to be fetched first.
  beforeAll(async () => {
    dir = createTempDir('real-codex')
    repo = createTempRepo({ path: join(dir, 'repo'), files: { 'README.md': 'hello\nworld\n' } })
    bed = await startBed({ dir, trust: [repo.path] })
    await bed.control({ stepPauseMs: 600 })
  }, 300_000)

  afterAll(async () => {
    follower?.dispose()
    finder?.stop()
    terminal?.kill('SIGKILL')
    await bed?.close()
    rmSync(dir, { recursive: true, force: true, maxRetries: 10 })
  })

  it('is followed from the first prompt to the end of its terminal', async () => {
    const home = join(dir, 'firebreak')
    const codexHome = bed.env.CODEX_HOME
    const prompt =
      '[[steps edit README.md|hello|hello there ;; shell echo more >> README.md; echo new > new.txt ;; say Done.]]'
    const prepared = await prepareLaunch(home, await installLauncher(home, source), {
      sessionId: 'real',
      repoPath: repo.path,
      model,
      effort: null,
      codexPath: bed.codex,
      codexHome,
      prompt,
      askPid: null,
      env: bed.env,
    })
    if (!prepared.ok) throw new Error(JSON.stringify(prepared.error))
    finder = createRolloutFinder({ codexHome, clock: systemClock })
    const first = newSession({
      id: 'real',
      repoId: '0123456789abcdef',
      repoPath: repo.path,
      lane: 'spark',
      model,
      where: 'terminal',
      prompt,
      startedAtMs: Date.now(),
      baseline: null,
      startedWithoutGate: null,
    })
    follower = followSession(first, {
      clock: systemClock,
      home,
      codexHome,
      finder,
      processes: createProcessInfo(),
      isClaimed: () => false,
      onSession: () => {},
      onReport: (event) => reports.push(event),
      onNote: () => {},
      laneOf: () => 'spark',
    })
    const now = () => follower.session()

    // A terminal that nobody looks at: `script` only gives the launcher a tty. Nothing of the bed's environment reaches it.
    const command = prepared.value.command.map((word) => `'${word}'`).join(' ')
    const env = { PATH: process.env['PATH'], HOME: join(dir, 'no-home'), TERM: 'xterm-256color' }
    terminal = spawn('script', ['-qec', `stty cols 120 rows 40; ${command}`, '/dev/null'], {
      env,
      stdio: ['pipe', 'ignore', 'ignore'],
    })

    await expect.poll(() => now().turns[0]?.endedAtMs ?? null, slow).not.toBeNull()
    expect(now()).toMatchObject({ state: 'live', certainty: 'sure', threadId: expect.any(String) })
    expect(now().turns).toMatchObject([{ prompt, model, error: null, aborted: false }])
    expect(now().patches).toMatchObject([{ paths: ['README.md'], turnId: now().turns[0]?.turnId }])
    expect(now().commands).toMatchObject([
      { command: 'echo more >> README.md; echo new > new.txt', endedAtMs: expect.any(Number) },
    ])
    expect(repo.read('README.md')).toBe('hello there\nworld\nmore\n')

    // The time on disk is the time Codex reports for what wrote it.
    const writtenMs = statSync(join(repo.path, 'new.txt')).mtimeMs
    expect(labelChange(changeOf('new.txt', writtenMs), now())).toMatchObject({
      writer: 'codex-command',
      turn: { prompt },
    })
    expect(labelChange(changeOf('README.md', now().patches[0]?.endedAtMs ?? 0), now()).writer).toBe('codex-patch')
    expect(labelChange(changeOf('mine.txt', Date.now() + 1000), now())).toMatchObject({ writer: 'outside', turn: null })
    const limits = reports.filter((event) => event.kind === 'token-count').at(-1)
    expect(limits).toMatchObject({ rateLimits: { limit_id: expect.any(String) }, usage: { total: expect.any(Number) } })

    terminal.kill('SIGKILL')
    await expect.poll(() => now().state, slow).toBe('ended')
    expect(now().exitCode).not.toBeNull()
    expect(now().turns).toHaveLength(1)
  }, 60_000)
})

function changeOf(path: string, atMs: number): Change {
  return {
    number: 1,
    sessionId: 'real',
    firstWriteMs: atMs,
    lastWriteMs: atMs,
    closedAtMs: atMs + 300,
    checkpointId: null,
    previousCheckpointId: null,
    files: [{ path, firstWriteMs: atMs, lastWriteMs: atMs, added: 1, removed: 0, kind: 'modified' }],
    headMoved: null,
    restored: null,
  }
}
