import type { FileDiff } from '../../core/diff/file-diff'
import type { RepoPath } from '../../core/repo/repo-path'
import { objectId } from '../checkpoint/loose-object'
import type { EntryAt } from '../checkpoint/tree-format'
import { compareSides, type CompareText } from './compare-sides'
import type { Compared } from './scope-view'
import type { Side } from './side'

/** Compares two sides, and names the blobs of a file that came or went. */
export async function compare(
  path: RepoPath,
  old: Side,
  now: Side,
  compareText: CompareText,
): Promise<Compared | null> {
  const diff = await compareSides(path, old, now, compareText)
  if (diff === null) return null
  return {
    diff,
    oldBlob: diff.change === 'deleted' ? blobOf(old) : null,
    newBlob: diff.change === 'added' ? blobOf(now) : null,
  }
}

/** What changed by modes and ids alone; an id that is null is not known. Null when both ends have the same. */
export function outline(
  path: RepoPath,
  old: EntryAt | null,
  now: { readonly mode: number; readonly id: string | null } | null,
): Compared | null {
  if (old === null && now === null) return null
  if (old !== null && now !== null && old.mode === now.mode && old.id === now.id) return null
  const sameType = old !== null && now !== null && old.mode >> 12 === now.mode >> 12
  const change = old === null ? 'added' : now === null ? 'deleted' : sameType ? 'modified' : 'type-changed'
  const diff: FileDiff = {
    path,
    from: null,
    change,
    oldMode: old?.mode ?? null,
    newMode: now?.mode ?? null,
    added: 0,
    removed: 0,
    body: { kind: 'not-loaded' },
  }
  return {
    diff,
    oldBlob: change === 'deleted' ? (old?.id ?? null) : null,
    newBlob: change === 'added' ? (now?.id ?? null) : null,
  }
}

function blobOf(side: Side): string | null {
  if (side.kind === 'large') return side.id
  return side.kind === 'file' ? objectId('blob', side.bytes) : null
}
