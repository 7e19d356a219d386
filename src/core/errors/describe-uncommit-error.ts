import type { RepoError } from '../repo/repo-status'
import type { UncommitError } from '../repo/uncommit'
import { unreachable } from '../result'
import { displayName } from '../words/display-name'
import type { DescribedError } from './described-error'
import { describeError } from './describe-error'

/** Why a commit was not taken back, in the user's words. */
export function describeUncommitError(error: UncommitError | RepoError): DescribedError {
  return isOwn(error) ? describeOwn(error) : describeError(error)
}

type OwnError = Extract<UncommitError, { kind: `uncommit-${string}` }>

function isOwn(error: UncommitError | RepoError): error is OwnError {
  return error.kind.startsWith('uncommit-')
}

function describeOwn(error: OwnError): DescribedError {
  switch (error.kind) {
    case 'uncommit-not-head':
      return {
        code: error.kind,
        message: 'There are newer commits on top, or another branch is checked out; nothing was changed.',
        next: 'Use git revert in a terminal to undo it with a new commit.',
      }
    case 'uncommit-not-ours':
      return {
        code: error.kind,
        message: 'Firebreak takes back only the last commit it made itself; nothing was changed.',
        next: 'Use git reset --soft in a terminal if you mean it.',
      }
    case 'uncommit-pushed':
      return {
        code: error.kind,
        message: `The commit is pushed already (${error.refs.slice(0, 3).map(displayName).join(', ')}); nothing was changed.`,
        next: 'Use git revert in a terminal, so that others are not disturbed.',
      }
    case 'uncommit-first-detached':
      return {
        code: error.kind,
        message: 'This is the first commit, and HEAD is on no branch; nothing was changed.',
        next: 'Switch to a branch first.',
      }
    default:
      return unreachable(error)
  }
}
