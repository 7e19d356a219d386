import { reduce } from '../../src/core/app/reduce'
import type { AppEvent } from '../../src/core/app/events'
import { type AppState, initialState } from '../../src/core/app/state'
import type { RepoStatus } from '../../src/core/repo/repo-status'
import { newSession, type Session } from '../../src/core/session/session'
import { changedFile } from './changed-file'

export const repoId = '00112233445566aa'
export const commit = '4f2c1a9000000000000000000000000000000000'

/** 2026-11-22 12:00 local time. */
export const noonMs = new Date(2026, 10, 22, 12, 0).getTime()

export function statusWith(...paths: readonly string[]): RepoStatus {
  return {
    head: { commit, branch: 'main', detached: false },
    operation: null,
    files: paths.map((path) => changedFile(path)),
  }
}

export function sessionAt(more: Partial<Session> = {}): Session {
  const session = newSession({
    id: 'a1',
    repoId,
    repoPath: '/home/dev/code/acme-api',
    lane: 'spark',
    model: 'gpt-5.3-codex-spark',
    where: 'terminal',
    prompt: 'fix the NPE on line 42',
    startedAtMs: noonMs - 2 * 60_000,
    baseline: { checkpointId: 'c1', commit, atMs: noonMs - 2 * 60_000 },
    startedWithoutGate: null,
  })
  return { ...session, state: 'live', ...more }
}

/** A state in which these events have happened. */
export function stateAfter(...events: readonly AppEvent[]): AppState {
  const start = initialState({
    version: '0.1.0',
    userHome: '/home/dev',
    settingsFile: '/home/dev/.local/share/firebreak/settings.json',
  })
  return events.reduce(reduce, start)
}

/** The active repo is open, with these uncommitted files. */
export function repoOpen(...paths: readonly string[]): readonly AppEvent[] {
  return [
    { type: 'repo/opened', repo: { repoId, top: '/home/dev/code/acme-api', name: 'acme-api' } },
    { type: 'repo/activated', repoId },
    { type: 'repo/watch-changed', repoId, watch: { kind: 'watching', watches: 12 } },
    { type: 'repo/status-read', repoId, status: statusWith(...paths) },
  ]
}
