import { join } from 'node:path'
import type { Seen } from '../describe-scan'
import { isExecutable } from '../disk'
import { orFault, StoreFault } from '../fault'
import type { ObjectId } from '../loose-object'
import { splitNul, type RawPath } from '../raw-path'
import type { Store } from '../store'
import { treeMode, type EntryAt } from '../tree-format'
import { areMostlyPacked, readBlobLengths } from './blob-lengths'
import { findConversions } from './conversions'
import { stampOfIndex, type UserIndex } from './user-index'

/** What a baseline commit has at each path, and of which files the user's index proves that they are still that. */
export interface BaselineFiles {
  /** Every path of the commit, and more. */
  readonly paths: Iterable<RawPath>
  /** Folders of the commit that a sparse index does not list the files of. */
  readonly sparseFolders: readonly RawPath[]
  at(path: RawPath): EntryAt | null
  /**
   * Whether the file on disk has exactly the bytes that the commit has: the index holds the commit's blob for it, git saw
   * it with this size, time and inode after the index was last written in another second, and nothing converts it.
   */
  isUnchanged(path: RawPath, seen: Seen): boolean
  /** How many paths of the index differ from the commit. */
  readonly differing: number
}

/**
 * Compares the user's index with a commit. Null when the index was written meanwhile. The assume-unchanged and
 * skip-worktree bits count for nothing, a file whose index entry cannot be trusted is simply read from disk.
 */
export async function readBaselineFiles(
  store: Pick<Store, 'git' | 'layout' | 'objects'>,
  commit: ObjectId,
  index: UserIndex,
): Promise<BaselineFiles | null> {
  const { layout } = store
  const attributeFiles = index.paths.filter((path) => path === '.gitattributes' || path.endsWith('/.gitattributes'))
  const [differing, conversions, packedLengths] = await Promise.all([
    differingFrom(store, commit),
    findConversions(store, index.paths, attributeFiles),
    areMostlyPacked(store) ? readBlobLengths(store, index.idLines()) : null,
  ])
  const lengths = packedLengths ?? (conversions.mayChangeLength ? await readBlobLengths(store, index.idLines()) : null)
  if (stampOfIndex(join(layout.gitDir, 'index')) !== index.stamp) return null
  const places = new Map(index.paths.map((path, n) => [path, n]))

  return {
    paths: new Set([...index.paths, ...differing.keys()]),
    sparseFolders: index.sparseFolders,
    differing: differing.size,
    at(path) {
      const found = differing.get(path)
      if (found !== undefined) return found
      const place = places.get(path)
      if (place === undefined) return null
      const { mode, id } = index.at(place)
      return { mode, id }
    },
    isUnchanged(path, { size, permissions, times }) {
      const place = places.get(path)
      if (place === undefined || permissions === null || times === null || differing.has(path)) return false
      const entry = index.at(place)
      return (
        entry.size === size &&
        entry.modifiedMs === times.modifiedMs &&
        entry.changedMs === times.changedMs &&
        entry.inode === times.inode % 2 ** 32 &&
        entry.mode === (isExecutable(permissions) ? treeMode.executable : treeMode.file) &&
        // A file as young as the index may have been written again right after git looked at it.
        entry.modifiedSeconds < index.writtenSeconds &&
        (lengths === null || lengths[place] === size) &&
        !conversions.mayChangeContent(path)
      )
    },
  }
}

/** What the commit has where the index has something else; null where it has nothing. */
async function differingFrom(
  { git, layout }: Pick<Store, 'git' | 'layout' | 'objects'>,
  commit: ObjectId,
): Promise<ReadonlyMap<RawPath, EntryAt | null>> {
  const args = ['diff-index', '--cached', '--raw', '-z', '--no-renames', '--no-abbrev', commit, '--']
  const fields = splitNul(orFault(await git.run(args, { layout })).stdout)
  const out = new Map<RawPath, EntryAt | null>()
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, mode, id] = /^:([0-7]{6}) [0-7]{6} ([0-9a-f]{40}) /.exec(fields[at] ?? '') ?? []
    if (mode === undefined || id === undefined) {
      throw new StoreFault({ kind: 'git-failed', command: 'diff-index', code: null, stderr: 'not understood' })
    }
    const entry = Number.parseInt(mode, 8)
    const path = fields[at + 1] ?? ''
    // An unmerged path has two lines, and only one of them says what the commit has.
    if (entry !== 0) out.set(path, { mode: entry, id })
    else if (!out.has(path)) out.set(path, null)
  }
  return out
}
