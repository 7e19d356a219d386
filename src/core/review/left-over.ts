import { pathsOf } from '../repo/paths-of'
import type { RepoPath } from '../repo/repo-path'
import type { RepoStatus } from '../repo/repo-status'
import type { Session } from '../session/session'
import type { ReviewView } from './review-view'
import { uncountedOf } from './uncounted'

/** What the newest Spark session left that nobody has read. */
export interface LeftOver {
  readonly sessionId: string
  readonly startedAtMs: number
  readonly lines: number
  /** Besides: files of changes that were too large to be counted by line. */
  readonly uncountedFiles: number
  /** Files these lines are in, sorted. */
  readonly paths: readonly RepoPath[]
  /** Some of these files are committed since: the lines in them stay unread. */
  readonly committedFiles: number
}

/** The unreviewed lines of an ended session that are still there, committed or not; null when there are none. */
export function leftOver(
  { id: sessionId, startedAtMs }: Pick<Session, 'id' | 'startedAtMs'>,
  review: Pick<ReviewView, 'sessions' | 'uncounted'>,
  status: Pick<RepoStatus, 'files'>,
): LeftOver | null {
  const left = review.sessions.find((session) => session.sessionId === sessionId)
  const uncountedFiles = uncountedOf(review, sessionId)
  if (left === undefined && uncountedFiles === 0) return null
  const uncommitted = new Set(status.files.flatMap(pathsOf))
  const paths = left?.files.map(({ path }) => path) ?? []
  const committedFiles = paths.filter((path) => !uncommitted.has(path)).length
  return { sessionId, startedAtMs, lines: left?.lines ?? 0, uncountedFiles, paths, committedFiles }
}
