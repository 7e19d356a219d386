import type { Hunk } from './file-diff'
import { hunkLines } from './hunk-lines'
import type { TextLines } from './text-lines'
import { textOfBytes } from './text-of-bytes'

/**
 * Whether the lines of a hunk stand in a file where the hunk says: its removed ones on the old side, all others on the new
 * one (white space may not have counted when context was found). With `anyEnding` a carriage return more or less at the
 * end of a line makes no difference.
 */
export function hunkStands(hunk: Hunk, side: 'oldLine' | 'newLine', lines: TextLines, anyEnding = false): boolean {
  return hunkLines(hunk).every((line) => {
    const number = line[side]
    if (number === null || (side === 'oldLine' && line.kind !== 'removed')) return true
    const text = textOfBytes(lines.at(number - 1)).replace(/\n$/, '')
    return anyEnding ? text.replace(/\r$/, '') === line.text.replace(/\r$/, '') : text === line.text
  })
}
