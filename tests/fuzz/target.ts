/** Draws of one round; the same seed draws the same. */
export interface Chance {
  /** In [0, 1). */
  next(): number
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number
  /** True with this probability. */
  odds(probability: number): boolean
  pick<T>(from: readonly T[]): T
}

/** Something that takes text from outside. A round throws when it is not what it should be. */
export interface FuzzTarget {
  readonly name: string
  /** How many rounds belong into the bounded run. */
  readonly rounds: number
  round(chance: Chance): void | Promise<void>
}

/** Throws with `what` unless it is so. */
export function must(isSo: boolean, what: string, detail: unknown = null): void {
  if (!isSo) throw new Error(`${what}: ${JSON.stringify(detail)?.slice(0, 2000)}`)
}

export function same(actual: unknown, expected: unknown, what: string): void {
  must(JSON.stringify(actual) === JSON.stringify(expected), what, { actual, expected })
}
