import { describe, expect, it } from 'vitest'
import { keepPlace, linesBefore, startOfLineAt } from '../../../../src/core/diff/known-place'
import { createRandom } from '../../../support/random'

describe('places in a long text', () => {
  it.each([1, 2, 3])('are found from any place that is known (seed %i)', (seed) => {
    const random = createRandom(seed)
    const pick = (below: number) => Math.floor(random() * below)
    const lines = Array.from({ length: 3000 }, () => 'x'.repeat(pick(4)))
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
    const starts = [0]
    for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length + 1)
    for (let round = 0; round < 300; round++) {
      const line = pick(starts.length)
      const at = starts[line] ?? 0
      expect(linesBefore(bytes, at)).toBe(line)
      expect(startOfLineAt(bytes, line)).toBe(at)
      const known = pick(starts.length)
      keepPlace(bytes, { at: starts[known] ?? 0, line: known })
    }
    expect(startOfLineAt(bytes, lines.length + 5)).toBe(bytes.length)
  })
})
