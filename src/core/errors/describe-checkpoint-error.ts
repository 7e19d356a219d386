import type { CheckpointError } from '../checkpoint/checkpoint'
import type { RestoreError } from '../checkpoint/restore'
import { unreachable } from '../result'
import { count } from '../words/counts'
import { displayName } from '../words/display-name'
import { type DescribedError, said } from './described-error'

export function describeCheckpointError(error: CheckpointError): DescribedError {
  switch (error.kind) {
    case 'store-busy':
      return said(
        'store-busy',
        'Another Firebreak is writing checkpoints of this repository.',
        'Try again in a moment.',
      )
    case 'store-corrupt':
      return said(
        'store-corrupt',
        `The checkpoint store is damaged: ${displayName(error.detail)}.`,
        'Older checkpoints may still be readable. Look at firebreak checkpoint list.',
      )
    case 'no-space':
      return said(
        'no-space',
        `The disk is full, so no checkpoint was made in ${displayName(error.path)}.`,
        'Free some space, then try again. Your files are as they were.',
      )
    case 'read-only':
      return said(
        'read-only',
        `${displayName(error.path)} cannot be written, so no checkpoint was made.`,
        'Make it writable, or set FIREBREAK_HOME to another folder.',
      )
    case 'no-such-checkpoint':
      return said(
        'no-such-checkpoint',
        `There is no checkpoint ${displayName(error.id)} in this repository.`,
        'Look at firebreak checkpoint list.',
      )
    case 'checkpoint-needed':
      return said(
        'checkpoint-needed',
        error.by === 'session'
          ? `Checkpoint ${displayName(error.id)} is the start of a session that still runs.`
          : `A restore that was interrupted needs checkpoint ${displayName(error.id)}.`,
        error.by === 'session'
          ? 'Forget it when the session has ended.'
          : 'Finish or undo that restore first, with firebreak checkpoint recover.',
      )
    case 'change-not-kept':
      return said(
        'change-not-kept',
        error.gone === 'both'
          ? `The checkpoints of change ${error.number} are no longer kept.`
          : `The checkpoint ${error.gone} change ${error.number} is no longer kept.`,
        'Look at it since the baseline, or at another change.',
      )
    case 'store-failed':
      return said(
        'store-failed',
        `The checkpoint store in ${displayName(error.path)} did not work (${error.code}), so no checkpoint was made.`,
        'Look at the disk that holds it, then try again.',
      )
    default:
      return unreachable(error)
  }
}

export function describeRestoreError(error: RestoreError): DescribedError {
  switch (error.kind) {
    case 'restore-interrupted':
      return said(
        'restore-interrupted',
        `A restore of ${count(error.files, 'file')} was interrupted; nothing else is restored before that is settled.`,
        'Finish or undo it in Firebreak, or with firebreak checkpoint recover.',
      )
    case 'nothing-to-undo':
      return said('nothing-to-undo', 'There is no restore to undo here.', 'Look at firebreak checkpoint list.')
    case 'nothing-to-recover':
      return said('nothing-to-recover', 'No restore was interrupted here.', 'There is nothing to do.')
    case 'changed-meanwhile':
      return said(
        'changed-meanwhile',
        `${displayName(error.path)} changed meanwhile and was left as it is.`,
        'Look at it again, then try once more.',
      )
    case 'cannot-revert':
      return said(
        'cannot-revert',
        `${displayName(error.path)} ${cannotRevert[error.why].what}`,
        cannotRevert[error.why].next,
      )
    case 'many-deletions':
      return said(
        'many-deletions',
        `This would delete ${count(error.deleted, 'file')} of ${error.filesNow}.`,
        'Confirm the number to go on.',
      )
    default:
      return unreachable(error)
  }
}

const cannotRevert = {
  filter: {
    what: 'is stored through a filter such as LFS, whose program Firebreak does not run by itself.',
    next: 'Revert it since the baseline instead, or use git restore in a terminal.',
  },
  submodule: {
    what: 'is a repository of its own; which commit it is at is for its own git to say.',
    next: 'Use git in there, or git submodule update in a terminal.',
  },
  unreadable: { what: 'cannot be read.', next: 'Look at its permissions, then try again.' },
}

const restoreKinds: ReadonlySet<string> = new Set<RestoreError['kind']>([
  'restore-interrupted',
  'nothing-to-undo',
  'nothing-to-recover',
  'changed-meanwhile',
  'cannot-revert',
  'many-deletions',
])

const checkpointKinds: ReadonlySet<string> = new Set<CheckpointError['kind']>([
  'store-busy',
  'store-corrupt',
  'no-space',
  'read-only',
  'no-such-checkpoint',
  'checkpoint-needed',
  'change-not-kept',
  'store-failed',
])

export function isRestoreError(error: { readonly kind: string }): error is RestoreError {
  return restoreKinds.has(error.kind)
}

export function isCheckpointError(error: { readonly kind: string }): error is CheckpointError {
  return checkpointKinds.has(error.kind)
}
