import { displayName } from '../words/display-name'
import { encodePath } from './repo-path'

const plain = /^[A-Za-z0-9_./,@+-][A-Za-z0-9_./,@+=:-]*$/

/**
 * One word of a command for bash, zsh or ksh. A name that a line of text cannot show as it is (control characters, bidi
 * overrides, bytes that are not UTF-8) is written in `$'…'` with its bytes in hex, so that pasting it can do nothing else.
 * Lone surrogates U+DC80…U+DCFF stand for bytes, as in a `RepoPath`.
 */
export function shellQuote(word: string): string {
  if (plain.test(word)) return word
  if (displayName(word) === word) return `'${word.replaceAll("'", String.raw`'\''`)}'`
  return `$'${Array.from(word, escaped).join('')}'`
}

function escaped(char: string): string {
  if (char === "'" || char === '\\') return `\\${char}`
  if (char === '\n') return String.raw`\n`
  if (char === '\t') return String.raw`\t`
  if (displayName(char) === char) return char
  return Array.from(encodePath(char), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
}
