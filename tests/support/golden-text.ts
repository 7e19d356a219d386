/** A case of a golden file: its name behind "# ", and the lines below it up to the next blank line. */
export interface GoldenCase {
  readonly name: string
  readonly lines: readonly string[]
}

/** Reads the cases of a golden file. What stands before the first case is for people. */
export function goldenCases(text: string): readonly GoldenCase[] {
  return text
    .split('\n\n')
    .filter((part) => part.startsWith('# '))
    .map((part) => {
      const [name = '', ...lines] = part.replace(/\n$/, '').split('\n')
      return { name: name.slice(2), lines }
    })
}

/** What cannot be seen in a text file is written as `\u{202e}`, `\t`, `\r`; a backslash as `\\`. */
export function decodeGolden(text: string): string {
  return text.replaceAll(/\\(?:u\{([\da-f]+)\}|(.))/g, (_all, hex: string | undefined, sign: string | undefined) =>
    hex === undefined ? (plain[sign ?? ''] ?? '') : String.fromCodePoint(Number.parseInt(hex, 16)),
  )
}

/** The other way round. A space at the end is written too, as editors take it away. */
export function encodeGolden(text: string): string {
  return Array.from(text.replaceAll('\\', '\\\\'))
    .map((sign) => (sign === '\t' ? '\\t' : sign === '\r' ? '\\r' : unseen.test(sign) ? escapeOf(sign) : sign))
    .join('')
    .replace(/ $/, '\\s')
}

const plain: Readonly<Record<string, string>> = { t: '\t', r: '\r', s: ' ', '\\': '\\' }
// Marks that combine would be drawn on the sign that marks a change.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Emoji_Modifier}\p{Regional_Indicator}]/u
const escapeOf = (sign: string) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`
