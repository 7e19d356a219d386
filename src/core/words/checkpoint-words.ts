import type { CheckpointItem, CheckpointsView, LossView, RestoreOutcomeView } from '../app/checkpoint-views'
import type { CheckpointReason } from '../checkpoint/checkpoint'
import { unreachable } from '../result'
import { count } from './counts'
import { shortName } from './display-name'

/** What a checkpoint is called in the timeline: "Change 12", "Before commit", "By hand “before the big move”". */
export function checkpointName({ label, reason }: Pick<CheckpointItem, 'label' | 'reason'>): string {
  const own = shortName(label.trim(), 80)
  const words = reasonWords(reason)
  if (own === '') return words
  // Most labels say the reason themselves, some with more behind it.
  const said = reason === 'before-restore' ? 'before' : words.toLowerCase()
  if (own.toLowerCase().startsWith(said)) return `${own.slice(0, 1).toUpperCase()}${own.slice(1)}`
  return `${words} “${own}”`
}

function reasonWords(reason: CheckpointReason): string {
  switch (reason) {
    case 'session-start':
      return 'Session start'
    case 'session-end':
      return 'Session end'
    case 'change':
      return 'Change'
    case 'by-hand':
      return 'By hand'
    case 'before-restore':
      return 'Before restore'
    case 'before-commit':
      return 'Before commit'
    case 'reconcile':
      return 'Found by a check'
    default:
      return unreachable(reason)
  }
}

/** Why a checkpoint never expires. */
export function pinnedWords(pinned: NonNullable<CheckpointItem['pinned']>): string {
  return pinned === 'rescue' ? 'Kept for lost files' : 'Kept'
}

/** Why the bytes of a path are not in a checkpoint. */
export function uncapturedWhy(why: string): string {
  switch (why) {
    case 'TOO_BIG':
      return 'too big'
    case 'LEFT_OUT':
      return 'left out of checkpoints'
    case 'NOT_REGULAR':
      return 'a pipe, socket or device'
    case 'KEEPS_CHANGING':
      return 'was written while it was read'
    case 'NESTED_REPO':
      return 'a repository inside that could not be read'
    case 'BAD_NAME':
      return 'a name that git cannot store'
    case 'DAMAGED':
      return 'damaged'
    case 'MISSING':
      return 'its content was not fetched'
    case 'EACCES':
    case 'EPERM':
      return 'may not be read'
    default:
      return why
  }
}

/** Why a restore leaves a path as it is. */
export function keptWhy(why: string): string {
  switch (why) {
    case 'CHANGED_MEANWHILE':
      return 'changed meanwhile'
    case 'NOT_IN_CHECKPOINT':
      return 'the checkpoint does not know what was there'
    case 'NOT_IN_SAFETY':
      return 'could not be copied now, so it could not be had back'
    case 'COMMIT_GONE':
      return 'what was staged then was in a commit that is gone'
    case 'NAME_COLLISION':
      return 'this disk takes its name for that of another file'
    case 'EACCES':
    case 'EPERM':
      return 'may not be written'
    case 'EROFS':
      return 'the file system is read-only'
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full'
    case 'ENOTEMPTY':
      return 'the folder holds other files'
    case 'ELOOP':
    case 'ENOTDIR':
      return 'a folder of it is something else now'
    case 'ENAMETOOLONG':
      return 'the name is too long for this disk'
    case 'EBUSY':
    case 'ETXTBSY':
      return 'is in use'
    default:
      return `was refused by the system (${shortName(why, 40)})`
  }
}

/** "3 files disappeared": what the alert begins with. */
export function lossHeadline({ files }: Pick<LossView, 'files'>): string {
  return `${count(files, 'file')} disappeared`
}

/** What did it, as far as it can be told. */
export function lossCause({ cause, files, branch }: Pick<LossView, 'cause' | 'files' | 'branch'>): string {
  switch (cause) {
    case 'reset':
      return 'git put the work tree back to a commit that does not have what was in them.'
    case 'branch-deleted':
      return branch === undefined
        ? `The branch that held ${files === 1 ? 'it' : 'them'} was deleted.`
        : `Branch ${shortName(branch.name, 40)} deleted. git branch <name> ${branch.commit.slice(0, 12)} brings its commits back.`
    case 'deleted':
      return files === 1 ? 'It was deleted.' : 'They were deleted.'
    default:
      return unreachable(cause)
  }
}

/** What a restore, its undo or its redo did: "Restored 12 files, deleted 2". */
export function outcomeHeadline(
  { what, words, restored, deleted }: Extract<RestoreOutcomeView, { kind: 'done' }>,
  undo: CheckpointsView['undo'],
): string {
  if (words !== undefined) return words
  const did = `${count(restored, 'file')}, deleted ${deleted}`
  if (what === 'restore') return `Restored ${did}`
  // An undo that can be undone as a restore was the undo of an undo.
  return undo?.kind === 'restore' ? `Redid the restore: wrote ${did}` : `Undid the restore: wrote ${did}`
}

/** What became of git's index; null where there is nothing to say. */
export function indexWords(
  index: Extract<RestoreOutcomeView, { kind: 'done' }>['index'],
): { readonly message: string; readonly next: string | null } | null {
  switch (index) {
    case 'restored':
      return { message: 'What was staged is back too.', next: null }
    case 'unchanged':
      return null
    case 'locked':
      return {
        message: 'What was staged was not put back: another git is working in this repository.',
        next: 'Wait until it is done, then restore the same checkpoint again. If none is running, remove .git/index.lock first.',
      }
    default:
      return unreachable(index)
  }
}
