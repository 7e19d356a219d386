import type { FileDiff, Hunk } from '../../../core/diff/file-diff'
import { sameData } from './same-data'

/** Whether two readings of a file show the same. A hunk's id stands for its changed lines, so they are not compared again. */
export function sameFileDiff(a: FileDiff, b: FileDiff): boolean {
  if (a.body.kind !== 'text' || b.body.kind !== 'text') return sameData(a, b)
  const [before, now] = [a.body.hunks, b.body.hunks]
  return (
    sameData({ ...a, body: null }, { ...b, body: null }) &&
    before.length === now.length &&
    before.every((hunk, at) => sameHunk(hunk, now[at]))
  )
}

function sameHunk(a: Hunk, b: Hunk | undefined): boolean {
  return (
    b !== undefined &&
    a.id === b.id &&
    a.oldStart === b.oldStart &&
    a.newStart === b.newStart &&
    a.shape === b.shape &&
    // Context is not part of the id, and it can change where the scope's first end moved.
    a.text === b.text
  )
}
