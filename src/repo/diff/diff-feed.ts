import type { Cancel, Clock } from '../../core/clock'
import type { Scope, Whitespace } from '../../core/diff/scope'
import { describeError } from '../../core/errors/describe-error'
import type { RepoPath } from '../../core/repo/repo-path'
import { unreachable } from '../../core/result'
import type { DiffBatch } from '../../shared/diff-contract'
import { createContentAnswers } from './answer-content'
import { createBurst } from './burst'
import { createCompareJobs } from './compare-jobs'
import { readDiffRequest, type DiffPort } from './diff-port'
import type { FeedReview } from '../review/feed-review'
import type { ResolvedScope, ScopeView } from './scope-view'
import { createShownFiles } from './shown-files'
import { touchedFiles } from './touched-files'
import { createWaiters } from './waiters'

/** What one live diff window is told. It computes nothing before a scope is asked for, and nothing ahead of the window. */
export interface DiffFeed {
  /** Paths that may have changed on disk, with the time the watcher first heard of each. */
  touched(paths: ReadonlyMap<RepoPath, number>): void
  /** git's answer about these files is another one, though nobody wrote them: what is uncommitted is looked at there again. */
  relisted(paths: readonly RepoPath[]): void
  /** The ends of some scopes moved: if such a one is shown, it is shown anew. `follows` says that it takes in saves already. */
  moved(isAffected: (scope: Scope, follows: boolean) => boolean): void
  /** Resolves once everything touched so far is posted, or waits for the window to paint what it has. */
  posted(): Promise<void>
  /** Resolves once everything touched so far is on the screen, or a moment later where the window does not draw. */
  painted(): Promise<void>
  close(): void
}

export interface DiffFeedDeps {
  readonly port: DiffPort
  readonly clock: Clock
  readonly resolve: (scope: Scope) => Promise<ResolvedScope>
  readonly onClose: () => void
  /** What the window was told, so that it can be told next where that stands in the review. */
  readonly onTold?: FeedReview['told']
  /** What the window was told is on its screen. */
  readonly onPainted?: FeedReview['painted']
  /** A bug, which must not end the process. */
  readonly onFault: (fault: unknown) => void
}

/** Above this many files in one message the bodies of the rest are sent when the window asks for them. */
const loadedFiles = 200
/** A burst is told in parts of so many files: each takes some milliseconds to compare, and less than a frame to draw. */
const burstFiles = 400
/**
 * Each part costs the window also in proportion to what it shows already: in a burst it is told five times a second, and
 * twice as often once nobody writes any more, as the processors are free then.
 */
const paceMs = 200
const restedPaceMs = 100
/** The window is told of a burst before anything else is made of it, for at most so long. */
const longestAheadMs = 5000
/** A window that is out of sight does not draw at all. */
const longestPaintMs = 150

type Unnumbered = DiffBatch extends infer M ? (M extends DiffBatch ? Omit<M, 'batch'> : never) : never

/** Feeds one port: a scope, then deltas, never more than one that is not painted yet. */
export function createDiffFeed({ port, clock, resolve, onClose, onTold, onPainted, onFault }: DiffFeedDeps): DiffFeed {
  const shown = createShownFiles()
  const jobs = createCompareJobs({ clock, shown })
  const burst = createBurst(clock, loadedFiles)
  let scope: Scope | null = null
  let whitespace: Whitespace = 'exact'
  let view: ScopeView | null = null
  let scopeWanted = false
  let resolving = false
  let dirty = new Map<RepoPath, number>()
  let loads = new Set<RepoPath>()
  let batch = 0
  let unpainted: number | null = null
  let running = false
  let closed = false
  let deltaAtMs = Number.NEGATIVE_INFINITY
  let nextPart: Cancel | null = null
  const waiters = createWaiters(clock)
  const answerContent = createContentAnswers({
    post: (answer) => port.post(answer),
    // Only what is shown can be asked for: a window is not a way into other files.
    read: (path, side) => (view === null || !shown.has(path) ? null : view.read(path, side)),
    isClosed: () => closed,
    onFault,
  })

  const post = (message: Unnumbered): void => {
    batch++
    unpainted = batch
    port.post({ ...message, batch })
  }

  const showScope = async (wanted: Scope): Promise<void> => {
    scopeWanted = false
    view = null
    resolving = true
    try {
      await resolveAndShow(wanted)
    } finally {
      resolving = false
    }
  }

  const resolveAndShow = async (wanted: Scope): Promise<void> => {
    const isCurrent = () => !closed && scope === wanted && !scopeWanted
    const resolved = await resolve(wanted)
    if (!isCurrent()) return
    if (resolved.kind === 'nothing') return post({ type: 'nothing', scope: wanted, why: resolved.why })
    if (resolved.kind === 'failed') return postFailure(wanted, resolved.error)
    const found = resolved.view
    found.newBatch()
    const candidates = await found.candidates()
    if (!isCurrent()) return
    if (!candidates.ok) return postFailure(wanted, candidates.error)
    const paths = [
      ...new Set([...candidates.value, ...(found.live ? [...dirty.keys()].map((path) => found.shownAs(path)) : [])]),
    ].toSorted()
    dirty = new Map()
    loads = new Set()
    shown.clear()
    jobs.reset()
    // What is saved from here on, while the files are compared, comes as a delta.
    view = found
    await found.prepare(paths)
    await jobs.compareAll(found, paths, { bodies: loadedFiles, anew: true, whitespace })
    if (!isCurrent()) return
    const { changed } = shown.moves()
    shown.told()
    post({ type: 'scope', scope: wanted, from: found.from, to: found.to, whitespace, files: changed })
    onTold?.(wanted, found, { whole: true, changed, gone: [] })
  }

  const postFailure = (wanted: Scope, error: Parameters<typeof describeError>[0]): void => {
    const { message, next } = describeError(error)
    post({ type: 'failed', scope: wanted, message, next })
  }

  /** The latest saves: of a burst only a part, so that the window is told of it step by step. */
  const takeDirty = (): ReadonlyMap<RepoPath, number> => {
    const touched = dirty
    dirty = new Map()
    if (touched.size <= burstFiles) return touched
    const latest = new Map<RepoPath, number>()
    let left = touched.size - burstFiles
    for (const [path, atMs] of touched) (left-- > 0 ? dirty : latest).set(path, atMs)
    return latest
  }

  const showDelta = async (current: ScopeView, shownScope: Scope): Promise<void> => {
    // In a burst nobody reads: bodies come for what is on the screen, or was before.
    const bodies = burst.isOn(dirty.size) ? 0 : loadedFiles
    const touched = takeDirty()
    const wanted = loads
    loads = new Set()
    current.newBatch()
    const isCurrent = () => !closed && view === current && !scopeWanted
    const { saved, stamps } = await touchedFiles(current, shown, touched)
    // The latest save first: it is the one that is being looked for.
    const touchedPaths = [...saved.keys()].toReversed()
    await current.prepare(touchedPaths)
    const dropped = await jobs.compareAll(current, touchedPaths, {
      bodies,
      anew: false,
      savedAtMs: saved,
      stamps,
      whitespace,
    })
    await jobs.compareAll(current, [...wanted], { bodies: Number.POSITIVE_INFINITY, anew: true, whitespace })
    if (!isCurrent()) return
    // Dropped ones were touched again meanwhile; their first save is still the one that waits to be seen.
    for (const path of dropped) dirty.set(path, saved.get(path) ?? clock.now())
    let moves = shown.moves()
    if (moves.missing.length > 0) {
      await jobs.compareAll(current, moves.missing, { bodies: loadedFiles, anew: true, whitespace })
      if (!isCurrent()) return
      moves = shown.moves()
    }
    if (moves.changed.length === 0 && moves.gone.length === 0) return
    const updates = shown.asUpdates(moves.changed)
    shown.told()
    const savedAtMs = Math.min(clock.now(), ...[...saved].filter(([path]) => !dropped.has(path)).map(([, at]) => at))
    deltaAtMs = clock.now()
    post({ type: 'delta', scope: shownScope, changed: updates, gone: moves.gone, savedAtMs })
    onTold?.(shownScope, current, { whole: false, ...moves })
  }

  /** In a burst the next part waits for its turn; what somebody scrolled to does not. */
  const isTooSoon = (): boolean => {
    const leftMs = deltaAtMs + (burst.hasRested() ? restedPaceMs : paceMs) - clock.now()
    if (leftMs <= 0 || leftMs > paceMs || loads.size > 0 || !burst.isOn(dirty.size)) return false
    nextPart ??= clock.after(leftMs, () => {
      nextPart = null
      void pump()
    })
    return true
  }

  const pump = async (): Promise<void> => {
    if (running) return
    running = true
    try {
      while (!closed && unpainted === null && scope !== null) {
        if (scopeWanted) await showScope(scope)
        else if (view !== null && dirty.size + loads.size > 0 && !isTooSoon()) await showDelta(view, scope)
        else break
      }
    } catch (fault) {
      onFault(fault)
    } finally {
      running = false
      waiters.wakeAll()
    }
  }

  const isBehind = () => dirty.size > burstFiles && view?.live === true

  const want = (wanted: Scope): void => {
    scope = wanted
    scopeWanted = true
    jobs.cancel()
    void pump()
  }

  const receive = (message: unknown): void => {
    const request = readDiffRequest(message)
    if (closed || request === null) return
    switch (request.type) {
      case 'show':
        // A window that asks anew is ready, whatever became of the batch before.
        unpainted = null
        whitespace = request.whitespace
        return want(request.scope)
      case 'painted':
        if (request.batch !== unpainted) return
        unpainted = null
        void pump()
        waiters.wakeAll()
        return onPainted?.()
      case 'load':
        for (const path of request.paths) if (shown.has(path) && !shown.isLoaded(path)) loads.add(path)
        return void pump()
      case 'content':
        return void answerContent(request.ask, request.path, request.side)
      default:
        return unreachable(request)
    }
  }

  const close = (): void => {
    if (closed) return
    closed = true
    nextPart?.()
    jobs.cancel()
    waiters.wakeAll()
    shown.clear()
    onClose()
  }
  port.onMessage(receive)
  port.onClose(close)

  const touched = (paths: ReadonlyMap<RepoPath, number>): void => {
    if (!scopeWanted && !resolving && view?.live !== true) return
    burst.saved(paths.size)
    for (const [path, atMs] of paths) {
      // Put at the end, so that the order is the order of saves.
      const first = dirty.get(path) ?? atMs
      dirty.delete(path)
      dirty.set(path, first)
      jobs.touched(path)
    }
    void pump()
  }

  return {
    touched,
    relisted(paths) {
      if (scope?.kind !== 'uncommitted' || paths.length === 0) return
      for (const path of paths) jobs.forget(path)
      touched(new Map(paths.map((path) => [path, clock.now()])))
    },
    moved(isAffected) {
      const follows = scopeWanted || resolving || view?.live === true
      if (scope !== null && isAffected(scope, follows)) want(scope)
    },
    // Whoever waits goes on meanwhile when a window does not draw: it may be out of sight.
    posted: () => waiters.until((isLate) => !closed && (running || (!isLate && isBehind())), longestAheadMs),
    painted: () => waiters.until((isLate) => !closed && !isLate && (running || unpainted !== null), longestPaintMs),
    close() {
      port.close()
      close()
    },
  }
}
