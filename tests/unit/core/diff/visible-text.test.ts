import { expect, it } from 'vitest'
import { hasHiddenText, visibleText } from '../../../../src/core/diff/visible-text'

function shown(line: string): string {
  return visibleText(line)
    .map((part) => (part.kind === 'text' ? part.text : `[${part.label}]`))
    .join('')
}

it.each([
  ['plain text with a tab', 'a\tb', 'a\tb'],
  ['an override of direction', 'a\u202eb', 'a[U+202E]b'],
  ['isolates', '\u2066x\u2069', '[U+2066]x[U+2069]'],
  ['zero-width characters', 'pass\u200bword\ufeff', 'pass[U+200B]word[U+FEFF]'],
  ['a soft hyphen', 'a\u00adb', 'a[U+00AD]b'],
  ['control characters', '\u001b[31m\u0007', '[U+001B][31m[U+0007]'],
  ['C1 controls', '\u0085', '[U+0085]'],
  ['tag characters', 'x\u{e0041}', 'x[U+E0041]'],
  ['variation selectors', 'x\ufe0f\u{e0100}', 'x[U+FE0F][U+E0100]'],
  ['a letter that looks empty', 'if (\u3164)', 'if ([U+3164])'],
  ['a lone surrogate', 'a\ud800b\udc80', 'a[U+D800]b[U+DC80]'],
  ['a pair of surrogates that is a character', '😀', '😀'],
  ['other scripts', 'Grüße, мир, 世界', 'Grüße, мир, 世界'],
  ['an empty line', '', ''],
])('%s', (_name, line, expected) => {
  expect(shown(line)).toBe(expected)
  expect(hasHiddenText(line)).toBe(expected.includes('[U+'))
})
