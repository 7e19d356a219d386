import type { Uncaptured } from '../checkpoint/checkpoint'
import type { ChangedFile, CommitId, Operation, RepoStatus } from '../repo/repo-status'
import type { RepoPath } from '../repo/repo-path'
import { apartHeldBack } from './apart-held-back'
import { isLeftOut } from './left-out'

/** Why the gate is closed, in the order in which one reason outranks the next. */
export type GateReason = ClosedByWork | 'held-back-uncovered'
type ClosedByWork = Operation | 'no-commit-yet' | 'uncommitted-files'

/** The rule "no Spark session on uncommitted work", and its present answer. */
export type CommitGate =
  | { readonly kind: 'open'; readonly baseline: CommitId; readonly heldBack: readonly ChangedFile[] }
  | ClosedGate

export type ClosedGate =
  | {
      readonly kind: 'closed'
      readonly reason: ClosedByWork
      /** The files to commit; what is held back is not among them. */
      readonly files: readonly ChangedFile[]
      readonly heldBack: readonly ChangedFile[]
    }
  /** Everything else is committed, and a file that is held back would be nowhere: in no commit and in no checkpoint. */
  | {
      readonly kind: 'closed'
      readonly reason: 'held-back-uncovered'
      readonly files: readonly ChangedFile[]
      readonly heldBack: readonly ChangedFile[]
      readonly uncovered: readonly Uncaptured[]
    }

/** What the user keeps out of the commit, and what out of checkpoints; a folder stands for all in it. */
export interface HeldBackRules {
  readonly paths: ReadonlySet<RepoPath>
  readonly leftOut: readonly RepoPath[]
}

/** Decides whether a Spark session may start. The baseline is what the live diff compares with. */
export function decideCommitGate(status: RepoStatus, rules: HeldBackRules): CommitGate {
  const { free: files, heldBack } = apartHeldBack(status.files, rules)
  const closed = (reason: ClosedByWork): CommitGate => ({ kind: 'closed', reason, files, heldBack })
  if (status.operation !== null) return closed(status.operation)
  if (status.head.commit === null) return closed('no-commit-yet')
  if (files.length > 0) return closed('uncommitted-files')
  const uncovered = uncoveredFiles(heldBack, rules.leftOut)
  if (uncovered.length > 0) return { kind: 'closed', reason: 'held-back-uncovered', files, heldBack, uncovered }
  return { kind: 'open', baseline: status.head.commit, heldBack }
}

/**
 * The files that the baseline of a start would not hold, each with why (`LEFT_OUT`, or as in `Uncaptured`). The start
 * itself looks into the baseline once more.
 */
export function uncoveredFiles(heldBack: readonly ChangedFile[], leftOut: readonly RepoPath[]): readonly Uncaptured[] {
  return heldBack.flatMap(({ path, status, cannotCapture }) => {
    // That it is gone, every complete checkpoint knows.
    if (status === 'deleted') return []
    const why = isLeftOut(path, leftOut) ? 'LEFT_OUT' : cannotCapture
    return why === undefined ? [] : [{ path, why }]
  })
}
