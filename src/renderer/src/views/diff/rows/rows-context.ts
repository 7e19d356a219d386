import { createContext, useContext } from 'react'
import type { ContextLines } from './context-lines'
import type { LongLines } from './long-lines'
import type { MeasuredRows } from './measured-rows'

/** What every row reaches without being handed it. */
export interface RowsContextValue {
  readonly context: ContextLines
  readonly longLines: LongLines
  readonly measured: MeasuredRows
  readonly wrap: boolean
}

export const RowsContext = createContext<RowsContextValue | null>(null)

export function useRows(): RowsContextValue {
  const value = useContext(RowsContext)
  if (value === null) throw new Error('used outside of RowsContext')
  return value
}
