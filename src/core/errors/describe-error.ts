import type { CheckpointError } from '../checkpoint/checkpoint'
import type { RestoreError } from '../checkpoint/restore'
import type { CommitError } from '../repo/commit'
import type { RepoError } from '../repo/repo-status'
import { unreachable } from '../result'
import { count } from '../words/counts'
import { displayName } from '../words/display-name'

/** An error as the user meets it, in windows, in the tray and on the command line. */
export interface DescribedError {
  /** kebab-case; the command line writes it in SCREAMING_CASE. */
  readonly code: string
  readonly message: string
  readonly next: string
  /** What a hook or git printed. */
  readonly output?: string
}

export function describeRepoError(error: RepoError): DescribedError {
  switch (error.kind) {
    case 'not-a-repo':
      return said(
        'not-a-repo',
        `${displayName(error.path)} is not in a git repository.`,
        'Choose a folder that is, or run git init in it.',
      )
    case 'bare':
      return said(
        'bare',
        `${displayName(error.path)} is a bare repository: it has no files to protect.`,
        'Choose a work tree of it.',
      )
    case 'unsafe-owner':
      return said(
        'unsafe-owner',
        `${displayName(error.path)} belongs to another user, so git does not read it.`,
        'If you trust it, add it to safe.directory in your own git configuration.',
      )
    case 'home-repo':
      return said(
        'home-repo',
        `${displayName(error.path)} is your home folder or the whole disk.`,
        'Choose the folder of one project.',
      )
    case 'outside-worktree':
      return said(
        'outside-worktree',
        `git works on ${displayName(error.workTree)}, not on ${displayName(error.path)}.`,
        'Look at core.worktree in the repository, or choose that folder instead.',
      )
    case 'holds-firebreak-home':
      return said(
        'holds-firebreak-home',
        `Firebreak keeps its own data in ${displayName(error.home)}, inside this repository.`,
        'Set FIREBREAK_HOME to a folder outside of it.',
      )
    case 'folder-gone':
      return said(
        'folder-gone',
        `${displayName(error.path)} is not there.`,
        'Checkpoints are kept. Firebreak goes on when the folder is back.',
      )
    case 'git-missing':
      return said('git-missing', 'git was not found.', 'Install git, then try again.')
    case 'git-too-old':
      return said('git-too-old', `git ${error.found} is too old.`, `Install git ${error.needed} or newer.`)
    case 'git-failed':
      return {
        ...said(
          'git-failed',
          `git ${error.command} failed${error.code === null ? '' : ` with code ${error.code}`}.`,
          'Try the same in a terminal to see why.',
        ),
        output: error.stderr,
      }
    case 'git-timeout':
      return said(
        'git-timeout',
        `git ${error.command} did not answer within ${Math.round(error.afterMs / 1000)} s.`,
        'Look for another git that is stuck in this repository, then try again.',
      )
    case 'not-served':
      return said(
        'not-served',
        'Firebreak is not watching this repository at the moment.',
        'It starts again by itself; try again in a moment.',
      )
    case 'unexpected':
      return {
        ...said('unexpected', 'Something went wrong inside Firebreak.', 'Try again; the details are in the log.'),
        output: error.message,
      }
    default:
      return unreachable(error)
  }
}

export function describeCommitError(error: CommitError): DescribedError {
  switch (error.kind) {
    case 'nothing-to-commit':
      return said('nothing-to-commit', 'There is nothing to commit.', 'Tick at least one changed file.')
    case 'identity-missing':
      return said(
        'identity-missing',
        'git does not know who commits.',
        'Give a name and an e-mail address for this commit.',
      )
    case 'operation-in-progress':
      return said(
        error.operation,
        `A ${error.operation} is in progress.`,
        `Finish it, or give it up with git ${error.operation} ${error.operation === 'bisect' ? 'reset' : '--abort'}.`,
      )
    case 'unmerged':
      return said(
        'unmerged',
        `${count(error.paths.length, 'file has', 'files have')} conflicts.`,
        'Resolve them first.',
      )
    case 'files-changed':
      return said(
        'files-changed',
        `${count(error.paths.length, 'file')} changed or vanished meanwhile; nothing was committed.`,
        'Look at the list again, then commit.',
      )
    case 'index-locked':
      return said(
        'index-locked',
        'Another git is working in this repository; nothing was committed.',
        'Wait until it is done. If none is running, remove .git/index.lock.',
      )
    case 'hook-failed':
      return {
        ...said(
          'hook-failed',
          'A hook of this repository stopped the commit; nothing was committed.',
          'Fix what it says, then commit again.',
        ),
        output: error.output,
      }
    case 'signing-failed':
      return {
        ...said(
          'signing-failed',
          'The commit could not be signed; nothing was committed.',
          'Commit in a terminal, where the signing program can ask you.',
        ),
        output: error.output,
      }
    case 'commit-timeout':
      return {
        ...said(
          'commit-timeout',
          `The commit did not finish within ${Math.round(error.afterMs / 1000)} s and was stopped; nothing was committed.`,
          'Look at what its hooks wait for.',
        ),
        output: error.output,
      }
    case 'commit-failed':
      return {
        ...said('commit-failed', 'git could not commit; nothing was changed.', 'Read what git said below.'),
        output: error.output,
      }
    case 'side-branch-failed': {
      const cause = describeCommitError(error.cause)
      const back = error.back === null ? 'HEAD is where it was' : `you are back on ${displayName(error.back)}`
      return { ...cause, message: `${cause.message} This was on ${displayName(error.branch)}; ${back}.` }
    }
    case 'side-branch-lost':
      return {
        ...said(
          'side-branch-lost',
          `The commit on ${displayName(error.branch)} failed, and HEAD was moved meanwhile; it was left as it is.`,
          'Look at git status and git branch in a terminal.',
        ),
        output: error.output,
      }
    case 'files-pointed-out':
      return said(
        'files-pointed-out',
        `${count(error.paths.length, 'file looks', 'files look')} like a secret or ${error.paths.length === 1 ? 'is' : 'are'} very large; nothing was committed.`,
        'Hold back what must not be in a commit. What you tick all the same is committed.',
      )
    case 'too-many-new-files':
      return said(
        'too-many-new-files',
        `This commit would add ${error.newFiles} new files; nothing was committed.`,
        'Add what is missing to .gitignore, or confirm the number.',
      )
    default:
      return unreachable(error)
  }
}

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

function describeRestoreError(error: RestoreError): DescribedError {
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

const restoreKinds: ReadonlySet<string> = new Set<RestoreError['kind']>([
  'restore-interrupted',
  'nothing-to-undo',
  'nothing-to-recover',
  'changed-meanwhile',
  'many-deletions',
])
const commitKinds: ReadonlySet<string> = new Set<CommitError['kind']>([
  'nothing-to-commit',
  'identity-missing',
  'operation-in-progress',
  'unmerged',
  'files-changed',
  'index-locked',
  'hook-failed',
  'signing-failed',
  'commit-timeout',
  'commit-failed',
  'side-branch-failed',
  'side-branch-lost',
  'files-pointed-out',
  'too-many-new-files',
])
const checkpointKinds: ReadonlySet<string> = new Set<CheckpointError['kind']>([
  'store-busy',
  'store-corrupt',
  'no-space',
  'read-only',
  'no-such-checkpoint',
  'checkpoint-needed',
  'store-failed',
])

/** Any failure that the repo process can answer with. */
export function describeError(error: RepoError | CommitError | CheckpointError | RestoreError): DescribedError {
  if (isRestoreError(error)) return describeRestoreError(error)
  if (isCommitError(error)) return describeCommitError(error)
  if (isCheckpointError(error)) return describeCheckpointError(error)
  return describeRepoError(error)
}

function isRestoreError(error: RepoError | CommitError | CheckpointError | RestoreError): error is RestoreError {
  return restoreKinds.has(error.kind)
}

function isCommitError(error: RepoError | CommitError | CheckpointError): error is CommitError {
  return commitKinds.has(error.kind)
}

function isCheckpointError(error: RepoError | CheckpointError): error is CheckpointError {
  return checkpointKinds.has(error.kind)
}

function said(code: string, message: string, next: string): DescribedError {
  return { code, message, next }
}
