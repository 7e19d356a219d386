import type { DescribedError } from '../core/errors/described-error'
import type { RepoId } from '../core/repo/repo-status'
import type { Session, SessionId } from '../core/session/session'
import { unreachable } from '../core/result'
import { count } from '../core/words/counts'
import { displayName } from '../core/words/display-name'
import { clockTime } from '../core/words/times'
import { surfaceWords } from '../core/words/surface-words'
import type { RolloutNote } from '../services/codex/rollout-reader'
import type { RegistryProblem } from '../services/session/session-registry'
import type { SettingsProblem } from '../services/settings/settings-file'
import type { AppStore } from './app-store'
import type { Shell } from './shell-port'

/** What was wrong with the settings file at the start. */
export function raiseSettingsProblem(store: AppStore, problem: SettingsProblem | null): void {
  if (problem === null) return
  warn(store, 'settings', ...settingsWords(problem))
}

function settingsWords(problem: SettingsProblem): readonly [message: string, next: string] {
  switch (problem.kind) {
    case 'set-aside': {
      const why = problem.reason === 'newer-version' ? 'comes from a newer Firebreak' : 'could not be read'
      const parts = problem.parts.length === 0 ? '' : ` (${problem.parts.join(', ')})`
      const kept =
        problem.keptAs === null ? 'It was left where it is.' : `It is kept as ${displayName(problem.keptAs)}.`
      return [`The settings file ${why}${parts}, so defaults are used.`, kept]
    }
    case 'not-read':
      return [
        `The settings file cannot be read (${problem.code}), so defaults are used.`,
        'Make it readable, then start again.',
      ]
    case 'not-saved':
      return [
        `Settings cannot be saved (${problem.code}).`,
        'They hold until Firebreak ends. Free some space, or make the folder writable.',
      ]
    default:
      return unreachable(problem)
  }
}

/** A session file that could not be read or written. */
export function raiseRegistryProblem(store: AppStore, problem: RegistryProblem): void {
  switch (problem.kind) {
    case 'set-aside':
      return warn(
        store,
        'sessions',
        'A session of an earlier time could not be read.',
        `It is kept as ${displayName(problem.keptAs)}.`,
      )
    case 'not-read':
      return warn(
        store,
        'sessions',
        `${displayName(problem.file)} cannot be read (${problem.code}).`,
        'Earlier sessions may be missing from the list.',
      )
    case 'not-saved':
      return warn(
        store,
        'sessions',
        `A session cannot be saved (${problem.code}).`,
        'Free some space, or make the data folder writable.',
      )
  }
}

/** The repo process died and was started again; each time is said, as it may happen more than once. */
export function raiseRestart(store: AppStore, nowMs: number): void {
  const repos = Object.keys(store.state().repos).length
  warn(
    store,
    'repo-process',
    `Watching stopped at ${clockTime(nowMs)} and was started again for ${count(repos, 'repository', 'repositories')}.`,
    'What was written meanwhile is in the next checkpoint.',
  )
}

/** The notice of a start that was refused, until one works. */
export const startRefused = 'start-refused'

export function raiseStartRefused(store: AppStore, { message, next }: Pick<DescribedError, 'message' | 'next'>): void {
  warn(store, startRefused, message, next)
}

/** The last capture of a session failed. */
export function raiseNoEndCheckpoint(store: AppStore, sessionId: SessionId): void {
  warn(
    store,
    `end-checkpoint:${sessionId}`,
    'The checkpoint at the end of the session was not made.',
    'Everything up to its last change is kept.',
  )
}

/** The checkpoints that were there at the last look are not: nothing of Firebreak's removes a store. */
export function raiseStoreGone(store: AppStore, repoId: RepoId): void {
  const name = displayName(store.state().repos[repoId]?.name ?? repoId)
  warn(
    store,
    `store-gone:${repoId}`,
    `The checkpoints of ${name} are gone: their folder was deleted or moved.`,
    'New ones are made from now on. If you have a backup of FIREBREAK_HOME, quit Firebreak and put it back.',
  )
}

/** A live session was found again, and its repository cannot be watched. */
export function raiseUnprotected(store: AppStore, session: Session, why: DescribedError): void {
  const repo = displayName(session.repoPath)
  warn(
    store,
    `unprotected:${session.id}`,
    `A session is on in ${repo}, and its changes are not recorded. ${why.message}`,
    why.next,
  )
}

/** The first capture of a repository that nobody has chosen, because a session is on there. */
export function raiseCaptureBegan(store: AppStore, repoId: RepoId, name: string): void {
  const message = `A Codex session is on in ${displayName(name)}, so its files are protected. ${captureWords}`
  const next = 'Files can be left out beside the list of its checkpoints.'
  store.dispatch({ type: 'notice/raised', notice: { id: `capture:${repoId}`, kind: 'info', message, next } })
}

const captureWords =
  'Checkpoints keep copies of its files, also small ignored ones such as .env, on this computer only, for 30 days.'

/** A session under the gate runs on uncommitted work: it was started where nothing stopped it. */
export function raiseStartedWithoutCommit(
  { store, shell }: { readonly store: AppStore; readonly shell: Pick<Shell, 'notify' | 'openWindow'> },
  session: Session,
): void {
  const files = count(session.uncommittedAtStart, 'uncommitted file')
  const name = displayName(store.state().repos[session.repoId]?.name ?? session.repoPath)
  const message = `A Spark session in ${name} started without a commit, on ${files} (${surfaceWords(session)}).`
  const next =
    session.baseline === null
      ? 'Commit before the next prompt.'
      : 'A late checkpoint was taken. Commit before the next prompt, or switch the guard on.'
  warn(store, `started-without-commit:${session.id}`, message, next)
  shell.notify('Spark started without a commit', message, () => shell.openWindow({ view: 'home' }, { focus: true }))
}

/** The session is recorded again. */
export function takeBackUnprotected(store: AppStore, session: Session): void {
  const id = `unprotected:${session.id}`
  if (store.state().notices.some((notice) => notice.id === id)) store.dispatch({ type: 'notice/dismissed', id })
}

/** What is missing in what Codex reported. */
export function raiseRolloutNote(store: AppStore, note: RolloutNote, sessionId: SessionId): void {
  if (note.kind !== 'history-shortened') return
  const message = 'The record of this Codex session is very long, so only its last turns are read.'
  const next = 'Changes before them show no turn; every checkpoint is there.'
  store.dispatch({ type: 'notice/raised', notice: { id: `history:${sessionId}`, kind: 'info', message, next } })
}

function warn(store: AppStore, id: string, message: string, next: string): void {
  store.dispatch({ type: 'notice/raised', notice: { id, kind: 'warning', message, next } })
}
