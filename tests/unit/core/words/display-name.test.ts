import { expect, it } from 'vitest'
import { displayName } from '../../../../src/core/words/display-name'

it.each([
  ['plain names', 'src/größe 世界.ts', 'src/größe 世界.ts'],
  ['a Hangul filler', '\u3164', '‹U+3164›'],
  ['other letters that look empty', '\u115f\u1160\uffa0', '‹U+115F›‹U+1160›‹U+FFA0›'],
  ['a joiner of graphemes', 'a\u034fb', 'a‹U+034F›b'],
  ['format characters beyond the basic plane', '\u{1bca0}\u{1d173}\u{e0041}', '‹U+1BCA0›‹U+1D173›‹U+E0041›'],
  ['overrides, controls and separators', '\u202etxt.exe\u001b\u2028', '‹U+202E›txt.exe‹U+001B›‹U+2028›'],
  ['a byte that is no text', 'a\udc80', 'a‹U+DC80›'],
  ['characters of two code units', '😀𝐚', '😀𝐚'],
])('%s', (_name, text, shown) => {
  expect(displayName(text)).toBe(shown)
})
