/** Heights of rows that follow each other, in px. */
export interface RowHeights {
  readonly count: number
  readonly rowPx: number
  /** Top of each row and, last, the end of all; null where every row is `rowPx` high. */
  readonly tops: Float64Array | null
}

export function evenHeights(count: number, rowPx: number): RowHeights {
  return { count, rowPx, tops: null }
}

/** Rows of whole multiples of `rowPx`, as wrapped lines are; `corrected` are the ones that were measured otherwise, in px. */
export function unevenHeights(
  count: number,
  rowPx: number,
  linesOf: (at: number) => number,
  corrected: ReadonlyMap<number, number> | undefined,
): RowHeights {
  const tops = new Float64Array(count + 1)
  let top = 0
  for (let at = 0; at < count; at++) {
    tops[at] = top
    top += corrected?.get(at) ?? linesOf(at) * rowPx
  }
  tops[count] = top
  return { count, rowPx, tops }
}

/** Top of a row; for `count` the end of the last one. */
export function topOfRow({ tops, rowPx }: RowHeights, at: number): number {
  return tops === null ? at * rowPx : (tops[at] ?? 0)
}

export function totalHeight(heights: RowHeights): number {
  return topOfRow(heights, heights.count)
}

/** The row at a distance from the top; the nearest one outside. */
export function rowAt(heights: RowHeights, y: number): number {
  const { tops, count, rowPx } = heights
  const at = tops === null ? Math.floor(y / rowPx) : lastNotAfter(count, (row) => tops[row] ?? 0, y)
  return Math.max(0, Math.min(count - 1, at))
}

/** Index of the last of `count` ascending values that is not above `wanted`; -1 when all are. */
export function lastNotAfter(count: number, valueAt: (at: number) => number, wanted: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (valueAt(middle) <= wanted) low = middle + 1
    else high = middle
  }
  return low - 1
}
