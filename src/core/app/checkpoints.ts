import type { Checkpoint, CheckpointId } from '../checkpoint/checkpoint'
import type { InterruptedRestore, RestoreOutcome, RestorePreview, UndoableRestore } from '../checkpoint/restore'
import { needsDeletionConfirmed } from '../checkpoint/restore'
import type { DescribedError } from '../errors/described-error'
import type { RepoPath } from '../repo/repo-path'
import { unreachable } from '../result'
import type {
  CheckpointItem,
  CheckpointsView,
  LossView,
  RestoreOutcomeView,
  RestorePreviewView,
} from './checkpoint-views'

/** What the store of one repository was last read to hold. Without a store there is nothing in it. */
export interface KnownCheckpoints {
  /** Newest first. */
  readonly checkpoints: readonly (Checkpoint & { readonly pinned: CheckpointItem['pinned'] })[]
  readonly broken: readonly CheckpointId[]
  readonly undoable: UndoableRestore | null
  readonly interrupted: InterruptedRestore | null
  /** Files that disappeared and that nobody has settled. */
  readonly loss: LossView | null
}

/** A preview that is shown: what was asked, and the answer. */
export interface ShownPreview {
  readonly window: 'home' | 'diff'
  readonly checkpointId: CheckpointId
  /** Null stands for everything. */
  readonly paths: readonly RepoPath[] | null
  readonly preview: RestorePreview
}

/** All that main knows about the checkpoints of one repository. */
export interface CheckpointsState {
  /** Null until the store was read. */
  readonly known: KnownCheckpoints | null
  /** Why it could not be read last. */
  readonly problem: DescribedError | null
  readonly loss: LossView | null
  readonly preview: ShownPreview | null
  readonly running: CheckpointsView['running']
  readonly outcome: RestoreOutcomeView | null
}

export type CheckpointsEvent =
  | { readonly kind: 'read'; readonly known: KnownCheckpoints }
  | { readonly kind: 'not-read'; readonly problem: DescribedError }
  | { readonly kind: 'begun'; readonly what: NonNullable<CheckpointsView['running']> }
  /** What had begun is done and has nothing to show. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'previewed'; readonly preview: ShownPreview }
  | { readonly kind: 'preview-closed' }
  | {
      readonly kind: 'restored'
      readonly what: 'restore' | 'undo'
      readonly outcome: RestoreOutcome
      readonly words?: string
    }
  | { readonly kind: 'failed'; readonly problem: DescribedError }
  | { readonly kind: 'outcome-closed' }
  | { readonly kind: 'files-lost'; readonly loss: LossView }
  | { readonly kind: 'loss-settled' }

export const noCheckpoints: CheckpointsState = {
  known: null,
  problem: null,
  loss: null,
  preview: null,
  running: null,
  outcome: null,
}

export function nextCheckpoints(state: CheckpointsState, event: CheckpointsEvent): CheckpointsState {
  switch (event.kind) {
    case 'read':
      return { ...state, known: event.known, loss: event.known.loss, problem: null }
    case 'not-read':
      return { ...state, problem: event.problem }
    case 'begun':
      return { ...state, running: event.what }
    case 'ended':
      return { ...state, running: null }
    case 'previewed':
      return { ...state, running: null, preview: event.preview, outcome: null }
    case 'preview-closed':
      return { ...state, preview: null }
    case 'restored':
      return { ...state, running: null, preview: null, outcome: outcomeView(event.what, event.outcome, event.words) }
    case 'failed': {
      const { message, next } = event.problem
      return { ...state, running: null, preview: null, outcome: { kind: 'failed', message, next } }
    }
    case 'outcome-closed':
      return { ...state, outcome: null }
    case 'files-lost':
      return { ...state, loss: event.loss }
    case 'loss-settled':
      return { ...state, loss: null }
    default:
      return unreachable(event)
  }
}

// A snapshot goes to every window, so it holds what one can look over.
const mostItems = 200
const mostUncaptured = 20
const mostPaths = 5000
const mostConflicts = 200

/** What windows see of it. */
export function checkpointsView(state: CheckpointsState): CheckpointsView {
  const { known, problem, loss, preview, running, outcome } = state
  return {
    items: (known?.checkpoints ?? []).slice(0, mostItems).map(item),
    total: known === null ? null : known.checkpoints.length,
    broken: known?.broken.length ?? 0,
    problem: problem === null ? null : { message: problem.message, next: problem.next },
    undo: pick(known?.undoable ?? null),
    interrupted: pick(known?.interrupted ?? null),
    loss,
    preview: preview === null ? null : previewView(preview, known),
    running,
    outcome,
  }
}

function item(checkpoint: KnownCheckpoints['checkpoints'][number]): CheckpointItem {
  const { id, atMs, label, reason, complete, uncaptured, sessionId, files, pinned } = checkpoint
  return {
    id,
    atMs,
    label,
    reason,
    complete,
    uncaptured: uncaptured.slice(0, mostUncaptured),
    uncapturedCount: uncaptured.length,
    sessionId,
    files,
    pinned,
  }
}

function pick(restore: UndoableRestore | InterruptedRestore | null): CheckpointsView['undo'] {
  return restore === null ? null : { kind: restore.kind, atMs: restore.atMs, files: restore.files }
}

function previewView(shown: ShownPreview, known: KnownCheckpoints | null): RestorePreviewView {
  const { window, checkpointId, paths, preview } = shown
  const target = known?.checkpoints.find(({ id }) => id === checkpointId)
  return {
    window,
    checkpointId,
    atMs: target?.atMs ?? 0,
    label: target?.label ?? '',
    paths,
    write: preview.write.slice(0, mostPaths),
    delete: preview.delete.slice(0, mostPaths),
    keep: preview.keep.slice(0, mostPaths),
    writeCount: preview.write.length,
    deleteCount: preview.delete.length,
    keepCount: preview.keep.length,
    staged: preview.staged,
    filesNow: preview.filesNow,
    confirmDeletions: needsDeletionConfirmed(preview),
  }
}

function outcomeView(what: 'restore' | 'undo', outcome: RestoreOutcome, words?: string): RestoreOutcomeView {
  return {
    kind: 'done',
    what,
    ...(words === undefined ? {} : { words }),
    restored: outcome.restored.length,
    deleted: outcome.deleted.length,
    conflicts: outcome.conflicts.slice(0, mostConflicts),
    conflictCount: outcome.conflicts.length,
    index: outcome.index,
  }
}

/** Whether a restore of these paths brings back all that a loss lost. */
export function coversLoss(loss: LossView, checkpointId: CheckpointId, paths: readonly RepoPath[] | null): boolean {
  if (checkpointId !== loss.checkpointId) return false
  if (paths === null) return true
  const isCovered = (lost: RepoPath) => paths.some((path) => lost === path || lost.startsWith(`${path}/`))
  return loss.paths.length === loss.files && loss.paths.every(isCovered)
}
