import { commonEnds } from '../../../core/common-ends'
import type { FileDiff } from '../../../core/diff/file-diff'
import { isUnmoved } from '../../../core/diff/file-update'
import { sameData } from './same-data'

/** Whether two readings of a file show the same. A hunk's id stands for its changed lines, so they are not compared again. */
export function sameFileDiff(a: FileDiff, b: FileDiff): boolean {
  if (a === b) return true
  if (a.body.kind !== 'text' || b.body.kind !== 'text') return sameData(a, b)
  const [before, now] = [a.body.hunks, b.body.hunks]
  return (
    before.length === now.length &&
    sameData({ ...a, body: null }, { ...b, body: null }) &&
    commonEnds(before, now, isUnmoved).start === now.length
  )
}
