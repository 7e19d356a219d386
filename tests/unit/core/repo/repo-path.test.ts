import { expect, it } from 'vitest'
import { decodePath, encodePath, isUtf8Path } from '../../../../src/core/repo/repo-path'

it.each([
  ['plain', [0x61, 0x2f, 0x62], 'a/b', true],
  ['two, three and four byte characters', [0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x94, 0xa5], 'é€🔥', true],
  ['Latin-1', [0x63, 0xe9], 'c\udce9', false],
  ['an overlong slash', [0xc0, 0xaf], '\udcc0\udcaf', false],
  ['an encoded surrogate', [0xed, 0xb3, 0xa9], '\udced\udcb3\udca9', false],
  ['beyond the last code point', [0xf4, 0x90, 0x80, 0x80], '\udcf4\udc90\udc80\udc80', false],
  ['a sequence cut short', [0xe2, 0x82], '\udce2\udc82', false],
  ['control characters and a direction override', [0x0a, 0x09, 0xe2, 0x80, 0xae], '\n\t\u202e', true],
  ['nothing', [], '', true],
])('decodes %s and gives the same bytes back', (_name, bytes, path, utf8) => {
  expect(decodePath(Uint8Array.from(bytes))).toBe(path)
  expect([...encodePath(path)]).toEqual(bytes)
  expect(isUtf8Path(path)).toBe(utf8)
})

it('gives back every sequence of two bytes', () => {
  const wrong = Array.from({ length: 65_536 }, (_, i) => Uint8Array.of(i >> 8, i & 255)).filter((bytes) => {
    const back = encodePath(decodePath(bytes))
    return back.length !== 2 || back[0] !== bytes[0] || back[1] !== bytes[1]
  })
  expect(wrong).toEqual([])
})

it('gives back a long name with other bytes in it', () => {
  const ascii = Array.from({ length: 10_000 }, (_, i) => (i * 7) % 128)
  const bytes = Uint8Array.from([...ascii, 0xe9, ...ascii, 0xc3, 0xa9, 0x61])
  const path = decodePath(bytes)
  expect(path.slice(0, 10_001)).toBe(`${String.fromCharCode(...ascii)}\udce9`)
  expect(path.slice(-2)).toBe('éa')
  expect(encodePath(path).join()).toBe(bytes.join())
})
