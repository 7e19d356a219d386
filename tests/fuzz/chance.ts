import { createRandom } from '../support/random'
import type { Chance } from './target'

export function chanceOf(seed: number): Chance {
  const next = createRandom(seed)
  const int = (below: number): number => Math.floor(next() * below)
  return {
    next,
    int,
    odds: (probability) => next() < probability,
    pick(from) {
      const picked = from[int(from.length)]
      if (picked === undefined) throw new Error('nothing to pick from')
      return picked
    },
  }
}
