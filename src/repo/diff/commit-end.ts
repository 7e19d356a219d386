import type { CommitId } from '../../core/repo/repo-status'
import { decodePath, encodePath, type RepoPath } from '../../core/repo/repo-path'
import { createByteLru, type ByteLru } from '../checkpoint/byte-lru'
import { treeMode, type EntryAt } from '../checkpoint/tree-format'
import type { CatFile, CatObject } from '../git/cat-file'
import type { FixedEnd } from './checkpoint-end'
import { largestTextBytes, type Side } from './side'

/** What was read from the user's objects, by id, so that the same file is not asked for at every save. */
export type ObjectCache = ByteLru<CatObject>

export function createObjectCache(): ObjectCache {
  return createByteLru<CatObject>(32 * 1024 * 1024)
}

/** The tree of a commit, read through one long-lived git; null is an unborn branch, where nothing is committed. */
export function createCommitEnd(catFile: CatFile, cache: ObjectCache, commit: CommitId | null): FixedEnd {
  const object = async (spec: string, id?: string): Promise<CatObject> => {
    const known = id === undefined ? undefined : cache.get(id)
    if (known !== undefined) return known
    const answer = await catFile.read(spec, { maxBytes: largestTextBytes })
    if (!answer.ok) throw new UnreadableObject(answer.error.kind)
    if ('bytes' in answer.value) cache.set(id ?? spec, answer.value, answer.value.bytes.length)
    return answer.value
  }

  const lookUp = async (path: RepoPath): Promise<EntryAt | null> => {
    if (commit === null) return null
    const root = `${commit}^{tree}`
    let at: EntryAt = { mode: treeMode.folder, id: root }
    for (const name of path.split('/')) {
      if (at.mode !== treeMode.folder) return null
      const next = entryNamed(await object(at.id, at.id), name)
      if (next === null) return null
      at = next
    }
    return at
  }

  const below = async (folder: EntryAt, prefix: RepoPath): Promise<RepoPath[]> => {
    const paths: RepoPath[] = []
    for (const { name, entry } of entriesOf(await object(folder.id, folder.id))) {
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
        return sideOf(entry, await object(entry.id, entry.id))
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

function sideOf({ mode, id }: EntryAt, found: CatObject): Side {
  // A partial clone has not fetched it, and Firebreak opens no connection.
  if (found.kind === 'missing') return { kind: 'unreadable', why: 'MISSING' }
  if (found.kind === 'too-large') {
    return { kind: 'large', mode, size: found.sizeBytes, id, isBlob: (other) => Promise.resolve(other === id) }
  }
  if (mode === treeMode.symlink) return { kind: 'symlink', target: found.bytes }
  return { kind: 'file', mode, bytes: found.bytes }
}

function entryNamed(tree: CatObject, name: RepoPath): EntryAt | null {
  const wanted = Buffer.from(encodePath(name))
  for (const found of entriesOf(tree, wanted)) return found.entry
  return null
}

/** "<octal mode> <name>\0<id in binary>", one after the other; only the entry called `wanted`, if given. */
function* entriesOf(tree: CatObject, wanted?: Buffer): Generator<{ readonly name: RepoPath; readonly entry: EntryAt }> {
  if (tree.kind !== 'tree') return
  const { bytes } = tree
  const idBytes = tree.id.length / 2
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at)
    const nul = bytes.indexOf(0, space)
    const end = nul + 1 + idBytes
    if (space < 0 || nul < 0 || end > bytes.length) return
    const name = bytes.subarray(space + 1, nul)
    if (wanted === undefined || name.equals(wanted)) {
      const mode = Number.parseInt(bytes.toString('latin1', at, space), 8)
      yield { name: decodePath(name), entry: { mode, id: bytes.toString('hex', nul + 1, end) } }
    }
    at = end
  }
}
