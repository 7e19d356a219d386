import { it } from 'vitest'
import { fuzzRolloutReader } from '../../../fuzz/rollout-reader'
import { createRandom } from '../../../support/random'

it('hands on what whole lines say, however a rollout is written, rotated and cut', async () => {
  await fuzzRolloutReader(createRandom(20_261_122), 40)
}, 60_000)
