import type { RawPath } from '../raw-path'

/** Files with exactly the bytes that a commit has, and their permissions. */
export interface UnchangedFiles {
  readonly count: number
  readonly bytes: number
  has(path: RawPath): boolean
  each(visit: (path: RawPath, permissions: number) => void): void
}

export const noneUnchanged: UnchangedFiles = { count: 0, bytes: 0, has: () => false, each: () => {} }

/** Of `paths`, in the order of git, those that have permissions; the others have -1. A map of so many would take longer. */
export function unchangedFiles(paths: readonly RawPath[], permissions: Int16Array, bytes: number): UnchangedFiles {
  const placeOf = (path: RawPath): number => {
    let low = 0
    let high = paths.length
    while (low < high) {
      const middle = (low + high) >>> 1
      // By the characters, of which each is a byte.
      if ((paths[middle] ?? '') < path) low = middle + 1
      else high = middle
    }
    return paths[low] === path ? low : -1
  }
  let count = 0
  for (const bits of permissions) if (bits >= 0) count++
  return {
    count,
    bytes,
    has: (path) => (permissions[placeOf(path)] ?? -1) >= 0,
    each(visit) {
      for (let place = 0; place < paths.length; place++) {
        const bits = permissions[place] ?? -1
        if (bits >= 0) visit(paths[place] ?? '', bits)
      }
    },
  }
}
