import type { Checkpoint } from '../../core/checkpoint/checkpoint'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError, RepoStatus } from '../../core/repo/repo-status'
import type { Result } from '../../core/result'
import { captureAsCommitted } from '../checkpoint/capture-as-committed'
import type { CaptureNote } from '../checkpoint/capture-full'
import type { GitRunner } from '../git/git-port'
import type { RepoStore } from '../repo-store'
import { earlyWrites } from './early-writes'

/** The state of a session's start that was missed, and what was written since. */
export interface LateBaseline {
  readonly baseline: Checkpoint
  readonly early: ReadonlyMap<RepoPath, number>
}

/**
 * Of a session that was on before anybody looked: files written since its start are taken as they are committed. Null when
 * none was, or it cannot be told.
 */
export async function lateBaseline(
  deps: {
    readonly top: string
    readonly runner: GitRunner
    readonly tempDir: string
    readonly store: RepoStore
    readonly readStatus: () => Promise<Result<RepoStatus, RepoError>>
  },
  taken: Checkpoint,
  sinceMs: number,
  note: CaptureNote,
): Promise<LateBaseline | null> {
  const opened = await deps.store.open()
  const now = await deps.readStatus()
  if (!opened.ok || !now.ok) return null
  const early = earlyWrites(deps.top, now.value.files, sinceMs)
  if (early.size === 0) return null
  const from = { runner: deps.runner, tempDir: deps.tempDir, commit: now.value.head.commit }
  const made = await captureAsCommitted(opened.value, from, taken, [...early.keys()], note)
  return made.ok && made.value !== null ? { baseline: made.value, early } : null
}
