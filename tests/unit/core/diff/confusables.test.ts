import { expect, it } from 'vitest'
import { hasLookAlikes, lookAlikes } from '../../../../src/core/diff/confusables'

/** The line with every look-alike as [what it looks like]. */
function shown(line: string): string {
  return lookAlikes(line)
    .toReversed()
    .reduce((text, { start, end, like }) => `${text.slice(0, start)}[${like}]${text.slice(end)}`, line)
}

it.each([
  ['a Cyrillic letter in a name', 'const \u0430ccess = true', 'const [a]ccess = true'],
  ['two of them in two words', 's\u0441ope.c\u043epy()', 's[c]ope.c[o]py()'],
  ['a name of nothing but Cyrillic look-alikes', 'if (\u0441\u043e\u0440\u0443) return', 'if ([c][o][p][y]) return'],
  ['the same letters among Russian words', '// оса и рост растут', '// оса и рост растут'],
  ['Russian words', "const title = 'Привет, мир'", "const title = 'Привет, мир'"],
  ['an identifier in Russian', 'let имя = 1', 'let имя = 1'],
  ['a Greek capital in a name', '\u0391dmin = 1', '[A]dmin = 1'],
  [
    'a Greek letter of a formula',
    'const \u03c1 = m / V; \u0394t = \u03bb\u03bd',
    'const \u03c1 = m / V; \u0394t = \u03bb\u03bd',
  ],
  ['Armenian, Cherokee and Lisu', 'l\u0585gin \u13aaPI \ua4eePI', 'l[o]gin [A]PI [A]PI'],
  ['full-width letters as a name', '\uff41\uff42 = 1', '[a][b] = 1'],
  [
    'full-width letters in Japanese',
    '// \uff21\uff30\uff29\u3092\u547c\u3076',
    '// \uff21\uff30\uff29\u3092\u547c\u3076',
  ],
  ['letters of mathematics', '\u{1d41a}dmin', '[a]dmin'],
  ['Roman numerals', '\u217cogin() = pr\u2173ate', '[l]ogin() = pr[iv]ate'],
  ['a name of nothing but Roman numerals', '\u217d\u217e = 1', '[c][d] = 1'],
  ['a chapter', '// \u2163. Locks; \u2167', '// \u2163. Locks; \u2167'],
  ['letter-like signs', '\u212fval(x); \u212aey', '[e]val(x); [K]ey'],
  [
    'a set, a length, a temperature and a hint',
    'x \u2208 \u211d, \u2113 = 3, 20 \u2103, 3 \u212a, \u2139\ufe0f Note',
    'x \u2208 \u211d, \u2113 = 3, 20 \u2103, 3 \u212a, \u2139\ufe0f Note',
  ],
  ['a letter that looks like an exclamation mark', 'if (env\u01c3=PRODUCTION)', 'if (env[!]=PRODUCTION)'],
  ['a Greek question mark', 'return 1\u037e', 'return 1[;]'],
  ['letters with accents', 'größe façade naïve señor', 'größe façade naïve señor'],
  ['Chinese beside a name', 'user名 = 1', 'user名 = 1'],
  ['micro, superscripts and dotless i', 'µs m² kapı', 'µs m² kapı'],
  ['emoji and arrows', '👍 → ok', '👍 → ok'],
  ['plain ASCII', 'const access = true', 'const access = true'],
])('%s', (_name, line, expected) => {
  expect(shown(line)).toBe(expected)
  expect(hasLookAlikes(line)).toBe(expected !== line)
})

it('says what a look-alike is', () => {
  expect(lookAlikes('\u0430ccess')).toEqual([{ start: 0, end: 1, label: 'Cyrillic а U+0430', like: 'a' }])
  expect(lookAlikes('\u{1d41a}dmin')[0]).toMatchObject({ start: 0, end: 2, label: 'mathematical 𝐚 U+1D41A' })
})
