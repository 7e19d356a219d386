import { unreachable } from '../result'
import type { GateReason } from '../gate/commit-gate'
import { count } from './counts'

/** Why the gate is closed, as a line that begins with what to do. `files` is the number of files that would be committed. */
export function gateHeadline(reason: GateReason, files: number): string {
  switch (reason) {
    case 'uncommitted-files':
      return `Commit first: ${count(files, 'uncommitted file')}`
    case 'no-commit-yet':
      return files === 0
        ? 'Commit first: this repository has no commit yet'
        : `Commit first: no commit yet, ${count(files, 'file')}`
    case 'merge':
    case 'rebase':
    case 'cherry-pick':
    case 'revert':
      return `Commit first: a ${reason} is in progress`
    case 'bisect':
      return 'Commit first: a bisect is in progress'
    case 'held-back-uncovered':
      return 'Commit first: what is held back would be in no checkpoint'
    default:
      return unreachable(reason)
  }
}

/** What to do about it, for the reasons that a commit of files cannot settle. */
export function gateNextStep(reason: GateReason): string {
  switch (reason) {
    case 'uncommitted-files':
      return 'So that whatever Spark writes can be read and undone.'
    case 'no-commit-yet':
      return 'Make the first commit, so that there is a point to come back to.'
    case 'merge':
    case 'rebase':
    case 'cherry-pick':
    case 'revert':
      return `Finish the ${reason} in a terminal with git ${reason} --continue, or give it up with git ${reason} --abort.`
    case 'bisect':
      return 'End it in a terminal with git bisect reset.'
    case 'held-back-uncovered':
      return 'Release it and commit it, or let checkpoints hold it.'
    default:
      return unreachable(reason)
  }
}

/** Whether a commit of the listed files opens the gate. */
export function commitOpensGate(reason: GateReason, files: number): boolean {
  return files > 0 && (reason === 'uncommitted-files' || reason === 'no-commit-yet')
}
