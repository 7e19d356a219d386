// Scripts that are written without spaces: each character is a word of its own, so that one changed sign marks itself only.
const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}'
const operators = '[=!]==?|&&=?|\\|\\|=?|\\?\\?=?|=>|->|[<>]=|\\?\\.|::|\\+\\+|--|[+\\-*/%&|^]=|\\*\\*|<<|\\.\\.\\.?'
const emoji = '\\p{Extended_Pictographic}[\\ufe0f\\p{Emoji_Modifier}]*'

const tokens = new RegExp(
  [
    `(?:(?![${unspaced}])[\\p{L}\\p{N}_$])(?:(?![${unspaced}])[\\p{L}\\p{N}\\p{M}_$])*`,
    `\\s+`,
    `\\p{Regional_Indicator}{2}`,
    `${emoji}(?:\\u200d${emoji})*`,
    `(?:${operators})(?!\\p{M})`,
    `[^]\\p{M}*`,
  ].join('|'),
  'gu',
)

/**
 * The words of a line of code: identifiers, numbers and operators whole, runs of white space, and every other character for
 * itself, but never a part of what is read as one (a letter with its accents, an emoji of several code points). Joined, they are the line.
 */
export function wordTokens(line: string): readonly string[] {
  return line.match(tokens) ?? []
}

/** Whether a token is white space. */
export function isSpace(token: string): boolean {
  return token.trim() === ''
}
