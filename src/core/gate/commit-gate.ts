import type { ChangedFile, CommitId, Operation, RepoStatus } from '../repo/repo-status'
import type { RepoPath } from '../repo/repo-path'

/** Why the gate is closed, in the order in which one reason outranks the next. */
export type GateReason = Operation | 'no-commit-yet' | 'uncommitted-files'

/** The rule "no Spark session on uncommitted work", and its present answer. */
export type CommitGate =
  | { readonly kind: 'open'; readonly baseline: CommitId; readonly heldBack: readonly ChangedFile[] }
  | {
      readonly kind: 'closed'
      readonly reason: GateReason
      /** The files to commit; what is held back is not among them. */
      readonly files: readonly ChangedFile[]
      readonly heldBack: readonly ChangedFile[]
    }

/** Decides whether a Spark session may start. The baseline is what the live diff compares with. */
export function decideCommitGate(status: RepoStatus, heldBackPaths: ReadonlySet<RepoPath>): CommitGate {
  const files = status.files.filter((file) => !heldBackPaths.has(file.path))
  const heldBack = status.files.filter((file) => heldBackPaths.has(file.path))
  const closed = (reason: GateReason): CommitGate => ({ kind: 'closed', reason, files, heldBack })
  if (status.operation !== null) return closed(status.operation)
  if (status.head.commit === null) return closed('no-commit-yet')
  if (files.length > 0) return closed('uncommitted-files')
  return { kind: 'open', baseline: status.head.commit, heldBack }
}
