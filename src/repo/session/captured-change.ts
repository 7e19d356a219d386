import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { RepoPath } from '../../core/repo/repo-path'
import type { HeadMove, RestoredFrom } from '../../core/session/change'

/** What a restore did: its answer, and the paths it wrote and deleted; `from` is null when it did nothing. */
export interface RestoreRun<T> {
  readonly answer: T
  readonly from: RestoredFrom | null
  readonly paths: readonly RepoPath[]
}

/** Two captures, one behind the other, and what lies between them. */
export interface CapturedChange {
  readonly from: CheckpointId
  readonly to: CheckpointId
  readonly firstWriteMs: number
  readonly closedAtMs: number
  readonly headMoved: HeadMove | null
  readonly restored: RestoredFrom | null
}
