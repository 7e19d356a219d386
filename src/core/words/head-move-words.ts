import { unreachable } from '../result'
import type { HeadMove } from '../session/change'
import { count } from './counts'
import { shortName } from './display-name'

/** "you committed a1b2c3d", "branch main → x, 320 files". `by` is who moved HEAD. */
export function headMoveWords(move: HeadMove, files: number, by: 'you' | 'Codex'): string {
  return files === 0 ? moveWords(move, by) : `${moveWords(move, by)}, ${count(files, 'file')}`
}

function moveWords(move: HeadMove, by: string): string {
  const to = move.to === null ? 'no commit' : move.to.slice(0, 7)
  const branch = move.branch === null ? to : shortName(move.branch, 40)
  switch (move.kind) {
    case 'commit':
      return `${by} committed ${to}`
    case 'amend':
      return `${by} amended the commit, now ${to}`
    case 'switch':
      if (move.branch === null) return `${by} checked out ${to}`
      return move.fromBranch === null ? `branch ${branch}` : `branch ${shortName(move.fromBranch, 40)} → ${branch}`
    case 'reset':
      return `${by} reset ${branch} to ${to}`
    case 'pull':
      return `${by} pulled ${to}`
    case 'merge':
      return `${by} merged, now ${to}`
    case 'rebase':
      return `${by} rebased ${branch}, now ${to}`
    case 'other':
      return `HEAD moved to ${to} ${move.branch === null ? 'detached' : `on ${branch}`}`
    default:
      return unreachable(move.kind)
  }
}
