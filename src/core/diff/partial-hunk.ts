import type { Hunk } from './file-diff'
import { hunkLines } from './hunk-lines'
import type { ByteHunk } from './revert-hunk'
import { joinLines, textLines } from './text-lines'

/**
 * The part of a hunk that the chosen lines are, as a change that `revertHunk` takes back: of the lines that are not chosen
 * added ones stay and removed ones stay removed. `chosen` are places in `hunkLines(hunk)`, null for all of them; the files
 * are the two versions that the hunk was made from.
 */
export function partOfHunk(
  hunk: Hunk,
  oldFile: Uint8Array,
  newFile: Uint8Array,
  chosen: ReadonlySet<number> | null,
): ByteHunk {
  const before = textLines(oldFile)
  const after = textLines(newFile)
  const old: Uint8Array[] = []
  const now: Uint8Array[] = []
  for (const [at, line] of hunkLines(hunk).entries()) {
    const isChosen = chosen === null || chosen.has(at)
    if (line.kind === 'removed') {
      if (isChosen && line.oldLine !== null) old.push(before.at(line.oldLine - 1))
      continue
    }
    const bytes = after.at((line.newLine ?? 0) - 1)
    now.push(bytes)
    if (line.kind === 'added') {
      if (!isChosen) old.push(bytes)
    } else old.push(bytes)
  }
  return { oldBytes: joinLines(old), newBytes: joinLines(now), newStart: hunk.newStart }
}

/** Whether any of the chosen places is a changed line. */
export function choosesChange(hunk: Hunk, chosen: ReadonlySet<number>): boolean {
  return hunkLines(hunk).some((line, at) => line.kind !== 'context' && chosen.has(at))
}
