import { expect, it } from 'vitest'
import { fuzzTargets, playRound } from '../fuzz/targets'

// Always the same rounds, so that a change that breaks one is found by whoever made it; `npm run fuzz` plays others.
const firstSeed = 20_261_122

it.each(fuzzTargets.map((target) => [target.name, target] as const))(
  'holds against what nobody expects: %s',
  async (_, target) => {
    for (let played = 0; played < target.rounds; played++) await playRound(target, firstSeed + played)
    expect(target.rounds).toBeGreaterThan(0)
  },
  60_000,
)
