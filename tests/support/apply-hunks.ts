import type { Hunk } from '../../src/core/diff/file-diff'
import { hunkLines } from '../../src/core/diff/hunk-lines'

/**
 * Applies hunks to a Latin-1 text by their line numbers alone, checking that each old line is what the hunk says.
 * It knows nothing of how the hunks were found, so it can judge them.
 */
export function applyHunks(before: string, hunks: readonly Hunk[]): string {
  const lines = splitKeepingNewlines(before)
  let out = ''
  let at = 0
  for (const hunk of hunks) {
    const start = hunk.oldCount === 0 ? hunk.oldStart : hunk.oldStart - 1
    out += lines.slice(at, start).join('')
    at = start
    const newLinesBefore = splitKeepingNewlines(out).length
    if (newLinesBefore !== (hunk.newCount === 0 ? hunk.newStart : hunk.newStart - 1))
      throw new Error(`hunk ${hunk.id} says new line ${hunk.newStart}, but ${newLinesBefore} lines stand before it`)
    for (const line of hunkLines(hunk)) {
      const whole = line.text + (line.noNewline ? '' : '\n')
      if (line.kind !== 'added') {
        if (lines[at] !== whole) throw new Error(`hunk ${hunk.id}: old line ${at + 1} is not "${line.text}"`)
        if (line.oldLine !== at + 1) throw new Error(`hunk ${hunk.id}: line ${at + 1} is numbered ${line.oldLine}`)
        at++
      }
      if (line.kind !== 'removed') out += whole
    }
  }
  return out + lines.slice(at).join('')
}

export function splitKeepingNewlines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}
