import type { Checkpoint, CheckpointId } from '../../core/checkpoint/checkpoint'
import type { RepoPath } from '../../core/repo/repo-path'
import type { LastChange } from '../../core/session/last-change'

/** The two captures that a closed change lies between. */
export interface ChangeEnds {
  readonly number: number
  readonly from: CheckpointId
  readonly to: CheckpointId
}

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
