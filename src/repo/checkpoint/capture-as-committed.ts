import type { Checkpoint } from '../../core/checkpoint/checkpoint'
import type { RepoPath } from '../../core/repo/repo-path'
import type { CommitId } from '../../core/repo/repo-status'
import { type Result, unreachable } from '../../core/result'
import { readCheckedOut, type CheckedOut } from '../git/checked-out'
import type { GitRunner } from '../git/git-port'
import { againWhenPruned } from './again-when-pruned'
import type { CaptureNote } from './capture-full'
import { createDisk } from './disk'
import { attempt, type StoreError } from './fault'
import type { ObjectBatch } from './object-batch'
import { rawPath, type RawPath } from './raw-path'
import type { Store } from './store'
import { editTree } from './tree-edit'
import { treeMode, type EntryAt } from './tree-format'
import { updateDetails } from './update-details'

/**
 * A checkpoint like the newest one, in which the named files are as a checkout of the commit would write them; those that
 * are not in it are not there. It stands for a moment that nobody captured. A file that a filter decides about, or that
 * cannot be read, stays as the newest checkpoint has it. Null when another checkpoint was made meanwhile.
 */
export function captureAsCommitted(
  store: Store,
  from: { readonly runner: GitRunner; readonly tempDir: string; readonly commit: CommitId | null },
  base: Checkpoint,
  paths: readonly RepoPath[],
  note: CaptureNote,
): Promise<Result<Checkpoint | null, StoreError>> {
  return attempt(store.folder, async () => {
    const old = new Map<RawPath, CheckedOut>()
    for (const path of paths) {
      const read = await readOld(store, from, path)
      if (read !== null) old.set(rawPath(path), read)
    }
    return againWhenPruned(store, async (generation) => {
      const record = await store.record(base.id)
      const batch = store.objects.openBatch()
      try {
        const edits = new Map<RawPath, EntryAt | null>()
        const permissions = new Map<RawPath, number>()
        for (const [path, file] of old) {
          const entry = entryOf(file, batch)
          edits.set(path, entry)
          if (entry !== null && entry.mode !== treeMode.symlink)
            permissions.set(path, entry.mode === treeMode.executable ? 0o755 : 0o644)
        }
        const looked = new Set(edits.keys())
        const found = {
          disk: createDisk(store.layout.top),
          edits,
          permissions,
          uncaptured: new Map<RawPath, string>(),
          leftOut: new Set<RawPath>(),
          ignoredFolders: new Set(record.details.ignoredFolders.map(rawPath)),
          emptyFolders: new Set<RawPath>(),
          folderPermissions: new Map<RawPath, number>(),
          visited: looked,
          swept: looked,
        }
        const published = await store.publish(
          {
            ...record,
            work: await editTree(store.objects, batch, record.work, edits),
            details: updateDetails(record.details, found, record.details.nestedRepos),
            generation,
            manifest: { ...record.manifest, ...note, scan: 'hinted', newBytes: await batch.newBytes() },
          },
          batch,
          base.id,
        )
        return published ?? base
      } finally {
        await batch.discard()
      }
    })
  }).then((made) => (made.ok && made.value.id === base.id ? { ok: true, value: null } : made))
}

async function readOld(
  store: Store,
  { runner, tempDir, commit }: Parameters<typeof captureAsCommitted>[1],
  path: RepoPath,
): Promise<CheckedOut | null> {
  if (commit === null) return { kind: 'absent' }
  const read = await readCheckedOut(runner, store.layout, { commit, path, tempDir })
  return read.ok && (read.value.kind === 'filtered' || read.value.kind === 'submodule')
    ? null
    : read.ok
      ? read.value
      : null
}

function entryOf(file: CheckedOut, batch: Pick<ObjectBatch, 'add'>): EntryAt | null {
  switch (file.kind) {
    case 'file':
      return { mode: file.mode, id: batch.add('blob', file.bytes) }
    case 'symlink':
      return { mode: treeMode.symlink, id: batch.add('blob', file.bytes) }
    case 'absent':
    case 'filtered':
    case 'submodule':
      return null
    default:
      return unreachable(file)
  }
}
