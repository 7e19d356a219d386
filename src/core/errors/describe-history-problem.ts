import type { HistoryProblem } from '../limits/history-port'
import { unreachable } from '../result'
import { displayName } from '../words/display-name'
import type { DescribedError } from './described-error'

/** What went wrong with the history of the limits, and what that means. */
export function describeHistoryProblem(problem: HistoryProblem): DescribedError {
  switch (problem.kind) {
    case 'set-aside':
      return {
        code: 'limits-history-set-aside',
        message: 'The history of your limits could not be read, so a new one was begun.',
        next: `The old one is kept as ${displayName(problem.keptAs)}.`,
      }
    case 'unavailable':
      return {
        code: 'limits-history-unavailable',
        message: `The history of your limits cannot be used now (${displayName(problem.cause)}).`,
        next: 'Limits are shown as ever. Free some space, or make the data folder writable.',
      }
    default:
      return unreachable(problem)
  }
}
