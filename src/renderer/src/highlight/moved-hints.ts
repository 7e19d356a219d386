import type { Clock } from '../../../core/clock'
import type { DiffLine, FileDiff } from '../../../core/diff/file-diff'
import { type MovedLines, movedLines } from '../../../core/diff/moved-lines'
import type { RepoPath } from '../../../core/repo/repo-path'
import { displayName } from '../../../core/words/display-name'
import type { FoundMoves, MovedWorker, StartMovedWorker } from './moved-worker'

/** What a row says about a line that moved. */
export interface MovedHint {
  /** Such as "moved from a.ts:12". */
  readonly text: string
  /** The first line of its block. */
  readonly first: boolean
}

/** The other half of a file that was renamed and edited. */
export interface MovedFile {
  readonly side: 'from' | 'to'
  readonly path: RepoPath
  /** How much of both texts is the same. */
  readonly percent: number
}

/** Which lines of the scope are the same as ones taken from elsewhere in it. */
export interface MovedHints {
  /** The files as they are shown now; they are looked through after a moment of rest. */
  readonly show: (files: readonly FileDiff[]) => void
  readonly of: (path: RepoPath, line: DiffLine) => MovedHint | null
  /** The file that this one was before, or became; null where it did not move, or moved unchanged. */
  readonly file: (path: RepoPath) => MovedFile | null
  readonly subscribe: (listener: () => void) => () => void
  /** Counts what was found out. */
  readonly version: () => number
  readonly close: () => void
}

/** Hunks are copied to another thread, which costs time in proportion; above so many changed lines nothing is said. */
const mostLines = 20_000
/** A file with more changed lines than this is written by a program; it keeps nobody from hearing about the others. */
const longestFile = 5000
const restMs = 200

const nothing: FoundMoves = { blocks: [], renames: [] }

export function createMovedHints(startWorker: StartMovedWorker, clock: Clock): MovedHints {
  const listeners = new Set<() => void>()
  let worker: MovedWorker | null = null
  let shown: readonly FileDiff[] = []
  let looking: { readonly files: readonly FileDiff[]; readonly of: readonly FileDiff[] } | null = null
  let lookedAt: ReadonlySet<FileDiff> = new Set()
  let current: ReadonlyMap<RepoPath, FileDiff> | null = null
  let moved: MovedLines = movedLines([])
  let movedFiles: ReadonlyMap<RepoPath, MovedFile> = new Map()
  let version = 0
  let stopWaiting = () => {}

  const look = () => {
    if (looking !== null || shown.length === 0) return
    const files = shown.filter(({ added, removed }) => added + removed <= longestFile)
    if (!canHaveMoved(files)) return take(nothing, files)
    looking = { files, of: shown }
    worker ??= startWorker((moves) => {
      const asked = looking
      looking = null
      take(moves, asked?.files ?? [])
      if (asked?.of !== shown) wait()
    })
    worker.look(
      files.map(({ path, change, body }) => ({ path, change, hunks: body.kind === 'text' ? body.hunks : [] })),
    )
  }
  const wait = () => {
    stopWaiting()
    stopWaiting = clock.after(restMs, look)
  }
  const take = ({ blocks, renames }: FoundMoves, files: readonly FileDiff[]) => {
    lookedAt = new Set(blocks.length === 0 ? [] : files)
    if (blocks.length + moved.blocks.length + renames.length + movedFiles.size === 0) return
    moved = movedLines(blocks)
    movedFiles = byPath(renames, movedFiles)
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
    file: (path) => movedFiles.get(path) ?? null,
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

/** Both halves of each, the same objects as before where nothing else is known, so that only what differs is drawn again. */
function byPath(
  renames: FoundMoves['renames'],
  before: ReadonlyMap<RepoPath, MovedFile>,
): ReadonlyMap<RepoPath, MovedFile> {
  const files = new Map<RepoPath, MovedFile>()
  const set = (path: RepoPath, file: MovedFile) => {
    const known = before.get(path)
    const isSame = known?.side === file.side && known.path === file.path && known.percent === file.percent
    files.set(path, isSame ? known : file)
  }
  for (const { from, to, percent } of renames) {
    set(to, { side: 'from', path: from, percent })
    set(from, { side: 'to', path: to, percent })
  }
  return files
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
