import { createHash } from 'node:crypto'
import type { RepoPath } from '../../core/repo/repo-path'
import type { CommitId } from '../../core/repo/repo-status'
import { parseLfsPointer } from '../../core/repo/lfs-pointer'
import type { Store } from '../checkpoint/store'
import { treeMode, type EntryAt } from '../checkpoint/tree-format'
import { createCommitEnd, createObjectCache } from '../diff/commit-end'
import type { Conversions } from '../diff/conversions'
import type { FixedEnd } from '../diff/checkpoint-end'
import type { CatFile } from '../git/cat-file'

/** Whether commits hold what a checkpoint has at a path. */
export interface HeldContent {
  /** The first of the ends that has this content at this path; git may have converted it. */
  holds(end: FixedEnd, path: RepoPath, entry: EntryAt): Promise<boolean>
  /** What a commit-ish holds; one that is not there holds nothing. */
  endOf(commit: CommitId): FixedEnd
}

/** Above this many contents that had to be compared byte by byte, having the path is taken for having the content. */
const mostCompared = 5000

export function createHeldContent(deps: {
  readonly store: Pick<Store, 'objects'>
  readonly catFile: CatFile
  readonly conversions: Conversions
}): HeldContent {
  const { store, catFile, conversions } = deps
  const cache = createObjectCache()
  const ends = new Map<CommitId, FixedEnd>()
  let compared = 0

  return {
    endOf(commit) {
      const end = ends.get(commit) ?? createCommitEnd(catFile, cache, commit)
      ends.set(commit, end)
      return end
    },
    async holds(end, path, entry) {
      const there = await end.entry(path).catch(() => null)
      if (there === null || there.mode === treeMode.nestedRepo) return false
      if (there.id === entry.id) return true
      compared += 1
      if (compared > mostCompared) return true
      const side = await end.read(path)
      // What cannot be read back is not known to be another content.
      if (side.kind === 'unreadable') return true
      const committed = side.kind === 'file' ? side.bytes : side.kind === 'symlink' ? side.target : null
      if (committed !== null && isSame((await store.objects.read(entry.id)).body, committed)) return true
      return (await conversions.of(path, end)) === 'filter'
    },
  }
}

/** The bytes of a file, and what git made of them in a commit: line ends, `$Id$` and git-lfs pointers may differ. */
function isSame(raw: Buffer, committed: Buffer): boolean {
  if (raw.equals(committed)) return true
  if (plain(raw) === plain(committed)) return true
  const pointer = committed.length < 1024 ? parseLfsPointer(committed.toString('latin1')) : null
  return pointer !== null && pointer.sha256 === createHash('sha256').update(raw).digest('hex')
}

function plain(bytes: Buffer): string {
  const utf16 =
    bytes.length > 1 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
  const text = utf16
    ? Buffer.from(new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes)).toString('latin1')
    : bytes.toString('latin1')
  return text.replaceAll('\r\n', '\n').replace(/\$Id:[^$\n]*\$/g, '$Id$')
}
