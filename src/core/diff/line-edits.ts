import type { Hunk } from './file-diff'
import { hunkLines } from './hunk-lines'
import { joinLines, textLines } from './text-lines'

/** Lines of an old version that others take the place of: `remove` lines from line `at` on, which counts from 0. */
export interface LineEdit {
  readonly at: number
  readonly remove: number
  /** With their endings. */
  readonly insert: readonly Uint8Array[]
}

/** What hunks do to the old version, without their context, in its order. `newFile` is the version they lead to. */
export function editsOf(hunks: readonly Hunk[], newFile: Uint8Array): readonly LineEdit[] {
  const after = textLines(newFile)
  const edits: LineEdit[] = []
  for (const hunk of hunks) {
    // An empty side is named by the line before it.
    let oldAt = hunk.oldCount === 0 ? hunk.oldStart : hunk.oldStart - 1
    let open: { at: number; remove: number; insert: Uint8Array[] } | null = null
    for (const line of hunkLines(hunk)) {
      if (line.kind === 'context') {
        open = null
        oldAt++
        continue
      }
      if (open === null) {
        open = { at: oldAt, remove: 0, insert: [] }
        edits.push(open)
      }
      if (line.kind === 'removed') {
        open.remove++
        oldAt++
      } else open.insert.push(after.at((line.newLine ?? 0) - 1))
    }
  }
  return edits.toSorted((a, b) => a.at - b.at)
}

/** All of `first`, and of `second` what touches none of them. Both edit the same old version. */
export function mergeEdits(first: readonly LineEdit[], second: readonly LineEdit[]): readonly LineEdit[] {
  const apart = second.filter(
    (one) => !first.some((other) => one.at <= other.at + other.remove && other.at <= one.at + one.remove),
  )
  return [...first, ...apart].toSorted((a, b) => a.at - b.at)
}

/** The old version with the edits made; they are in order and do not overlap. */
export function applyEdits(bytes: Uint8Array, edits: readonly LineEdit[]): Uint8Array {
  if (edits.length === 0) return bytes
  const before = textLines(bytes)
  const parts: Uint8Array[] = []
  let from = 0
  for (const { at, remove, insert } of edits) {
    if (at > from) parts.push(before.range(from, at - from))
    parts.push(...insert)
    from = at + remove
  }
  parts.push(before.range(from, before.count - from))
  return joinLines(parts.filter((part) => part.length > 0))
}
