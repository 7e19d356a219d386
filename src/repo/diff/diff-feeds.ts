import type { Scope } from '../../core/diff/scope'
import type { RepoPath } from '../../core/repo/repo-path'
import { createDiffFeed, type DiffFeed, type DiffFeedDeps } from './diff-feed'
import type { FeedReview } from '../review/feed-review'
import type { DiffPort } from './diff-port'

/** The live diff windows of one repository. */
export interface DiffFeeds extends Pick<DiffFeed, 'touched' | 'relisted' | 'moved'> {
  attach(port: DiffPort): void
  /** Resolves when every window has been told of all there was so far. */
  posted(): Promise<void>
  /** Resolves when every window that draws shows all there was so far. */
  painted(): Promise<void>
  close(): void
}

export function createDiffFeeds(
  deps: Pick<DiffFeedDeps, 'clock' | 'resolve' | 'onFault'> & {
    /** Tells a window where what it shows stands in the review. */
    readonly reviewFor: (post: DiffPort['post']) => FeedReview
  },
): DiffFeeds {
  const feeds = new Set<DiffFeed>()
  return {
    attach(port) {
      const review = deps.reviewFor((message) => port.post(message))
      const feed = createDiffFeed({
        ...deps,
        port,
        onTold: (...told) => review.told(...told),
        onPainted: () => review.painted(),
        onClose() {
          review.close()
          feeds.delete(feed)
        },
      })
      feeds.add(feed)
    },
    touched(paths: ReadonlyMap<RepoPath, number>) {
      for (const feed of feeds) feed.touched(paths)
    },
    relisted(paths) {
      for (const feed of feeds) feed.relisted(paths)
    },
    moved(isAffected: (scope: Scope, follows: boolean) => boolean) {
      for (const feed of feeds) feed.moved(isAffected)
    },
    async posted() {
      await Promise.all([...feeds].map((feed) => feed.posted()))
    },
    async painted() {
      await Promise.all([...feeds].map((feed) => feed.painted()))
    },
    close() {
      for (const feed of feeds) feed.close()
    },
  }
}
