import type { FileDiff } from '../../core/diff/file-diff'
import type { RepoPath } from '../../core/repo/repo-path'
import { emptyBlobs } from '../git/empty-objects'

/** What has to be known of a file to pair it. */
export interface RenameCandidate {
  readonly change: FileDiff['change']
  readonly oldMode: number | null
  readonly newMode: number | null
  readonly oldBlob: string | null
  readonly newBlob: string | null
}

/** New path → former path of files that moved with their content unchanged. */
export function findRenames(files: ReadonlyMap<RepoPath, RenameCandidate>): ReadonlyMap<RepoPath, RepoPath> {
  const renames = createRenames()
  for (const [path, file] of files) renames.set(path, file)
  const { sourceOf } = renames.moved()
  const pairs = new Map<RepoPath, RepoPath>()
  for (const path of files.keys()) {
    const from = sourceOf(path)
    if (from !== undefined) pairs.set(path, from)
  }
  return pairs
}

/** Files that moved with their content unchanged, kept up to date file by file. Equal candidates are paired in path order. */
export interface Renames {
  set(path: RepoPath, file: RenameCandidate | null): void
  /** The pairs as they are now, and every path that may be in another pair than when `told` was called. */
  moved(): {
    readonly touched: Iterable<RepoPath>
    /** The former path of a file that moved; undefined for any other. */
    readonly sourceOf: (path: RepoPath) => RepoPath | undefined
    readonly isSource: (path: RepoPath) => boolean
  }
  told(): void
  clear(): void
}

interface Blob {
  readonly gone: Set<RepoPath>
  readonly come: Set<RepoPath>
}

export function createRenames(): Renames {
  const blobs = new Map<string, Blob>()
  /** The content that each path brings to a pair. */
  const blobOf = new Map<RepoPath, string>()
  const touched = new Set<string>()
  const sources = new Map<RepoPath, RepoPath>()
  const targets = new Map<RepoPath, RepoPath>()

  const forget = (path: RepoPath): void => {
    const id = blobOf.get(path)
    const blob = id === undefined ? undefined : blobs.get(id)
    if (id === undefined || blob === undefined) return
    blob.gone.delete(path)
    blob.come.delete(path)
    blobOf.delete(path)
    unpair(path)
    touched.add(id)
  }
  const unpair = (path: RepoPath): void => {
    const [source, target] = [sources.get(path), targets.get(path)]
    if (source !== undefined) targets.delete(source)
    if (target !== undefined) sources.delete(target)
    sources.delete(path)
    targets.delete(path)
  }

  return {
    set(path, file) {
      const side = file?.change === 'deleted' ? 'gone' : file?.change === 'added' ? 'come' : null
      const id = side === 'gone' ? file?.oldBlob : side === 'come' ? file?.newBlob : null
      forget(path)
      // An empty file is the same as any other one; that says nothing about where it came from.
      if (side === null || id === null || id === undefined || emptyBlobs.has(id)) return
      const blob = blobs.get(id) ?? { gone: new Set(), come: new Set() }
      blobs.set(id, blob)
      blob[side].add(path)
      blobOf.set(path, id)
      touched.add(id)
    },
    moved() {
      const paths: RepoPath[] = []
      for (const id of touched) {
        const blob = blobs.get(id)
        if (blob === undefined) continue
        const [gone, come] = [[...blob.gone].toSorted(), [...blob.come].toSorted()]
        for (const path of [...gone, ...come]) {
          unpair(path)
          paths.push(path)
        }
        for (const [at, path] of come.entries()) {
          const from = gone[at]
          if (from === undefined) break
          sources.set(path, from)
          targets.set(from, path)
        }
      }
      return { touched: paths, sourceOf: (path) => sources.get(path), isSource: (path) => targets.has(path) }
    },
    told() {
      for (const id of touched) {
        const blob = blobs.get(id)
        if (blob !== undefined && blob.gone.size + blob.come.size === 0) blobs.delete(id)
      }
      touched.clear()
    },
    clear() {
      blobs.clear()
      blobOf.clear()
      touched.clear()
      sources.clear()
      targets.clear()
    },
  }
}
