import type { Checkpoint, CheckpointId } from '../../core/checkpoint/checkpoint'
import type { Scope } from '../../core/diff/scope'
import type { RepoPath } from '../../core/repo/repo-path'
import type { ChangeEnds } from '../../core/session/change-ends'
import type { LastChange } from '../../core/session/last-change'

/** What the scopes of the latest session compare. It stays readable after the session's end, until the next begins. */
export interface SessionScopes {
  readonly sessionId: string
  readonly baseline: Checkpoint
  latest(): CheckpointId
  /** Paths that were written since the latest capture began; null when nobody watched since. */
  uncaptured(): readonly RepoPath[] | null
  /** Whether this path is among them. */
  isUncaptured(path: RepoPath): boolean
  change(number: number): ChangeEnds | null
  lastChange(): ChangeEnds | null
  /** What is being written now, since which capture; null when nothing is, and when it will not be the last change. */
  openChange(): { readonly from: CheckpointId; readonly paths: readonly RepoPath[] } | null
}

/** What main said of a session; null while it has said nothing. */
export type ToldLastChange = LastChange | null

/**
 * Who wrote is known in main, a moment after a change is closed: until then the newest counts while Codex writes, so that
 * what was shown as it was written stays. `ends` are oldest first.
 */
export function findLastChange(
  ends: readonly ChangeEnds[],
  notWritten: ReadonlySet<number>,
  told: ToldLastChange,
): ChangeEnds | null {
  const newest = ends.findLast(({ number }) => !notWritten.has(number) && number > (told?.known ?? 0))
  if (newest !== undefined && told?.writing !== false) return newest
  return ends.find(({ number }) => number === told?.number) ?? null
}

/** What moved: every end of a session, its last change alone, or that perhaps, by what is being written. */
export type ScopesMoved = 'session' | 'change' | 'open'

/** Whether a scope compares something else after that; `follows` says that the disk is one of its ends. */
export function comparesWhatMoved(moved: ScopesMoved, kind: Scope['kind'], follows: boolean): boolean {
  if (moved === 'session') return kind !== 'uncommitted' && kind !== 'between'
  // What is being written is shown already where the disk is one of the ends.
  return kind === 'last-change' && !(moved === 'open' && follows)
}
