import type { Hunk } from '../../../../../core/diff/file-diff'
import { lineAt, lineCount } from '../../../../../core/diff/hunk-lines'
import type { AppCommand } from '../../../../../shared/contract'

type Place = Pick<Extract<AppCommand, { type: 'file/open' }>, 'line' | 'around'>

/** So many lines on each side of the change say where it stands in a file that was written since. */
const reach = 12
const longest = 1000

/**
 * Where a hunk's first change stands in the newer version that is shown. `isDisk` says that this is the file as it is
 * now; otherwise the lines around it go along, for finding it there.
 */
export function placeOfHunk(hunk: Hunk, isDisk: boolean): Place {
  let line = Math.max(1, hunk.newStart)
  let at = 0
  for (; at < lineCount(hunk); at++) {
    const one = lineAt(hunk, at)
    if (one === undefined) break
    if (one.kind !== 'context') {
      line = one.newLine ?? (at === 0 ? line : line + 1)
      break
    }
    line = one.newLine ?? line
  }
  const around = []
  for (let near = Math.max(0, at - reach); !isDisk && near < lineCount(hunk) && around.length <= 2 * reach; near++) {
    const one = lineAt(hunk, near)
    if (one !== undefined && one.newLine !== null && one.text.length <= longest)
      around.push({ line: one.newLine, text: one.text })
  }
  return { line, around }
}
