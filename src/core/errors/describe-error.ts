import type { CheckpointError } from '../checkpoint/checkpoint'
import type { RestoreError } from '../checkpoint/restore'
import type { CommitError } from '../repo/commit'
import type { RepoError } from '../repo/repo-status'
import { unreachable } from '../result'
import { count } from '../words/counts'
import { displayName } from '../words/display-name'
import {
  describeCheckpointError,
  describeRestoreError,
  isCheckpointError,
  isRestoreError,
} from './describe-checkpoint-error'
import { type DescribedError, said } from './described-error'

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
        `This commit would add ${count(error.newFiles, 'new file')}; nothing was committed.`,
        'Add what is missing to .gitignore, or confirm the number.',
      )
    default:
      return unreachable(error)
  }
}

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

/** Any failure that the repo process can answer with. */
export function describeError(error: RepoError | CommitError | CheckpointError | RestoreError): DescribedError {
  if (isRestoreError(error)) return describeRestoreError(error)
  if (isCommitError(error)) return describeCommitError(error)
  if (isCheckpointError(error)) return describeCheckpointError(error)
  return describeRepoError(error)
}

function isCommitError(error: RepoError | CommitError | CheckpointError): error is CommitError {
  return commitKinds.has(error.kind)
}
