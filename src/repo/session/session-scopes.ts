import type { Checkpoint, CheckpointId } from '../../core/checkpoint/checkpoint'
import type { RepoPath } from '../../core/repo/repo-path'

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
  /** Paths that were written since the latest capture began. */
  uncaptured(): readonly RepoPath[]
  change(number: number): ChangeEnds | null
  lastChange(): ChangeEnds | null
}
