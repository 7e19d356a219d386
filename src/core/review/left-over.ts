import type { RepoPath } from '../repo/repo-path'
import type { RepoStatus } from '../repo/repo-status'
import type { LabelledChange } from '../session/label-change'
import type { Session } from '../session/session'
import { reviewDebt } from './debt'

/** What the newest Spark session left that nobody has read. */
export interface LeftOver {
  readonly sessionId: string
  readonly startedAtMs: number
  readonly lines: number
  /** Files these lines are in, sorted. */
  readonly paths: readonly RepoPath[]
  /** Some of these files are committed since: the lines in them stay unread. */
  readonly committedFiles: number
}

/**
 * The unreviewed lines of an ended session that are still there: in a file that is not committed, or committed since. While
 * HEAD is where the session began, a file that does not differ from it holds nothing of the session any more.
 */
export function leftOver(
  session: Session,
  changes: readonly LabelledChange[],
  status: Pick<RepoStatus, 'head' | 'files'>,
): LeftOver | null {
  const uncommitted = new Set(
    status.files.flatMap((file) => (file.from === null ? [file.path] : [file.path, file.from])),
  )
  const headMoved = session.baseline === null || status.head.commit !== session.baseline.commit
  const files = reviewDebt(changes, null).files.filter(({ path }) => headMoved || uncommitted.has(path))
  const lines = files.reduce((sum, file) => sum + file.lines, 0)
  if (lines === 0) return null
  const paths = files.map(({ path }) => path)
  const committedFiles = paths.filter((path) => !uncommitted.has(path)).length
  return { sessionId: session.id, startedAtMs: session.startedAtMs, lines, paths, committedFiles }
}
