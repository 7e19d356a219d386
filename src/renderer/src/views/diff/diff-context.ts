import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { DiffState } from '../../stores/diff-state'
import type { DiffStore } from '../../stores/diff-store'
import type { KeyRegistry } from './key-registry'
import type { RowReader } from './row-reader'
import type { ViewChoices } from './view-choices'

/** What every part of one live diff window reaches. */
export interface DiffContextValue {
  readonly repoId: string
  readonly diff: DiffStore
  readonly reader: RowReader
  readonly keys: KeyRegistry
  /** How the rows look. */
  readonly view: ViewChoices
}

export const DiffContext = createContext<DiffContextValue | null>(null)

export function useDiff(): DiffContextValue {
  const value = useContext(DiffContext)
  if (value === null) throw new Error('used outside of DiffContext')
  return value
}

/** A part of what the live diff holds now. */
export function useDiffState<T>(select: (state: DiffState) => T): T {
  return useStore(useDiff().diff.store, select)
}
