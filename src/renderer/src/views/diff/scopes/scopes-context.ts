import { createContext, useContext } from 'react'
import type { CheckpointId } from '../../../../../core/checkpoint/checkpoint'
import type { SessionView } from '../../../../../core/app/session-views'
import type { Scope } from '../../../../../core/diff/scope'
import type { ChosenPoints } from '../../../../../core/words/scope-words'

/** Which two states are compared, and the ways to choose others. */
export interface Scopes {
  /** Whose changes these are; null while there was no session here. */
  readonly session: SessionView | null
  /** What is chosen. A turn is one of this kind also while it has not written anything. */
  readonly chosen: Scope['kind']
  readonly scope: Scope
  /** The turn that is chosen has written nothing yet. */
  readonly nothingWritten: boolean
  /** Where a comparison of two points starts; null while none is marked. */
  readonly start: TimelinePoint | null
  readonly points: ChosenPoints
  readonly following: boolean
  /** Changes since the pause began. */
  readonly missed: number
  /** Stay the same, so that what only acts is not drawn again. */
  readonly act: ScopeActions
}

/** A point of the timeline: the state after a change (others can share it, since a commit changes no file), or a checkpoint. */
export interface TimelinePoint {
  readonly checkpointId: CheckpointId
  /** Null for the baseline and for a checkpoint of the list. */
  readonly change: number | null
}

export interface ScopeActions {
  readonly show: (scope: Exclude<Scope, { kind: 'turn' }>) => void
  /** The turn of the chosen change, else the newest, as it goes on. */
  readonly showTurn: () => void
  /** Back to the newest change, as it is written. */
  readonly showNewest: () => void
  /** Marks where a comparison starts, and compares it with what is there now. */
  readonly compareFrom: (point: TimelinePoint) => void
  /** Compares the marked start with another point; an earlier one becomes the start. */
  readonly compareTo: (point: TimelinePoint) => void
  /** The start against what is there now, once more. */
  readonly compareWithNow: () => void
  readonly setFollowing: (following: boolean) => void
}

export const ScopesContext = createContext<Scopes | null>(null)

export function useScopes(): Scopes {
  const value = useContext(ScopesContext)
  if (value === null) throw new Error('used outside of ScopesContext')
  return value
}
