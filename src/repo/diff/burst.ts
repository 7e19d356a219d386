import type { Clock } from '../../core/clock'

/** Saves that follow one another without a rest: a branch switch, a formatter, a generator. */
export interface Burst {
  /** So many paths were saved just now. */
  saved(paths: number): void
  /** Whether nobody can be reading along; `waiting` is how many paths are not told yet. */
  isOn(waiting: number): boolean
  /** Whether nobody saved anything for a moment. */
  hasRested(): boolean
}

/** Somebody who saves by hand, and Codex too, pauses for longer between two saves. */
const restMs = 300

export function createBurst(clock: Clock, most: number): Burst {
  let count = 0
  let lastMs = Number.NEGATIVE_INFINITY
  const hasRested = () => clock.now() - lastMs > restMs
  return {
    saved(paths) {
      if (hasRested()) count = 0
      count += paths
      lastMs = clock.now()
    },
    isOn: (waiting) => waiting > most || (count > most && !hasRested()),
    hasRested,
  }
}
