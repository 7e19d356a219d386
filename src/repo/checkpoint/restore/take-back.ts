import { Buffer } from 'node:buffer'
import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import type { KeptPath, RestoreError, RestoreOutcome } from '../../../core/checkpoint/restore'
import {
  createArea,
  reversed,
  sameState,
  type EntryState,
  type RestoreStep,
} from '../../../core/checkpoint/restore-plan'
import { revertHunk, type ByteHunk } from '../../../core/diff/revert-hunk'
import type { RepoPath } from '../../../core/repo/repo-path'
import { ok, err, type Result } from '../../../core/result'
import type { StoreError } from '../fault'
import { objectId } from '../loose-object'
import { ancestorsOf, rawPath, repoPath } from '../raw-path'
import type { CheckpointRecord } from '../record'
import type { Store } from '../store'
import { carryOut, type PlannedRestore } from './carry-out'
import { contentIn, isRegular, permissionsFor, sameContent, type Content } from './content'
import { attemptLocked, RestoreFault } from './fault'
import { planFolders, type FolderSteps } from './folders'
import { noHooks, type RestoreHooks } from './hooks'
import { takeSafety } from './restore'
import { refuseIfInterrupted } from './state'

/** One path to be taken back from what was shown to what stood there before; null is nothing. */
export interface TakenBack {
  readonly path: RepoPath
  readonly old: Content | null
  /** `now` is whatever stands there when it is taken back. */
  readonly shown: Content | null | 'now'
  /** All of it, while it still is what was shown; otherwise, or when it is not meant as a whole, only these parts. */
  readonly whole: boolean
  /** In the order of their lines. */
  readonly parts: readonly ByteHunk[]
}

export interface TakeBackRequest {
  /** "Reverted 1 hunk in a.ts" */
  readonly what: string
  /** The name of the safety checkpoint. */
  readonly label: string
  /** Where the old content comes from; null for a commit. */
  readonly target: CheckpointId | null
  readonly items: readonly TakenBack[]
  /** Refuses altogether when a part is not there any more; otherwise that path is a conflict and the others go on. */
  readonly strict: boolean
  readonly kind?: PlannedRestore['kind']
}

/**
 * Takes parts of files, or whole files, back, byte for byte and whatever else changed in them since. It is a restore of
 * these paths: safety checkpoint, journal, comparison and undo are the same.
 *
 * Errors: `changed-meanwhile` for a strict request whose part is not there any more, and those of `restore`.
 */
export function takeBack(
  store: Store,
  request: TakeBackRequest,
  hooks: RestoreHooks = noHooks,
): Promise<Result<RestoreOutcome, StoreError | RestoreError>> {
  return attemptLocked(store, async () => {
    refuseIfInterrupted(store)
    return takeBackLocked(store, request, hooks)
  })
}

/** The same while the store lock is held. */
export async function takeBackLocked(
  store: Store,
  request: TakeBackRequest,
  hooks: RestoreHooks,
): Promise<RestoreOutcome> {
  const safety = await takeSafety(store, request.label)
  hooks.at('safety-taken')
  const isUnknown = createArea(safety.details.uncaptured.map((one) => one.path))
  const steps: RestoreStep[] = []
  const keep: KeptPath[] = []
  const batch = store.objects.openBatch()
  try {
    for (const item of request.items) {
      const { path } = item
      const now = isUnknown(path) ? 'nested' : await contentIn(store, safety, path)
      if (now === 'nested') {
        keep.push({ path, why: 'NOT_IN_SAFETY' })
        continue
      }
      const taken = take(item, now)
      if (!taken.ok || !taken.value.complete) {
        if (request.strict) throw new RestoreFault({ kind: 'changed-meanwhile', path })
        keep.push({ path, why: 'CHANGED_MEANWHILE' })
      }
      if (!taken.ok) continue
      const { content } = taken.value
      // Put into the store, so that the journal can name it.
      if (content !== null && content.bytes !== null) batch.add('blob', content.bytes)
      const step = { path, from: stateOf(now, now), to: stateOf(content, now) }
      if (!sameState(step.from, step.to)) steps.push(step)
    }
    await batch.commit()
  } finally {
    await batch.discard()
  }
  const target = request.target === null ? null : await store.record(request.target)
  const plan: PlannedRestore = {
    kind: request.kind ?? 'restore',
    what: request.what,
    target: request.target ?? safety.manifest.id,
    safety: safety.manifest.id,
    steps,
    keep,
    folders: await foldersFor(store, steps, safety, target),
    foldersBack: await foldersFor(store, steps.map(reversed), target, safety),
    index: [],
  }
  return carryOut(store, plan, hooks)
}

interface Taken {
  readonly content: Content | null
  /** Every part of it was there. */
  readonly complete: boolean
}

function take(item: TakenBack, now: Content | null): Result<Taken, 'changed'> {
  const { old, shown, whole, parts } = item
  if (whole && (shown === 'now' || sameContent(now, shown) || sameContent(now, old)))
    return ok({ content: old, complete: true })
  if (shown === 'now' || parts.length === 0) return err('changed')
  if (!isRegular(now) || !isRegular(old) || !isRegular(shown)) return err('changed')
  let bytes: Uint8Array = now?.bytes ?? new Uint8Array()
  let missing = 0
  // From the last one on, each still stands at its line.
  for (const part of parts.toReversed()) {
    const reverted = revertHunk(bytes, part)
    if (reverted.ok) bytes = reverted.value
    else missing += 1
  }
  if (missing === parts.length) return err('changed')
  const complete = missing === 0
  const like = now ?? old
  // A file that did not exist goes with its last line.
  if (like === null || (old === null && bytes.length === 0)) return ok({ content: null, complete })
  const modeBack = whole && old !== null && shown !== null && now?.mode === shown.mode
  const body = Buffer.from(bytes)
  const id = objectId('blob', body)
  if (modeBack) return ok({ content: { mode: old.mode, permissions: null, id, bytes: body }, complete })
  return ok({ content: { ...like, id, bytes: body }, complete })
}

function stateOf(content: Content | null, now: Content | null): EntryState | null {
  if (content === null) return null
  return { mode: content.mode, id: content.id, permissions: permissionsFor(content, now) }
}

/** Folders that are empty when a file in them is gone go too, unless the other side is a checkpoint that has them. */
async function foldersFor(
  store: Pick<Store, 'objects'>,
  steps: readonly RestoreStep[],
  from: CheckpointRecord | null,
  to: CheckpointRecord | null,
): Promise<FolderSteps> {
  const paths = new Set(steps.map(({ path }) => path))
  if (from !== null && to !== null) return planFolders(store, steps, from, to, (path) => paths.has(path))
  const gone = new Set(
    steps.flatMap((step) =>
      step.to === null ? ancestorsOf(rawPath(step.path)).map((folder) => repoPath(folder)) : [],
    ),
  )
  const deepestFirst = [...gone].toSorted((a, b) => b.split('/').length - a.split('/').length || (a < b ? -1 : 1))
  return { make: [], remove: deepestFirst, permissions: [] }
}
