import type { Clock } from '../../../core/clock'
import type { DiffLine, FileDiff } from '../../../core/diff/file-diff'
import { type MovedLines, movedLines } from '../../../core/diff/moved-lines'
import type { RepoPath } from '../../../core/repo/repo-path'
import { displayName } from '../../../core/words/display-name'
import type { MovedWorker, StartMovedWorker } from './moved-worker'

/** What a row says about a line that moved. */
export interface MovedHint {
  /** Such as "moved from a.ts:12". */
  readonly text: string
  /** The first line of its block. */
  readonly first: boolean
}

/** Which lines of the scope are the same as ones taken from elsewhere in it. */
export interface MovedHints {
  /** The files as they are shown now; they are looked through after a moment of rest. */
  readonly show: (files: readonly FileDiff[]) => void
  readonly of: (path: RepoPath, line: DiffLine) => MovedHint | null
  readonly subscribe: (listener: () => void) => () => void
  /** Counts what was found out. */
  readonly version: () => number
  readonly close: () => void
}

/** Hunks are copied to another thread, which costs time in proportion; above so many changed lines nothing is said. */
const mostLines = 20_000
const restMs = 200

export function createMovedHints(startWorker: StartMovedWorker, clock: Clock): MovedHints {
  const listeners = new Set<() => void>()
  let worker: MovedWorker | null = null
  let shown: readonly FileDiff[] = []
  let looking: readonly FileDiff[] | null = null
  let lookedAt: ReadonlySet<FileDiff> = new Set()
  let current: ReadonlyMap<RepoPath, FileDiff> | null = null
  let moved: MovedLines = movedLines([])
  let version = 0
  let stopWaiting = () => {}

  const look = () => {
    if (looking !== null || shown.length === 0) return
    if (!canHaveMoved(shown)) return take([], shown)
    looking = shown
    worker ??= startWorker((blocks) => {
      const files = looking ?? []
      looking = null
      take(blocks, files)
      if (files !== shown) wait()
    })
    worker.look(looking.map(({ path, body }) => ({ path, hunks: body.kind === 'text' ? body.hunks : [] })))
  }
  const wait = () => {
    stopWaiting()
    stopWaiting = clock.after(restMs, look)
  }
  const take = (blocks: MovedLines['blocks'], files: readonly FileDiff[]) => {
    lookedAt = new Set(blocks.length === 0 ? [] : files)
    if (blocks.length === 0 && moved.blocks.length === 0) return
    moved = movedLines(blocks)
    version++
    for (const listener of listeners) listener()
  }

  return {
    show(files) {
      if (files === shown) return
      shown = files
      current = null
      wait()
    },
    of(path, line) {
      // Mostly nothing moved, and then nothing is made of ten thousand files.
      if (moved.blocks.length === 0) return null
      current ??= new Map(shown.map((file) => [file.path, file]))
      const file = current.get(path)
      // What was read of a file that changed since is about other line numbers.
      if (file === undefined || !lookedAt.has(file)) return null
      return hintOf(moved, path, line)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    version: () => version,
    close() {
      stopWaiting()
      worker?.stop()
      worker = null
      looking = null
      shown = []
    },
  }
}

function hintOf(moved: MovedLines, path: RepoPath, { kind, oldLine, newLine }: DiffLine): MovedHint | null {
  const line = (kind === 'removed' ? oldLine : newLine) ?? 0
  const find = kind === 'removed' ? moved.to : moved.from
  const place = kind === 'context' ? undefined : find(path, line)
  if (place === undefined) return null
  const before = find(path, line - 1)
  const where = place.path === path ? `line ${place.line}` : `${displayName(place.path)}:${place.line}`
  return {
    text: `moved ${kind === 'removed' ? 'to' : 'from'} ${where}`,
    first: before?.path !== place.path || before.line !== place.line - 1,
  }
}

/** A move is something removed and something added, and not a rewrite of everything. */
function canHaveMoved(files: readonly FileDiff[]): boolean {
  const added = files.reduce((sum, file) => sum + file.added, 0)
  const removed = files.reduce((sum, file) => sum + file.removed, 0)
  return added > 0 && removed > 0 && added + removed <= mostLines
}
