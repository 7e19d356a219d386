import { commonEnds } from '../../../../../core/common-ends'
import type { FileDiff, Hunk } from '../../../../../core/diff/file-diff'
import { gapAt, type LineRange, oldRangeOf, shownContext } from './context-gaps'
import { type FileFacts, noFacts } from './file-facts'
import { type Note, notesOf } from './file-notes'
import { type HunkKeys, hunkKeys, keyOfHunk } from './hunk-keys'
import { type HunkLayout, layoutHunk, type OldText, rem, rowsOfHunk, type RowStyle, standsAt } from './hunk-layout'
import { lastNotAfter } from './row-heights'

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
  readonly facts: FileFacts
  /** The hunks that are shown; none of a folded file. */
  readonly keys: HunkKeys
  /** Top of each hunk and, last, the end of all. */
  readonly tops: Float64Array
  readonly style: RowStyle
  /** Hunks that were laid out in it. */
  readonly known: WeakMap<Hunk, HunkLayout>
  /** The style in which each hunk but the last is as high as its own lines; null where more is shown, or lines are wrapped. */
  readonly plain: RowStyle | null
  /** A hunk is laid out when it is asked for. */
  readonly hunk: (at: number) => HunkLayout | undefined
}

const noHunks: readonly Hunk[] = []

export function layoutFile(
  file: FileDiff,
  view: FileView,
  style: RowStyle,
  before: FileLayout | undefined,
): FileLayout {
  const headPx = rem.file * style.remPx
  const facts = view.facts ?? before?.facts ?? noFacts
  const notes = view.folded ? [] : notesOf(file, facts)
  const hunks = view.folded || file.body.kind !== 'text' ? noHunks : file.body.hunks
  const keys = hunkKeys(hunks, before?.keys)
  const laid: (HunkLayout | undefined)[] = []
  const known = new WeakMap<Hunk, HunkLayout>()
  const knownBefore = before?.style === style && style.wrapAfter === null ? before.known : null

  const make = (at: number, top: number): HunkLayout | undefined => {
    const hunk = hunks[at]
    if (hunk === undefined) return undefined
    const gaps = [gapAt(hunks, at, view.oldLines), gapAt(hunks, at + 1, view.oldLines)] as const
    const place = {
      key: keyOfHunk(keys, at) ?? '',
      at: at + 1,
      of: hunks.length,
      top,
      before: { ...gaps[0], ...shownContext(gaps[0], view.ranges, at === 0) },
      after: { ...gaps[1], ...shownContext(gaps[1], view.ranges, false) },
    }
    // The same object for a hunk that stayed as it was, so that an edit has only its own drawn anew.
    const was = knownBefore?.get(hunk)
    const made =
      was !== undefined && standsAt(was, place)
        ? was
        : layoutHunk(hunk, place, style, view.oldText, view.corrected(hunk.id))
    known.set(hunk, made)
    return made
  }
  // Where no line is wrapped and none around hunks is shown, their heights are all that has to be known.
  const plain = style.wrapAfter === null && view.ranges.length === 0 ? style : null
  const tops = new Float64Array(hunks.length + 1)
  tops[0] = headPx + notes.reduce((sum, note) => sum + noteRem(note) * style.remPx, 0)
  if (plain !== null) placePlain(tops, hunks, style, before?.plain === style ? before : null)
  for (let at = plain === null ? 0 : Math.max(0, hunks.length - 1); at < hunks.length; at++) {
    const made = make(at, tops[at] ?? 0)
    laid[at] = made
    tops[at + 1] = (tops[at] ?? 0) + (made?.height ?? 0)
  }
  return {
    file,
    folded: view.folded,
    height: tops[hunks.length] ?? 0,
    headPx,
    notes,
    facts,
    keys,
    tops,
    style,
    plain,
    known,
    hunk(at) {
      laid[at] ??= make(at, tops[at] ?? 0)
      return laid[at]
    },
  }
}

/**
 * Places all hunks below the first, whose place is known. Those that were there before keep their distances: an edit in a
 * file with very many has few others.
 */
function placePlain(
  tops: Float64Array,
  hunks: readonly Hunk[],
  style: RowStyle,
  before: Pick<FileLayout, 'keys' | 'tops'> | null,
): void {
  const [hunkPx, linePx] = [rem.hunk * style.remPx, rem.line * style.remPx]
  const old = before?.keys.hunks ?? noHunks
  const [last, oldLast] = [hunks.length - 1, old.length - 1]
  const shortest = Math.max(0, Math.min(last, oldLast))
  /** So many tops from `at` on are those of `oldAt` and the following, as much further down as the one before them is. */
  const take = (at: number, oldAt: number, count: number) => {
    if (before === null || count <= 0) return
    const down = (tops[at - 1] ?? 0) - (before.tops[oldAt - 1] ?? 0)
    tops.set(before.tops.subarray(oldAt, oldAt + count), at)
    if (down !== 0) for (let index = at; index < at + count; index++) tops[index] = (tops[index] ?? 0) + down
  }
  const same = commonEnds(old, hunks, Object.is)
  // How high the last hunk is has to be seen each time.
  const start = Math.min(same.start, shortest)
  const tail = Math.min(same.tail, shortest - start)
  take(1, 1, start)
  const [rest, oldRest] = [last - tail + 1, oldLast - tail + 1]
  for (let at = start; at < Math.min(rest, last); at++) {
    const hunk = hunks[at]
    tops[at + 1] = (tops[at] ?? 0) + hunkPx + (hunk === undefined ? 0 : rowsOfHunk(hunk, style) * linePx)
  }
  take(rest + 1, oldRest + 1, last - rest)
}

function noteRem(note: Note): number {
  return note.kind === 'images' ? rem.images : rem.note
}

/** The hunk that holds an old line, or the last one before it; -1 when there is none. */
export function hunkOfOldLine({ keys }: FileLayout, line: number): number {
  return lastNotAfter(keys.hunks.length, (at) => startOf(keys.hunks[at]), line)
}

function startOf(hunk: Hunk | undefined): number {
  return hunk === undefined ? 0 : oldRangeOf(hunk).start
}
