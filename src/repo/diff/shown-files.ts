import type { FileDiff } from '../../core/diff/file-diff'
import type { RepoPath } from '../../core/repo/repo-path'
import { findRenames, type RenameCandidate } from './renames'
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
   * added one. When `missing` is not empty, these have to be compared and put again first.
   */
  moves(): Moves
  /** The window has been told what `moves` answered. */
  told(): void
}

export function createShownFiles(): ShownFiles {
  const known = new Map<RepoPath, Known>()
  const bodies = new Map<RepoPath, FileDiff>()
  /** What the window was told about each path, as a short text that differs when the message would. */
  let sent = new Map<RepoPath, string>()
  let next = new Map<RepoPath, string>()
  let version = 0

  return {
    clear() {
      known.clear()
      bodies.clear()
      sent = new Map()
      next = new Map()
    },
    has: (path) => known.has(path),
    below: (folder) => [...known.keys()].filter((path) => path.startsWith(`${folder}/`)),
    isLoaded: (path) => known.get(path)?.loaded === true,
    put(path, compared) {
      if (compared === null) {
        known.delete(path)
        bodies.delete(path)
        return
      }
      const { diff, oldBlob, newBlob } = compared
      const { change, oldMode, newMode } = diff
      const loaded = diff.body.kind !== 'not-loaded'
      version++
      known.set(path, { change, oldMode, newMode, oldBlob, newBlob, version, loaded })
      bodies.set(path, diff)
    },
    moves() {
      const renames = findRenames(known)
      const absorbed = new Set(renames.values())
      const changed: FileDiff[] = []
      const missing: RepoPath[] = []
      next = new Map()
      for (const [path, file] of known) {
        if (absorbed.has(path)) continue
        const from = renames.get(path)
        const text = from === undefined ? `v${file.version}` : `r${from}\0${known.get(from)?.oldMode}\0${file.newMode}`
        next.set(path, text)
        if (sent.get(path) === text) continue
        if (from !== undefined) changed.push(renamed(path, from, known.get(from)?.oldMode ?? null, file.newMode))
        else {
          const body = bodies.get(path)
          if (body === undefined) missing.push(path)
          else changed.push(body)
        }
      }
      const gone = [...sent.keys()].filter((path) => !next.has(path))
      return { changed: changed.toSorted(byPath), gone: gone.toSorted(), missing }
    },
    told() {
      sent = next
      bodies.clear()
    },
  }
}

function renamed(path: RepoPath, from: RepoPath, oldMode: number | null, newMode: number | null): FileDiff {
  return { path, from, change: 'renamed', oldMode, newMode, added: 0, removed: 0, body: { kind: 'same' } }
}

function byPath(a: FileDiff, b: FileDiff): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}
