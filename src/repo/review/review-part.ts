import { join } from 'node:path'
import type { Clock } from '../../core/clock'
import type { FileDiff } from '../../core/diff/file-diff'
import type { Scope, Whitespace } from '../../core/diff/scope'
import type { RepoId } from '../../core/repo/repo-status'
import type { RepoPath } from '../../core/repo/repo-path'
import { ok, type Result, unreachable } from '../../core/result'
import { allUnread, type HunkShape } from '../../core/review/review-hunk'
import type { FileReview } from '../../core/review/file-review'
import type { DiffMessage } from '../../shared/diff-contract'
import type { RepoRequest } from '../../shared/repo-contract'
import type { RepoFact } from '../../shared/repo-facts'
import type { RepoAnswers } from '../../shared/repo-answers'
import { storeFolder } from '../checkpoint/store-folder'
import type { Store } from '../checkpoint/store'
import { readDiskSide } from '../diff/disk-side'
import type { Lanes } from '../diff/lanes'
import type { ResolvedScope, ScopeView } from '../diff/scope-view'
import type { RepoSessions } from '../session/repo-sessions'
import { createContents } from './contents'
import { createFindEdits } from './file-entry'
import { createFeedReview, type FeedReview } from './feed-review'
import { markReviewed, type WantedMarks } from './mark-reviewed'
import { createMovedInReview } from './moved-in-review'
import { createRepoReview } from './repo-review'
import type { RepoReview } from './review-port'
import { createScopeFiles } from './scope-file'

type ReviewRequest = Extract<RepoRequest, { type: 'review-labels' | 'mark-reviewed' | 'undo-mark' }>

/** The review of one served repository: what its sessions, its live diff windows and main ask of it. */
export interface ReviewPart extends Pick<RepoReview, 'begun' | 'changed' | 'touched'> {
  /** For a window that is told through `post`. */
  forWindow(post: (message: DiffMessage) => void): FeedReview
  answer(request: ReviewRequest): Promise<RepoAnswers[ReviewRequest['type']]>
  /** Where the hunks of a file of a scope stand, once everything that was written so far is taken in. */
  reviewOf(view: ScopeView, path: RepoPath, shapes: readonly HunkShape[]): Promise<FileReview>
  close(): Promise<void>
}

export interface ReviewPartDeps {
  readonly repoId: RepoId
  readonly top: string
  readonly firebreakHome: string
  readonly clock: Clock
  readonly store: () => Promise<Result<Store, unknown>>
  readonly lanes: Lanes
  readonly sessions: () => RepoSessions
  readonly resolve: (scope: Scope) => Promise<ResolvedScope>
  readonly emit: (fact: RepoFact) => void
  readonly onFault: (fault: unknown) => void
}

export function createReviewPart(deps: ReviewPartDeps): ReviewPart {
  const { repoId, top, clock, lanes, sessions, emit, onFault } = deps
  const never = new AbortController().signal
  const folder = join(storeFolder(deps.firebreakHome, repoId), 'review')
  const contents = createContents(folder)
  const windows = new Set<FeedReview>()
  const compareText = (...texts: readonly [RepoPath, Buffer, Buffer]) => lanes.compareText(...texts, never)
  const files = createScopeFiles(contents, compareText)
  const review = createRepoReview({
    clock,
    folder,
    contents,
    findEdits: createFindEdits(contents, compareText),
    moved: createMovedInReview(contents, compareText),
    store: deps.store,
    readDisk: (path) => readDiskSide(top, path, clock, false),
    isLive: () => sessions().isLive(),
    onView: (view) => emit({ type: 'review-changed', repoId, review: view }),
    onMoved(paths) {
      for (const window of windows) window.moved(paths)
    },
    onFault,
  })

  const isPending = (path: RepoPath): boolean => sessions().isLive() && sessions().scopes()?.isUncaptured(path) === true

  const settle = async (): Promise<void> => {
    const written = sessions().isLive() ? sessions().scopes()?.uncaptured() : null
    if (written !== undefined && written !== null && written.length > 0) await sessions().closeOpen()
    await review.settled()
  }

  const compare = async (view: ScopeView, path: RepoPath, whitespace: Whitespace): Promise<FileDiff | null> =>
    (await view.compare(path, never, whitespace))?.diff ?? null

  const reviewOf = async (view: ScopeView, path: RepoPath, shapes: readonly HunkShape[]): Promise<FileReview> => {
    const entry = review.entry(path)
    const pending = isPending(path)
    if (entry === undefined && !pending && review.isUncounted(path)) return allUnread(path, shapes)
    return files.review(view, path, shapes, entry, pending)
  }

  return {
    begun: (session) => review.begun(session),
    changed: (change) => review.changed(change),
    touched: (paths) => review.touched(paths),
    forWindow(post) {
      const window = createFeedReview({
        clock,
        post,
        reviewOf,
        onFault,
      })
      const feed: FeedReview = {
        ...window,
        close() {
          windows.delete(feed)
          window.close()
        },
      }
      windows.add(feed)
      return feed
    },
    async answer(request) {
      switch (request.type) {
        case 'review-labels':
          review.label(request.sessionId, request.changes)
          return ok(null)
        case 'mark-reviewed': {
          const wanted: WantedMarks = request
          return markReviewed(
            {
              review,
              files,
              resolve: deps.resolve,
              compare: (view, path) => compare(view, path, request.whitespace),
              settle,
              isLive: () => sessions().isLive(),
            },
            wanted,
          )
        }
        case 'undo-mark':
          return review.inTurn(async () => {
            const last = review.lastAction(request.marks)
            if (last === null) return ok(null)
            review.unmark(new Set(last.marks))
            return ok({ path: last.path, hunks: last.marks.length })
          })
        default:
          return unreachable(request)
      }
    },
    async reviewOf(view, path, shapes) {
      await settle()
      return reviewOf(view, path, shapes)
    },
    async close() {
      for (const window of windows) window.close()
      await review.close()
    },
  }
}
