import type { Chance } from './target'

const oddValues: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1e308,
  -0.5,
  9_007_199_254_740_991,
  '',
  '\u0000',
  '\u202e\ud83d',
  'x'.repeat(5000),
  '../../etc/passwd',
  '__proto__',
  '2026-99-99T99:99:99Z',
  [],
  {},
  [[[[]]]],
  { type: 'constructor' },
]

/** A value in whose depths something is missing, doubled or of another kind. */
export function mutateJson(value: unknown, chance: Chance, probability = 0.03): unknown {
  if (chance.odds(probability)) return chance.pick(oddValues)
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => mutateJson(item, chance, probability))
    return chance.odds(probability) ? [...items, ...items] : items
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).flatMap(([key, item]): readonly (readonly [string, unknown])[] => {
    if (chance.odds(probability)) return []
    const name = chance.odds(probability / 4) ? chance.pick(['__proto__', 'toString', '', 'Ꙭ']) : key
    return [[name, mutateJson(item, chance, probability)]]
  })
  return Object.fromEntries(entries)
}

/** The bytes with some of them gone, doubled, changed or put in, such as half a code point. */
export function mutateBytes(bytes: Uint8Array, chance: Chance): Uint8Array {
  let mutated = Buffer.from(bytes)
  for (let times = chance.int(4); times > 0; times--) {
    const at = chance.int(mutated.length + 1)
    const end = Math.min(mutated.length, at + 1 + chance.int(20))
    const [before, part, after] = [mutated.subarray(0, at), mutated.subarray(at, end), mutated.subarray(end)]
    mutated = Buffer.concat(
      chance.pick([
        () => [before, after],
        () => [before, part, part, after],
        () => [before, Buffer.from([chance.int(256)]), part, after],
        () => [before, Buffer.from(chance.pick(['\n', '\r\n', '{', '"', '\\', '\u2028', '💥', '[['])), part, after],
        () => [before, Buffer.from([0xe2, 0x82]), part, after],
      ])(),
    )
  }
  return mutated
}

export function mutateText(text: string, chance: Chance): string {
  return Buffer.from(mutateBytes(Buffer.from(text), chance)).toString('utf8')
}

/** Cuts bytes anywhere, also inside of a character. */
export function chunksOf(bytes: Uint8Array, chance: Chance): readonly Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + 1 + chance.int(chance.odds(0.3) ? 3 : 200))
    chunks.push(bytes.subarray(at, end))
    at = end
  }
  return chunks
}
