import type { RawPath } from '../raw-path'
import type { IndexPaths } from './index-paths'

/** Files with exactly the bytes that a commit has, and their permissions. */
export interface UnchangedFiles {
  readonly count: number
  readonly bytes: number
  has(path: RawPath): boolean
  /** How many files have each permissions. */
  readonly permissions: ReadonlyMap<number, number>
  /** Those with other permissions than these. */
  eachBut(usual: readonly number[], visit: (path: RawPath, permissions: number) => void): void
}

export const noneUnchanged: UnchangedFiles = {
  count: 0,
  bytes: 0,
  has: () => false,
  permissions: new Map(),
  eachBut: () => {},
}

const permissionBits = 0o7777

/** Of `paths`, in the order of git, those that have permissions; the others have -1. A map of so many would take longer. */
export function unchangedFiles(paths: IndexPaths, permissions: Int16Array, bytes: number): UnchangedFiles {
  const placeOf = (path: RawPath): number => {
    let low = 0
    let high = paths.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (paths.compare(middle, 0, path) < 0) low = middle + 1
      else high = middle
    }
    return low < paths.length && paths.compare(low, 0, path) === 0 ? low : -1
  }
  const counts = new Uint32Array(permissionBits + 1)
  let count = 0
  for (let place = 0; place < paths.length; place++) {
    const bits = permissions[place] ?? -1
    if (bits < 0) continue
    count++
    counts[bits] = (counts[bits] ?? 0) + 1
  }
  return {
    count,
    bytes,
    has: (path) => (permissions[placeOf(path)] ?? -1) >= 0,
    permissions: new Map([...counts.entries()].filter(([, files]) => files > 0)),
    eachBut(usual, visit) {
      const areUsual = usual.reduce((sum, bits) => sum + (counts[bits] ?? 0), 0)
      if (areUsual === count) return
      for (let place = 0; place < paths.length; place++) {
        const bits = permissions[place] ?? -1
        if (bits >= 0 && !usual.includes(bits)) visit(paths.at(place), bits)
      }
    },
  }
}
