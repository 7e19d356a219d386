import type { CommitId } from '../../core/repo/repo-status'
import type { RepoPath } from '../../core/repo/repo-path'
import { createByteLru, type ByteLru } from '../checkpoint/byte-lru'
import { treeMode, type EntryAt } from '../checkpoint/tree-format'
import type { CatFile, CatObject } from '../git/cat-file'
import { decodeName } from '../watch/native-watch'
import type { FixedEnd } from './checkpoint-end'
import { largestTextBytes, type Side } from './side'

/** What was read from the user's objects, by id, so that the same file is not asked for at every save. */
export type ObjectCache = ByteLru<CatObject>

export function createObjectCache(): ObjectCache {
  return createByteLru<CatObject>(32 * 1024 * 1024)
}

/** The tree of a commit, read through one long-lived git; null is an unborn branch, where nothing is committed. */
export function createCommitEnd(catFile: CatFile, cache: ObjectCache, commit: CommitId | null): FixedEnd {
  /** Several files of a folder ask for its tree at the same time. */
  const asked = new Map<string, Promise<CatObject>>()
  const object = (id: string, mode: number): Promise<CatObject> | CatObject => {
    const known = cache.get(id)
    if (known !== undefined) return known
    const running = asked.get(id) ?? ask(id, mode).finally(() => asked.delete(id))
    asked.set(id, running)
    return running
  }
  const ask = async (id: string, mode: number): Promise<CatObject> => {
    // Asking for the size first is a second question, and a tree is never too large.
    const answer = await catFile.read(id, mode === treeMode.folder ? {} : { maxBytes: largestTextBytes })
    if (!answer.ok) throw new UnreadableObject(answer.error.kind)
    if ('bytes' in answer.value) cache.set(id, answer.value, answer.value.bytes.length)
    return answer.value
  }

  const lookUp = async (path: RepoPath): Promise<EntryAt | null> => {
    if (commit === null) return null
    const root = `${commit}^{tree}`
    let at: EntryAt = { mode: treeMode.folder, id: root }
    for (const name of path.split('/')) {
      if (at.mode !== treeMode.folder) return null
      const next = entriesByName(await object(at.id, at.mode)).get(name)
      if (next === undefined) return null
      at = next
    }
    return at
  }

  const below = async (folder: EntryAt, prefix: RepoPath): Promise<RepoPath[]> => {
    const paths: RepoPath[] = []
    for (const [name, entry] of entriesByName(await object(folder.id, folder.mode))) {
      const path = `${prefix}/${name}`
      if (entry.mode === treeMode.folder) paths.push(...(await below(entry, path)))
      else paths.push(path)
    }
    return paths
  }

  return {
    async entry(path) {
      const entry = await lookUp(path)
      return entry?.mode === treeMode.folder ? null : entry
    },
    async read(path) {
      try {
        const entry = await lookUp(path)
        if (entry === null || entry.mode === treeMode.folder) return { kind: 'absent' }
        if (entry.mode === treeMode.nestedRepo) return { kind: 'submodule', commit: entry.id }
        return sideOf(catFile, entry, await object(entry.id, entry.mode))
      } catch (thrown) {
        if (thrown instanceof UnreadableObject) return { kind: 'unreadable', why: thrown.message }
        throw thrown
      }
    },
    async below(folder) {
      const entry = await lookUp(folder)
      return entry?.mode === treeMode.folder ? below(entry, folder) : []
    },
  }
}

class UnreadableObject extends Error {}

function sideOf(catFile: CatFile, { mode, id }: EntryAt, found: CatObject): Side {
  // A partial clone has not fetched it, and Firebreak opens no connection.
  if (found.kind === 'missing') return { kind: 'unreadable', why: 'MISSING' }
  if (found.kind === 'too-large') {
    return {
      kind: 'large',
      mode,
      size: found.sizeBytes,
      id,
      stamp: id,
      isBlob: (other) => Promise.resolve(other === id),
      async content() {
        const read = await catFile.read(id)
        return read.ok && 'bytes' in read.value ? read.value.bytes : null
      },
    }
  }
  if (mode === treeMode.symlink) return { kind: 'symlink', target: found.bytes }
  return { kind: 'file', mode, bytes: found.bytes }
}

/** What was read of each tree; it goes when the tree itself is let go. */
const readTrees = new WeakMap<CatObject, ReadonlyMap<string, EntryAt>>()

/** "<octal mode> <name>\0<id in binary>", one after the other. */
function entriesByName(tree: CatObject): ReadonlyMap<string, EntryAt> {
  const known = readTrees.get(tree)
  if (known !== undefined) return known
  const entries = new Map<string, EntryAt>()
  readTrees.set(tree, entries)
  if (tree.kind !== 'tree') return entries
  const { bytes } = tree
  const idBytes = tree.id.length / 2
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at)
    const nul = bytes.indexOf(0, space)
    const end = nul + 1 + idBytes
    if (space < 0 || nul < 0 || end > bytes.length) break
    const mode = Number.parseInt(bytes.toString('latin1', at, space), 8)
    entries.set(decodeName(bytes.subarray(space + 1, nul)), { mode, id: bytes.toString('hex', nul + 1, end) })
    at = end
  }
  return entries
}
