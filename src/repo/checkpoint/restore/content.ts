import type { Buffer } from 'node:buffer'
import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import type { RepoPath } from '../../../core/repo/repo-path'
import { isExecutable } from '../disk'
import { objectId, type ObjectId } from '../loose-object'
import { rawPath } from '../raw-path'
import type { CheckpointRecord } from '../record'
import type { Store } from '../store'
import { treeMode } from '../tree-format'
import { lookUp } from '../tree-walk'
import { stateReader } from './differences'
import { linkPermissions } from './look-at'

/** What stands, or shall stand, at a path. */
export interface Content {
  readonly mode: number
  /** All twelve bits; null takes those of what stands there now, where that is right. */
  readonly permissions: number | null
  /** SHA-1 of the bytes as git names a blob. */
  readonly id: ObjectId
  /** Null when they are in the store and too large to be compared line by line. */
  readonly bytes: Buffer | null
}

/** More than this is moved as a whole or not at all. */
const largestRead = 64 * 1024 * 1024

export function contentOf(mode: number, bytes: Buffer): Content {
  return { mode, permissions: mode === treeMode.symlink ? linkPermissions : null, id: objectId('blob', bytes), bytes }
}

/** What a checkpoint holds at a path; null for nothing there, `'nested'` for a repository inside. */
export async function contentIn(
  store: Pick<Store, 'objects'>,
  record: CheckpointRecord,
  path: RepoPath,
): Promise<Content | null | 'nested'> {
  const { entry } = await lookUp(store.objects, record.work, rawPath(path))
  if (entry === null || entry.mode === treeMode.folder) return null
  if (entry.mode === treeMode.nestedRepo) return 'nested'
  const state = stateReader(record.details)(path, entry)
  if (state === null) return null
  const bytes = (await store.objects.size(state.id)) > largestRead ? null : (await store.objects.read(state.id)).body
  return { ...state, bytes }
}

export function contentAt(
  store: Pick<Store, 'objects' | 'record'>,
  id: CheckpointId,
  path: RepoPath,
): Promise<Content | null | 'nested'> {
  return store.record(id).then((record) => contentIn(store, record, path))
}

export function sameContent(a: Content | null, b: Content | null): boolean {
  return a === null || b === null ? a === b : a.id === b.id && a.mode === b.mode
}

export function isRegular(content: Content | null): boolean {
  return content === null || content.mode === treeMode.file || content.mode === treeMode.executable
}

/** Permissions for a content that does not say its own: those of the file there is, as executable as the mode says. */
export function permissionsFor({ mode, permissions }: Content, now: Content | null): number {
  if (permissions !== null) return permissions
  if (mode === treeMode.symlink) return linkPermissions
  const there = now === null || now.mode === treeMode.symlink ? null : now.permissions
  if (there === null) return isExecutable(mode) ? 0o755 : 0o644
  if (isExecutable(there) === isExecutable(mode)) return there
  return isExecutable(mode) ? there | ((there & 0o444) >> 2) : there & ~0o111
}
