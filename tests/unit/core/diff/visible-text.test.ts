import { expect, it } from 'vitest'
import { hasHiddenText, visibleText } from '../../../../src/core/diff/visible-text'

function shown(line: string): string {
  return visibleText(line)
    .map((part) => (part.kind === 'text' ? part.text : `[${part.label}]`))
    .join('')
}

it.each([
  ['plain text with a tab', 'a\tb', 'a\tb'],
  ['an override of direction', 'a\u202eb', 'a[RLO U+202E]b'],
  ['isolates', '\u2066x\u2069', '[LRI U+2066]x[PDI U+2069]'],
  ['zero-width characters', 'pass\u200bword\ufeff', 'pass[ZWSP U+200B]word[BOM U+FEFF]'],
  ['a joiner in a word', 'pass\u200dword\u200c', 'pass[ZWJ U+200D]word[ZWNJ U+200C]'],
  ['a soft hyphen', 'a\u00adb', 'a[SHY U+00AD]b'],
  ['control characters', '\u001b[31m\u0007', '[ESC U+001B][31m[BEL U+0007]'],
  ['a carriage return', 'a\rb', 'a[CR U+000D]b'],
  ['C1 controls', '\u0085\u009b', '[NEL U+0085][U+009B]'],
  ['tag characters', 'x\u{e0041}', 'x[tag A U+E0041]'],
  ['variation selectors', 'x\ufe0f\u{e0100}', 'x[VS16 U+FE0F][VS17 U+E0100]'],
  ['a letter that looks empty', 'if (\u3164)', 'if ([Hangul filler U+3164])'],
  [
    'characters without a shape of any script',
    'ad\u034fmin \u{1bca0} \u{1d173}',
    'ad[CGJ U+034F]min [U+1BCA0] [U+1D173]',
  ],
  ['a lone surrogate', 'a\ud800b\udc80', 'a[half a character U+D800]b[half a character U+DC80]'],
  ['a pair of surrogates that is a character', '😀', '😀'],
  ['emoji of several characters', '❤️ 👩🏽‍🚀 🏳️‍🌈 1️⃣ ❤️‍🔥', '❤️ 👩🏽‍🚀 🏳️‍🌈 1️⃣ ❤️‍🔥'],
  ['a joiner behind an emoji that joins nothing', '😀\u200dx', '😀[ZWJ U+200D]x'],
  ['joiners in Persian and Hindi', 'می‌خواهم क्‍ष', 'می‌خواهم क्‍ष'],
  ['a joiner at the end of a Persian word', 'می\u200c = 1', 'می[ZWNJ U+200C] = 1'],
  ['other scripts', 'Grüße, мир, 世界', 'Grüße, мир, 世界'],
  ['an empty line', '', ''],
])('%s', (_name, line, expected) => {
  expect(shown(line)).toBe(expected)
  expect(hasHiddenText(line)).toBe(expected.includes('U+'))
})

it('names every character that Unicode says to draw nothing for', () => {
  const shapeless = Array.from({ length: 0x10_ffff }, (_, code) => String.fromCodePoint(code)).filter((char) =>
    /\p{Default_Ignorable_Code_Point}/u.test(char),
  )
  expect(shapeless.length).toBeGreaterThan(4000)
  expect(shapeless.filter((char) => !hasHiddenText(`a${char}b`))).toEqual([])
})

it('a very long line of marks is read in one go', () => {
  expect(visibleText('\u200d😀'.repeat(200_000))).toHaveLength(2)
  expect(visibleText('\u200c'.repeat(200_000))).toHaveLength(200_000)
})
