import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { orFault, StoreFault } from '../fault'
import type { ObjectId } from '../loose-object'
import { quotedPath } from '../quarantine'
import { splitNul, type RawPath } from '../raw-path'
import type { Store } from '../store'
import { treeMode, type EntryAt } from '../tree-format'
import { areMostlyPacked, readBlobLengths } from './blob-lengths'
import { findConversions } from './conversions'
import type { UserIndex } from './user-index'
import { unchangedFiles, type UnchangedFiles } from './unchanged-files'
import type { IndexWalk } from './walk-index'

/** How the files on disk compare with a baseline commit, as far as that is certain without reading them. */
export interface BaselineFiles {
  readonly unchanged: UnchangedFiles
  /** Every other path of the index or of the commit, with what the commit has there. */
  readonly others: ReadonlyMap<RawPath, EntryAt | null>
  /** Those of them that are in the index. */
  readonly tracked: ReadonlySet<RawPath>
  /** Folders of the commit that a sparse index does not list the files of. */
  readonly sparseFolders: readonly RawPath[]
  /** How many paths of the index differ from the commit. */
  readonly differing: number
}

type GitStore = Pick<Store, 'git' | 'layout' | 'gitDir'>

/**
 * A file has the bytes of the commit when it is as git last saw it (`sweep`), the index holds the commit's blob for it, that
 * blob has its length, and nothing may have converted it. The assume-unchanged and skip-worktree bits count for nothing.
 */
export async function readBaselineFiles(
  store: GitStore,
  commit: ObjectId,
  index: UserIndex,
  walked: Promise<Pick<IndexWalk, 'sweep'>>,
): Promise<BaselineFiles> {
  const attributeFiles = [...index.paths, ...index.otherPaths].filter((path) => /(?:^|\/)\.gitattributes$/.test(path))
  const [differing, conversions, packedLengths, sweep] = await Promise.all([
    differingFrom(store, commit, index),
    findConversions(store, index.paths, attributeFiles),
    areMostlyPacked(store) ? readBlobLengths(store, index) : null,
    walked.then(({ sweep }) => sweep),
  ])
  const lengths = packedLengths ?? (conversions.mayChangeLength ? await readBlobLengths(store, index) : null)

  // A second baseline may be compared with the same sweep.
  const permissions = sweep.permissions.slice()
  const { sizes } = sweep
  const tracked = new Set(index.otherPaths)
  const others = new Map<RawPath, EntryAt | null>([...index.otherPaths].map((path) => [path, null]))
  let bytes = 0
  for (let place = 0; place < index.paths.length; place++) {
    const path = index.paths[place] ?? ''
    const found = permissions[place] ?? -1
    const size = sizes[place] ?? 0
    const isCertain = found >= 0 && (lengths === null || lengths[place] === size)
    if (isCertain && (differing.size === 0 || !differing.has(path)) && !conversions.mayChangeContent(path))
      bytes += size
    else {
      permissions[place] = -1
      tracked.add(path)
      others.set(path, { mode: index.at(place).mode, id: index.idAt(place) })
    }
  }
  for (const [path, id] of index.submodules) others.set(path, { mode: treeMode.nestedRepo, id })
  for (const [path, entry] of differing) others.set(path, entry)
  const { sparseFolders } = index
  const unchanged = unchangedFiles(index.paths, permissions, bytes)
  return { unchanged, others, tracked, sparseFolders, differing: differing.size }
}

/** What the commit has where the index has something else; null where it has nothing. */
async function differingFrom(
  { git, layout, gitDir }: GitStore,
  commit: ObjectId,
  index: UserIndex,
): Promise<ReadonlyMap<RawPath, EntryAt | null>> {
  // git is given the very bytes that were read, whatever the index is by now.
  const copy = join(gitDir, `incoming-${process.pid}-${randomBytes(6).toString('hex')}`)
  try {
    await writeFile(copy, index.bytes, { mode: 0o600, flag: 'wx' })
    const args = ['diff-index', '--cached', '--raw', '-z', '--no-renames', '--no-abbrev', commit, '--']
    // In our git directory, whose settings are known; it may not borrow the objects yet.
    const place = { gitDir, workTree: layout.top, cwd: gitDir }
    const objects = quotedPath(join(layout.commonDir, 'objects'))
    const extraEnv = { GIT_INDEX_FILE: copy, GIT_ALTERNATE_OBJECT_DIRECTORIES: objects }
    return readChanges(splitNul(orFault(await git.run(args, { ...place, extraEnv })).stdout))
  } finally {
    await rm(copy, { force: true })
  }
}

/** Pairs of ":<old mode> <new mode> <old id> <new id> <status>" and a path. */
function readChanges(fields: readonly string[]): ReadonlyMap<RawPath, EntryAt | null> {
  const out = new Map<RawPath, EntryAt | null>()
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, octal, id] = /^:([0-7]{6}) [0-7]{6} ([0-9a-f]{40}) /.exec(fields[at] ?? '') ?? []
    if (octal === undefined || id === undefined) {
      throw new StoreFault({ kind: 'git-failed', command: 'diff-index', code: null, stderr: 'not understood' })
    }
    const mode = Number.parseInt(octal, 8)
    out.set(fields[at + 1] ?? '', mode === 0 ? null : { mode, id })
  }
  return out
}
