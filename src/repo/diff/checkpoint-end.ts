import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { RepoPath } from '../../core/repo/repo-path'
import { StoreFault } from '../checkpoint/fault'
import { rawPath, repoPath } from '../checkpoint/raw-path'
import type { Store } from '../checkpoint/store'
import { treeMode, type EntryAt } from '../checkpoint/tree-format'
import { entriesBelow } from '../checkpoint/tree-walk'
import { createKnownFolders } from './known-folders'
import { largestTextBytes, type Side } from './side'

/** One end of a scope that never changes: a checkpoint, or a commit. Failures to read are sides, not exceptions. */
export interface FixedEnd {
  /** What stands at a path, without its content; null for nothing, and for a folder. */
  entry(path: RepoPath): Promise<EntryAt | null>
  read(path: RepoPath): Promise<Side>
  /** Every file below a folder of that end; empty when it is none. */
  below(folder: RepoPath): Promise<readonly RepoPath[]>
}

/** The work tree as a checkpoint holds it. Old blobs stay in the store's cache of 32 MB. */
export function createCheckpointEnd(store: Pick<Store, 'objects' | 'record'>, id: CheckpointId): FixedEnd {
  // A published checkpoint never changes, so neither do its tree and the sizes of what is in it.
  const folders = createKnownFolders(store.objects, async () => (await store.record(id)).work)
  const sizes = new Map<string, number>()
  const entryAt = (path: RepoPath) => folders.entry(rawPath(path))
  const sizeOf = async (blob: string) => {
    const size = sizes.get(blob) ?? (await store.objects.size(blob))
    if (sizes.size < rememberedSizes) sizes.set(blob, size)
    return size
  }
  return {
    async entry(path) {
      const entry = await entryAt(path)
      return entry?.mode === treeMode.folder ? null : entry
    },
    async read(path) {
      try {
        const entry = await entryAt(path)
        return entry === null ? { kind: 'absent' } : await readEntry(store, sizeOf, entry)
      } catch (thrown) {
        if (thrown instanceof StoreFault) return { kind: 'unreadable', why: thrown.error.kind }
        throw thrown
      }
    },
    async below(folder) {
      const entry = await entryAt(folder)
      if (entry?.mode !== treeMode.folder) return []
      return (await entriesBelow(store.objects, entry.id, rawPath(folder))).map(({ path }) => repoPath(path))
    },
  }
}

const rememberedSizes = 10_000

async function readEntry(
  store: Pick<Store, 'objects'>,
  sizeOf: (id: string) => Promise<number>,
  { mode, id }: EntryAt,
): Promise<Side> {
  if (mode === treeMode.folder) return { kind: 'absent' }
  if (mode === treeMode.nestedRepo) return { kind: 'submodule', commit: id }
  const size = await sizeOf(id)
  if (size > largestTextBytes) {
    return {
      kind: 'large',
      mode,
      size,
      id,
      stamp: id,
      isBlob: (other) => Promise.resolve(other === id),
      content: () => store.objects.read(id).then(({ body }) => body, unlessFault),
    }
  }
  const { body } = await store.objects.read(id)
  return mode === treeMode.symlink ? { kind: 'symlink', target: body } : { kind: 'file', mode, bytes: body }
}

function unlessFault(thrown: unknown): null {
  if (thrown instanceof StoreFault) return null
  throw thrown
}
