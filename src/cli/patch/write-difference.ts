import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { Uncaptured } from '../../core/checkpoint/checkpoint'
import type { FileChangeKind } from '../../core/diff/file-diff'
import { patchOf, type PatchSide } from '../../core/diff/write-patch'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoLayout } from '../../repo/git/repo-layout'
import { type PatchEntry, type PathChange, submoduleMode, type TreeDifference } from './path-change'

/** One file of a patch. */
export interface PatchedFile {
  readonly path: RepoPath
  readonly change: FileChangeKind
  readonly oldMode: number | null
  readonly newMode: number | null
}

export interface WrittenPatch {
  readonly bytes: Uint8Array
  readonly files: readonly PatchedFile[]
  /** Paths that the patch should have had. */
  readonly unknown: readonly Uncaptured[]
}

/** The patch that turns one tree into the other byte for byte; `isWanted` narrows it to some paths. */
export async function writeDifference(
  { changes, unknown }: TreeDifference,
  objectFormat: RepoLayout['objectFormat'],
  isWanted: (path: RepoPath) => boolean,
): Promise<WrittenPatch> {
  const parts: Uint8Array[] = []
  const files: PatchedFile[] = []
  const missing = unknown.filter(({ path }) => isWanted(path))
  for (const change of changes.toSorted(byPath)) {
    if (!isWanted(change.path)) continue
    const old = await sideOf(change.path, change.old)
    const now = await sideOf(change.path, change.new)
    const why = whyOf(old) ?? whyOf(now)
    if (why !== null) {
      missing.push({ path: change.path, why })
      continue
    }
    const part = patchOf(known(old), known(now), (bytes) => idOf(bytes, change, objectFormat))
    // A file that was touched and holds what it held.
    if (part.length === 0) continue
    parts.push(part)
    files.push(describe(change, known(old), known(now)))
  }
  return { bytes: Buffer.concat(parts), files, unknown: missing }
}

function byPath(a: PathChange, b: PathChange): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}

type Side = PatchSide | { readonly why: string } | null

async function sideOf(path: RepoPath, entry: PatchEntry | null): Promise<Side> {
  if (entry === null) return null
  const content = await entry.read()
  return content.kind === 'unknown' ? { why: content.why } : { path, mode: entry.mode, bytes: content.bytes }
}

function whyOf(side: Side): string | null {
  return side !== null && 'why' in side ? side.why : null
}

function known(side: Side): PatchSide | null {
  return side === null || 'why' in side ? null : side
}

/** The id of some bytes in the user's repository; a submodule is named by its commit. */
function idOf(bytes: Uint8Array, change: PathChange, objectFormat: RepoLayout['objectFormat']): string {
  if (change.old?.mode === submoduleMode || change.new?.mode === submoduleMode) {
    const commit = /^Subproject commit ([0-9a-f]{40,64})\n$/.exec(Buffer.from(bytes).toString('latin1'))?.[1]
    if (commit !== undefined) return commit
  }
  return createHash(objectFormat).update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}

function describe({ path }: PathChange, old: PatchSide | null, now: PatchSide | null): PatchedFile {
  const modes = { path, oldMode: old?.mode ?? null, newMode: now?.mode ?? null }
  if (old === null) return { ...modes, change: 'added' }
  if (now === null) return { ...modes, change: 'deleted' }
  if (old.mode >> 12 !== now.mode >> 12) return { ...modes, change: 'type-changed' }
  const sameBytes = Buffer.compare(old.bytes, now.bytes) === 0
  return { ...modes, change: sameBytes ? 'mode-changed' : 'modified' }
}
