import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { Clock } from '../../core/clock'
import type { RepoPath } from '../../core/repo/repo-path'
import type { Result } from '../../core/result'
import type { MarkId } from '../../core/review/attribution'
import type { ChangeLabels } from '../../core/review/change-labels'
import type { ReviewView } from '../../core/review/review-view'
import type { Change } from '../../core/session/change'
import type { Store } from '../checkpoint/store'
import type { Side } from '../diff/side'
import type { Contents } from './contents'
import type { FileEntry, FindEdits } from './file-entry'
import type { FileVersions } from './file-versions'
import type { MarkAction } from './mark-log'
import type { MovedInReview } from './moved-in-review'

/** Who wrote which line of a repository's files since its last session began, what of it was read, and what is owed. */
export interface RepoReview {
  /** A session begins or goes on: with a new one what is owed is carried into it, and the rest is forgotten. */
  begun(session: { readonly sessionId: string; readonly baseline: CheckpointId }): void
  /** A change was closed. */
  changed(change: Change): void
  /** What changes are labelled as now; it corrects what was said before. */
  label(sessionId: string, labels: readonly ChangeLabels[]): void
  /** Paths that may have been written while no session is on. */
  touched(paths: Iterable<RepoPath>): void
  /** Resolves when all of the above is taken in. */
  settled(): Promise<void>
  /** Does one thing in its turn. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  /** As of now; undefined for a file that nothing is known of. */
  entry(path: RepoPath): FileEntry | undefined
  /** Whether a file has to be read of which nothing else is known: it came with too many others to be counted. */
  isUncounted(path: RepoPath): boolean
  /** Follows such a file line by line from now on; it has an entry then, if its earlier versions are still there. */
  count(path: RepoPath): Promise<void>
  /** A file without lines was looked at, so that it is not among the uncounted ones any more. */
  seen(path: RepoPath): void
  readonly versions: FileVersions
  /** Brings a file of which no session writes up to what is on disk. */
  readDisk(path: RepoPath): Promise<void>
  newMark(): MarkId
  /** Keeps marked entries; `action` is what an undo takes back. */
  mark(entries: readonly FileEntry[], action: Pick<MarkAction, 'marks' | 'path' | 'lines' | 'how'>): void
  /** Takes marks back. */
  unmark(marks: ReadonlySet<MarkId>): void
  /** The last press that still marks something, or the last of those that set these marks. */
  lastAction(among: readonly MarkId[] | null): MarkAction | null
  close(): Promise<void>
}

export interface RepoReviewDeps {
  readonly clock: Clock
  /** Where the review is kept. */
  readonly folder: string
  readonly contents: Contents
  readonly findEdits: FindEdits
  readonly moved: MovedInReview
  readonly store: () => Promise<Result<Store, unknown>>
  readonly readDisk: (path: RepoPath) => Promise<Side>
  /** Whether a session is live, whose changes say what was written. */
  readonly isLive: () => boolean
  readonly onView: (view: ReviewView) => void
  /** Where hunks of these files stand may be another answer now; null is all of them. */
  readonly onMoved: (paths: ReadonlySet<RepoPath> | null) => void
  readonly onFault: (fault: unknown) => void
}
