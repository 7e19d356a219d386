import type { Clock } from '../../core/clock'
import { createCoalescer } from '../../core/coalesce'
import type { FileDiff } from '../../core/diff/file-diff'
import type { Scope } from '../../core/diff/scope'
import type { RepoPath } from '../../core/repo/repo-path'
import { type FileReview, reviewUpdate, type SentReview } from '../../core/review/file-review'
import { type HunkShape, hunkShapes } from '../../core/review/review-hunk'
import type { DiffMessage } from '../../shared/diff-contract'
import type { ScopeView } from '../diff/scope-view'

/** Tells one live diff window where the hunks that it shows stand. */
export interface FeedReview {
  /** The window was told of these files; `whole` replaces everything it had. */
  told(scope: Scope, view: ScopeView | null, moved: ToldFiles): void
  /** What it was told is on the screen. */
  painted(): void
  /** The review of these files moved; null is all of them. */
  moved(paths: ReadonlySet<RepoPath> | null): void
  close(): void
}

export interface ToldFiles {
  readonly whole: boolean
  readonly changed: readonly FileDiff[]
  readonly gone: readonly RepoPath[]
}

/** A burst of saves is painted first. */
const quietMs = 20
const longestMs = 200

export function createFeedReview(deps: {
  readonly clock: Clock
  readonly post: (message: DiffMessage) => void
  readonly reviewOf: (view: ScopeView, path: RepoPath, shapes: readonly HunkShape[]) => Promise<FileReview>
  readonly onFault: (fault: unknown) => void
}): FeedReview {
  const shown = new Map<RepoPath, readonly HunkShape[]>()
  const said = new Map<RepoPath, FileReview>()
  /** What was told last and is not on the screen yet: nothing of it is looked at before, as that would delay it. */
  const fresh = new Map<RepoPath, FileDiff>()
  const waiting = new Set<RepoPath>()
  let current: { readonly scope: Scope; readonly view: ScopeView } | null = null

  const work = async (): Promise<void> => {
    const now = current
    for (const [path, file] of fresh) {
      shown.set(path, hunkShapes(file))
      waiting.add(path)
    }
    fresh.clear()
    const paths = [...waiting]
    waiting.clear()
    if (now === null) return
    const files: SentReview[] = []
    for (const path of paths) {
      const shapes = shown.get(path)
      if (shapes === undefined) continue
      const review = await deps.reviewOf(now.view, path, shapes)
      if (current !== now) return
      if (shown.get(path) !== shapes || fresh.has(path)) continue
      const update = reviewUpdate(said.get(path), review)
      if (update === null) continue
      said.set(path, review)
      files.push(update)
    }
    if (files.length > 0) deps.post({ type: 'review', scope: now.scope, files })
  }
  const coalescer = createCoalescer({
    clock: deps.clock,
    quietMs,
    maxWaitMs: longestMs,
    work: () => work().catch(deps.onFault),
  })

  return {
    told(scope, view, { whole, changed, gone }) {
      if (whole) {
        shown.clear()
        said.clear()
        waiting.clear()
        fresh.clear()
        current = view === null ? null : { scope, view }
      }
      for (const path of gone) {
        shown.delete(path)
        said.delete(path)
        fresh.delete(path)
      }
      for (const file of changed) if (file.body.kind !== 'not-loaded') fresh.set(file.path, file)
    },
    painted() {
      if (fresh.size + waiting.size > 0) coalescer.notify()
    },
    moved(paths) {
      for (const path of paths ?? shown.keys()) if (shown.has(path)) waiting.add(path)
      if (waiting.size > 0) coalescer.notify()
    },
    close() {
      current = null
      fresh.clear()
      coalescer.stop()
    },
  }
}
