import { Buffer } from 'node:buffer'
import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import type { RestoreError, RestoreOutcome } from '../../../core/checkpoint/restore'
import { createArea, type EntryState } from '../../../core/checkpoint/restore-plan'
import { diffLines } from '../../../core/diff/line-diff'
import { byteHunkOf, revertHunk, type ByteHunk } from '../../../core/diff/revert-hunk'
import type { RepoPath } from '../../../core/repo/repo-path'
import type { Result } from '../../../core/result'
import { displayName } from '../../../core/words/display-name'
import type { StoreError } from '../fault'
import { rawPath } from '../raw-path'
import type { CapturedFile } from '../read'
import type { CheckpointRecord } from '../record'
import type { Store } from '../store'
import { lookUp } from '../tree-walk'
import { treeMode } from '../tree-format'
import { carryOut } from './carry-out'
import { stateReader } from './differences'
import { attemptLocked, RestoreFault } from './fault'
import { noHooks, type RestoreHooks } from './hooks'
import { takeSafety } from './restore'
import { refuseIfInterrupted } from './state'

export interface HunkRequest {
  readonly path: RepoPath
  /** The id of the hunk, as the diff between the two sides names it. */
  readonly hunkId: string
  /** The side with the old lines: a checkpoint, or the file itself where it comes from a commit (null: there was none). */
  readonly from: CheckpointId | { readonly file: CapturedFile | null }
  /** The side with the new lines; null for what is on disk now. */
  readonly to: CheckpointId | null
}

interface Side {
  readonly state: EntryState
  readonly bytes: Uint8Array
}

const largeBudget = { lines: 200_000, distance: 20_000 }

/**
 * Takes one hunk of a file back, byte for byte and whatever else changed in the file since. It is a restore of one path:
 * safety checkpoint, journal, comparison and undo are the same.
 *
 * Errors: `changed-meanwhile` when the hunk is not there any more, and those of `restore`.
 */
export function restoreHunk(
  store: Store,
  request: HunkRequest,
  hooks: RestoreHooks = noHooks,
): Promise<Result<RestoreOutcome, StoreError | RestoreError>> {
  return attemptLocked(store, async () => {
    refuseIfInterrupted(store)
    const { path, from, to } = request
    const old = typeof from === 'string' ? await sideOf(store, await store.record(from), path) : sideOfFile(from.file)
    const shown = to === null ? null : await sideOf(store, await store.record(to), path)
    const safety = await takeSafety(store, `Before taking back lines of ${displayName(path)}`)
    hooks.at('safety-taken')
    const now = await sideOf(store, safety, path)
    const hunk = findHunk(request, old, to === null ? now : shown)
    const reverted = hunk === null ? null : revertHunk(now?.bytes ?? new Uint8Array(), hunk)
    if (reverted === null || !reverted.ok) throw new RestoreFault({ kind: 'changed-meanwhile', path })

    const plan = {
      kind: 'restore' as const,
      target: typeof from === 'string' ? from : safety.manifest.id,
      safety: safety.manifest.id,
      folders: { make: [], remove: [], permissions: [] },
      foldersBack: { make: [], remove: [], permissions: [] },
      index: [],
    }
    const isUnknown = createArea(safety.details.uncaptured.map((one) => one.path))
    if (isUnknown(path)) return carryOut(store, { ...plan, steps: [], keep: [{ path, why: 'NOT_IN_SAFETY' }] }, hooks)
    const step = { path, from: now?.state ?? null, to: await keepResult(store, reverted.value, old, now) }
    return carryOut(store, { ...plan, steps: [step], keep: [] }, hooks)
  })
}

function findHunk({ path, hunkId }: HunkRequest, old: Side | null, shown: Side | null): ByteHunk | null {
  const before = old?.bytes ?? new Uint8Array()
  const after = shown?.bytes ?? new Uint8Array()
  const quick = diffLines(path, before, after)
  const diff = quick.kind === 'hunks' ? quick : diffLines(path, before, after, { budget: largeBudget })
  const hunk = diff.kind === 'hunks' ? diff.hunks.find(({ id }) => id === hunkId) : undefined
  return hunk === undefined ? null : byteHunkOf(hunk, before, after)
}

/** Puts the new content into the store, so that the journal can name it. A file that did not exist goes with its last line. */
async function keepResult(
  store: Pick<Store, 'objects'>,
  bytes: Uint8Array,
  old: Side | null,
  now: Side | null,
): Promise<EntryState | null> {
  const like = now?.state ?? old?.state
  if (like === undefined || (old === null && bytes.length === 0)) return null
  const batch = store.objects.openBatch()
  try {
    const id = batch.add('blob', Buffer.from(bytes))
    await batch.commit()
    return { ...like, id }
  } finally {
    await batch.discard()
  }
}

/** A regular file of a checkpoint; null for anything else. */
async function sideOf(store: Pick<Store, 'objects'>, record: CheckpointRecord, path: RepoPath): Promise<Side | null> {
  const { entry } = await lookUp(store.objects, record.work, rawPath(path))
  const state = stateReader(record.details)(path, entry)
  if (state === null || (state.mode !== treeMode.file && state.mode !== treeMode.executable)) return null
  return { state, bytes: (await store.objects.read(state.id)).body }
}

function sideOfFile(file: CapturedFile | null): Side | null {
  if (file === null) return null
  return { state: { mode: file.mode, id: '', permissions: file.permissions }, bytes: file.bytes }
}
