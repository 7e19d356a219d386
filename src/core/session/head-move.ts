import type { ReflogEntry } from '../rescue/reflog'
import type { HeadMove } from './change'

/** How HEAD came from one commit to another, as git itself noted it. */
export type HeadMoveKind = HeadMove['kind']

/** Where HEAD was and is; `branch` null is detached. */
export interface HeadPlace {
  readonly commit: string | null
  readonly branch: string | null
}

/**
 * Tells by HEAD's own log, oldest entry first, what moved it. Without entries (the log is off, or in a reftable) only what the
 * places themselves say is known.
 */
export function headMove(from: HeadPlace, to: HeadPlace, log: readonly ReflogEntry[]): HeadMove {
  const ends = { from: from.commit, to: to.commit, branch: to.branch, fromBranch: from.branch }
  const noted = kindOf(entriesBetween(log, from.commit, to.commit))
  if (noted !== null) return { ...ends, kind: noted }
  return { ...ends, kind: from.branch === to.branch ? 'other' : 'switch' }
}

/** The newest run of entries that leads from one commit to the other. */
function entriesBetween(log: readonly ReflogEntry[], from: string | null, to: string | null): readonly ReflogEntry[] {
  const last = log.findLastIndex((entry) => entry.to === to)
  if (last < 0) return []
  const first = log.findLastIndex((entry, at) => at <= last && isSame(entry.from, from))
  return log.slice(first < 0 ? last : first, last + 1)
}

/** An unborn branch is all zeros in the log. */
function isSame(id: string, commit: string | null): boolean {
  return commit === null ? /^0+$/.test(id) : id === commit
}

/** Messages as builtin/commit.c, checkout.c, reset.c, merge.c, pull.c, rebase.c and sequencer.c of git 2.x write them. */
function kindOf(entries: readonly ReflogEntry[]): HeadMoveKind | null {
  const actions = entries.map(({ message }) => /^[\w-]+(?: \([^)]*\))?/.exec(message)?.[0] ?? '')
  const some = (name: string) => actions.some((action) => action.split(' ')[0] === name)
  if (some('pull')) return 'pull'
  if (some('rebase')) return 'rebase'
  const last = actions.at(-1) ?? ''
  if (last === 'commit (amend)') return 'amend'
  if (last === 'commit (merge)') return 'merge'
  switch (last.split(' ')[0]) {
    case 'checkout':
      return 'switch'
    case 'reset':
      return 'reset'
    case 'merge':
      return 'merge'
    case 'commit':
      return 'commit'
    default:
      return null
  }
}

/** Whether git wrote no files for it: what was written at the same time is somebody else's. */
export function leavesFilesAlone(kind: HeadMoveKind): boolean {
  return kind === 'commit' || kind === 'amend'
}
