import type { CheckpointId } from '../checkpoint/checkpoint'
import type { Change } from './change'

/** The two captures that a closed change lies between. */
export interface ChangeEnds {
  readonly number: number
  readonly from: CheckpointId
  readonly to: CheckpointId
}

/**
 * What each change compares, in the order of the changes. Only the changes themselves say it: several can end with one
 * checkpoint (a commit alone makes none), and what a check found is in one that has no number. One that was not captured
 * is left out.
 */
export function changeEnds(changes: readonly Change[]): readonly ChangeEnds[] {
  return changes.flatMap(({ number, previousCheckpointId: from, checkpointId: to }) =>
    from === null || to === null ? [] : [{ number, from, to }],
  )
}
