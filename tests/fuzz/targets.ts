import { chanceOf } from './chance'
import { configEdit } from './config-edit'
import { hooksMerge } from './hooks-merge'
import { answers, framing } from './json-lines'
import { limitPayloads } from './limit-payloads'
import { readingOn } from './rollout-reader'
import { decoding, following } from './rollouts'
import type { FuzzTarget } from './target'

export const fuzzTargets: readonly FuzzTarget[] = [
  framing,
  answers,
  decoding,
  following,
  readingOn,
  limitPayloads,
  hooksMerge,
  configEdit,
]

/** Plays one round; what it throws names the seed that plays it again. */
export async function playRound(target: FuzzTarget, seed: number): Promise<void> {
  try {
    await target.round(chanceOf(seed))
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error)
    throw new Error(`${target.name}, seed ${seed} (npm run fuzz -- --seed ${seed} --rounds 1): ${why}`, {
      cause: error,
    })
  }
}
