import type { FileDiff } from '../../core/diff/file-diff'
import { fileUpdate, type SentFile } from '../../core/diff/file-update'
import type { RepoPath } from '../../core/repo/repo-path'
import { parentPath } from '../watch/native-watch'
import { createRenames, type RenameCandidate } from './renames'
import type { Compared } from './scope-view'

interface Known extends RenameCandidate {
  /** Counts up each time the file is compared and differs from before. */
  readonly version: number
  readonly loaded: boolean
}

/** Everything that moved since the last message, and files whose body is wanted again to be able to say so. */
export interface Moves {
  readonly changed: readonly FileDiff[]
  readonly gone: readonly RepoPath[]
  readonly missing: readonly RepoPath[]
}

/** The files of the scope that a window shows, without their bodies: those are kept only until they are sent. */
export interface ShownFiles {
  clear(): void
  has(path: RepoPath): boolean
  below(folder: RepoPath): readonly RepoPath[]
  isLoaded(path: RepoPath): boolean
  /** What the path is compared to be now; null when it does not differ any more. */
  put(path: RepoPath, compared: Compared | null): void
  /**
   * What the window does not know yet, with renames put together: a moved file takes the place of the deleted and the
   * added one. When `missing` is not empty, these have to be compared and put again first. It costs as much as moved,
   * however many files are shown.
   */
  moves(): Moves
  /** The same files as a difference from how the window has them. */
  asUpdates(changed: readonly FileDiff[]): readonly SentFile[]
  /** The window has been told what `moves` answered. */
  told(): void
}

/** Large files are kept as they were sent, as long as there are few of them. */
const keptFiles = 8
const keptHunks = 50

export function createShownFiles(): ShownFiles {
  const known = new Map<RepoPath, Known>()
  const bodies = new Map<RepoPath, FileDiff>()
  const folders = createFolderCounts()
  const renames = createRenames()
  /** Paths that were put since the last message. */
  const moved = new Set<RepoPath>()
  /** What the window was told about each path, as a short text that differs when the message would. */
  const sent = new Map<RepoPath, string>()
  let next = new Map<RepoPath, string | null>()
  const large = new Map<RepoPath, FileDiff>()
  let largeNext: readonly FileDiff[] = []
  let version = 0

  const keepLarge = (file: FileDiff): void => {
    large.delete(file.path)
    if (file.body.kind !== 'text' || file.body.hunks.length < keptHunks) return
    large.set(file.path, file)
    if (large.size > keptFiles) for (const oldest of [...large.keys()].slice(0, 1)) large.delete(oldest)
  }

  return {
    clear() {
      known.clear()
      bodies.clear()
      folders.clear()
      renames.clear()
      moved.clear()
      sent.clear()
      next.clear()
      large.clear()
      largeNext = []
    },
    has: (path) => known.has(path),
    below: (folder) => (folders.has(folder) ? [...known.keys()].filter((path) => path.startsWith(`${folder}/`)) : []),
    isLoaded: (path) => known.get(path)?.loaded === true,
    put(path, compared) {
      moved.add(path)
      if (compared === null) {
        if (known.delete(path)) folders.remove(path)
        renames.set(path, null)
        bodies.delete(path)
        return
      }
      const { diff, oldBlob, newBlob } = compared
      const { change, oldMode, newMode } = diff
      const loaded = diff.body.kind !== 'not-loaded'
      const before = known.get(path)
      const candidate = { change, oldMode, newMode, oldBlob, newBlob }
      // An outline says the same however often its file is written.
      const isSaid = !loaded && before?.loaded === false && sameCandidate(before, candidate)
      if (!isSaid) version++
      const file = { ...candidate, version: isSaid ? before.version : version, loaded }
      if (before === undefined) folders.add(path)
      known.set(path, file)
      renames.set(path, file)
      bodies.set(path, diff)
    },
    moves() {
      const pairs = renames.moved()
      const changed: FileDiff[] = []
      const gone: RepoPath[] = []
      const missing: RepoPath[] = []
      next = new Map()
      for (const path of new Set([...moved, ...pairs.touched])) {
        const file = known.get(path)
        if (file === undefined || pairs.isSource(path)) {
          next.set(path, null)
          if (sent.has(path)) gone.push(path)
          continue
        }
        const from = pairs.sourceOf(path)
        const oldMode = from === undefined ? null : (known.get(from)?.oldMode ?? null)
        const text = from === undefined ? `v${file.version}` : `r${from}\0${oldMode}\0${file.newMode}`
        next.set(path, text)
        if (sent.get(path) === text) continue
        if (from !== undefined) changed.push(renamed(path, from, oldMode, file.newMode))
        else {
          const body = bodies.get(path)
          if (body === undefined) missing.push(path)
          else changed.push(body)
        }
      }
      largeNext = changed
      return { changed: changed.toSorted(byPath), gone: gone.toSorted(), missing }
    },
    asUpdates: (changed) => changed.map((file) => fileUpdate(large.get(file.path), file)),
    told() {
      for (const [path, text] of next) {
        if (text === null) {
          sent.delete(path)
          large.delete(path)
        } else sent.set(path, text)
      }
      for (const file of largeNext) keepLarge(file)
      renames.told()
      next = new Map()
      largeNext = []
      moved.clear()
      bodies.clear()
    },
  }
}

/** How many of the shown files lie below each folder. */
function createFolderCounts() {
  const counts = new Map<RepoPath, number>()
  const step = (path: RepoPath, by: 1 | -1): void => {
    for (let folder = parentPath(path); folder !== ''; folder = parentPath(folder)) {
      const count = (counts.get(folder) ?? 0) + by
      if (count === 0) counts.delete(folder)
      else counts.set(folder, count)
    }
  }
  return {
    has: (folder: RepoPath) => counts.has(folder),
    add: (path: RepoPath) => step(path, 1),
    remove: (path: RepoPath) => step(path, -1),
    clear: () => counts.clear(),
  }
}

function sameCandidate(a: RenameCandidate, b: RenameCandidate): boolean {
  return (
    a.change === b.change &&
    a.oldMode === b.oldMode &&
    a.newMode === b.newMode &&
    a.oldBlob === b.oldBlob &&
    a.newBlob === b.newBlob
  )
}

function renamed(path: RepoPath, from: RepoPath, oldMode: number | null, newMode: number | null): FileDiff {
  return { path, from, change: 'renamed', oldMode, newMode, added: 0, removed: 0, body: { kind: 'same' } }
}

function byPath(a: FileDiff, b: FileDiff): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}
