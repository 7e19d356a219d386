import type { FileDiff, Hunk } from '../../../../../core/diff/file-diff'
import { gapsOf, type LineRange, shownContext } from './context-gaps'
import { type FileFacts, noFacts } from './file-facts'
import { type Note, notesOf } from './file-notes'
import { type HunkLayout, layoutHunk, type OldText, rem, type RowStyle } from './hunk-layout'

/** What a person chose for one file, and what is known of it by now. */
export interface FileView {
  readonly folded: boolean
  /** Unchanged lines that are shown, by their number on the old side. */
  readonly ranges: readonly LineRange[]
  /** Lines of the old side; null while its content was not asked for. */
  readonly oldLines: number | null
  readonly oldText: OldText
  /** Null while they are not read. */
  readonly facts: FileFacts | null
  /** Heights in px that were measured, by row, for a hunk by its id. */
  readonly corrected: (hunkId: string) => ReadonlyMap<number, number> | undefined
}

/** Where everything of one file is, in px from its top. */
export interface FileLayout {
  readonly file: FileDiff
  readonly folded: boolean
  readonly height: number
  readonly headPx: number
  readonly notes: readonly Note[]
  readonly hunks: readonly HunkLayout[]
  readonly facts: FileFacts
}

export function layoutFile(
  file: FileDiff,
  view: FileView,
  style: RowStyle,
  before: FileLayout | undefined,
): FileLayout {
  const headPx = rem.file * style.remPx
  const facts = view.facts ?? before?.facts ?? noFacts
  if (view.folded) return { file, folded: true, height: headPx, headPx, notes: [], hunks: [], facts }
  const notes = notesOf(file, facts)
  let top = headPx
  for (const note of notes) top += noteRem(note) * style.remPx
  const given = file.body.kind === 'text' ? file.body.hunks : []
  const gaps = given.length === 0 ? [] : gapsOf(given, view.oldLines)
  const keys = keysOf(given, before?.hunks ?? [])
  const hunks: HunkLayout[] = []
  let gap = gaps[0]
  let shown = gap === undefined ? undefined : shownContext(gap, view.ranges, true)
  for (const [index, hunk] of given.entries()) {
    const next = gaps[index + 1]
    if (gap === undefined || shown === undefined || next === undefined) break
    const shownNext = shownContext(next, view.ranges, false)
    const place = {
      key: keys[index] ?? '',
      at: index + 1,
      of: given.length,
      top,
      before: { ...gap, ...shown },
      after: { ...next, ...shownNext },
    }
    const laid = layoutHunk(hunk, place, style, view.oldText, view.corrected(hunk.id))
    hunks.push(laid)
    top += laid.height
    gap = next
    shown = shownNext
  }
  return { file, folded: false, height: top, headPx, notes, hunks, facts }
}

export function noteRem(note: Note): number {
  return note.kind === 'images' ? rem.images : rem.note
}

/** A hunk keeps its key while it changes the same lines, or lies on the same old lines as before. */
function keysOf(hunks: readonly Hunk[], before: readonly HunkLayout[]): readonly string[] {
  const byId = new Map(before.map((laid) => [laid.hunk.id, laid.key]))
  const taken = new Set<string>()
  const keys: (string | null)[] = []
  for (const hunk of hunks) {
    const key = byId.get(hunk.id) ?? null
    keys.push(key)
    if (key !== null) taken.add(key)
  }
  let there = 0
  return keys.map((known, index) => {
    const hunk = hunks[index]
    if (known !== null || hunk === undefined) return known ?? ''
    while (there < before.length && endOf(before[there]?.hunk) < hunk.oldStart) there++
    const same = before[there]
    const key =
      same !== undefined && !taken.has(same.key) && same.hunk.oldStart <= endOf(hunk) ? same.key : newKey(hunk, taken)
    taken.add(key)
    return key
  })
}

function newKey(hunk: Hunk, taken: ReadonlySet<string>): string {
  let key = `${hunk.oldStart} ${hunk.id}`
  while (taken.has(key)) key += "'"
  return key
}

function endOf(hunk: Hunk | undefined): number {
  return hunk === undefined ? Number.POSITIVE_INFINITY : hunk.oldStart + hunk.oldCount
}
