import { createLowlight } from 'lowlight'
import { grammars } from './grammars'
import type { Language } from './languages'
import { packTokens } from './pack-tokens'
import { longestLine, type PackedLines } from './packed-lines'

const lowlight = createLowlight(grammars)

/** The tokens of a text, line by line. */
export function tokenise(language: Language, text: string): PackedLines {
  const read = text
    .split('\n')
    .map((line) => (line.length > longestLine ? '' : line.endsWith('\r') ? line.slice(0, -1) : line))
    .join('\n')
  return packTokens(read, lowlight.highlight(language, read))
}
