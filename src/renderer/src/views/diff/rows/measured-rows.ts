import { createStore, type StoreApi } from 'zustand/vanilla'

/** Heights in px of wrapped rows that were drawn and are not as high as was counted, by hunk id and row. */
export type MeasuredRows = StoreApi<ReadonlyMap<string, ReadonlyMap<number, number>>>

export function createMeasuredRows(): MeasuredRows {
  return createStore<ReadonlyMap<string, ReadonlyMap<number, number>>>(() => new Map())
}

/** Notes what differs from what is known. */
export function noteHeights(store: MeasuredRows, hunkId: string, heights: ReadonlyMap<number, number>): void {
  if (heights.size === 0) return
  store.setState((known) => new Map([...known, [hunkId, new Map([...(known.get(hunkId) ?? []), ...heights])]]), true)
}
