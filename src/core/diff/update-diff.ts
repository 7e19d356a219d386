import type { RepoPath } from '../repo/repo-path'
import { lineCount, trimToWindows, type ByteLines } from './byte-lines'
import type { Hunk } from './file-diff'
import { hunkRuns, movedHunk } from './hunk-lines'
import { diffWindows, type DiffOptions, type LineDiff } from './line-diff'
import { keepPlace, startOfLineAt } from './known-place'
import { lineStarts, skipLines } from './newlines'
import { createHunkPacker, type PackHunk, shapeOf } from './pack-hunk'

/** A comparison that was made before, with what it compared. */
export interface KnownDiff {
  readonly oldBytes: Uint8Array
  readonly newBytes: Uint8Array
  readonly diff: LineDiff
}

/** Larger edits are compared as if nothing were known. */
const mostLines = 2000
/** Equal lines around the edit that are compared again: room for a change to find its best place. */
const reach = 60
const budget = { lines: 10_000, distance: 500 }

/**
 * Compares anew only the lines around an edit; all other hunks are taken over, moved where lines came or went before
 * them. So one save in a file with a hundred thousand changed lines costs no more than elsewhere. Null when the edit is
 * too large for that.
 */
export function updateDiff(
  path: RepoPath,
  known: KnownDiff,
  newBytes: Uint8Array,
  { same, decode }: Pick<DiffOptions, 'same' | 'decode'> = {},
): LineDiff | null {
  const edit = trimToWindows(known.newBytes, newBytes, 0, same)
  if (edit === null) return known.diff
  if (Math.max(lineCount(edit.old), lineCount(edit.new)) > mostLines) return null

  const { hunks } = known.diff
  const editStart = edit.old.before
  keepPlace(newBytes, { at: edit.new.starts[0] ?? 0, line: editStart })
  const editEnd = editStart + lineCount(edit.old)
  const grownBy = lineCount(edit.new) - lineCount(edit.old)
  const first = indexOfFirst(hunks, (hunk) => newEnd(hunk) >= editStart - reach)
  const end = indexOfFirst(hunks, (hunk) => newBegin(hunk) > editEnd + reach)
  const [before, after] = [hunks[first - 1], hunks[end]]

  // Lines of the known new side to compare again, from the hunk before to the hunk after; both stay as they are.
  const touched = hunks.slice(first, end)
  const from = Math.max(
    before === undefined ? 0 : newEnd(before),
    Math.min(editStart, newBegin(touched[0] ?? { newStart: editStart + 1, newCount: 1 })) - reach,
  )
  const to = Math.min(
    after === undefined ? Number.POSITIVE_INFINITY : newBegin(after),
    Math.max(editEnd, newEnd(touched.at(-1) ?? { newStart: editEnd + 1, newCount: 0 })) + reach,
  )
  const oldFrom = from - shiftAfter(before)
  const oldTo = to - shiftAfter(hunks[end - 1])
  if (to - from > budget.lines || oldTo - oldFrom > budget.lines) return null

  const window = (bytes: Uint8Array, firstLine: number, lines: number): ByteLines => {
    const at = startOfLineAt(bytes, firstLine)
    return { bytes, starts: lineStarts(bytes, at, skipLines(bytes, at, lines)), before: firstLine }
  }
  const windows = {
    old: window(known.oldBytes, oldFrom, oldTo - oldFrom),
    new: window(newBytes, from, to + grownBy - from),
  }
  keepPlace(known.oldBytes, { at: windows.old.starts[0] ?? 0, line: oldFrom })
  const stayed = [
    ...touched.filter((hunk) => newEnd(hunk) <= editStart),
    ...touched.filter((hunk) => newBegin(hunk) >= editEnd).map((hunk) => movedHunk(hunk, 0, grownBy)),
  ]
  const again = diffWindows(windows, budget, packOthers(stayed, createHunkPacker(path, decode)))
  if (again.kind !== 'hunks') return null
  const spliced = hunks.toSpliced(first, touched.length, ...again.hunks)
  const kept = first + again.hunks.length
  const all = grownBy === 0 ? spliced : spliced.map((hunk, at) => (at < kept ? hunk : movedHunk(hunk, 0, grownBy)))
  const names = takeNames(known.diff)
  for (const hunk of touched) addTo(names, nameOf(hunk), -1)
  let haveTwins = touched.some((hunk) => names.has(nameOf(hunk)))
  for (const hunk of again.hunks) {
    haveTwins ||= names.has(nameOf(hunk))
    addTo(names, nameOf(hunk), 1)
  }
  const gone = countLines(touched)
  const diff: LineDiff = {
    kind: 'hunks',
    hunks: haveTwins ? countNames(all) : all,
    added: known.diff.added - gone.added + again.added,
    removed: known.diff.removed - gone.removed + again.removed,
  }
  namesOf.set(diff, names)
  return diff
}

/**
 * Hunks beside the edit, none of whose lines it touched, are found again more often than not: then they are the same
 * objects, not made anew. One with a number behind its name may have lost its twin.
 */
function packOthers(stayed: readonly Hunk[], pack: PackHunk): PackHunk {
  const byPlace = new Map(stayed.filter(({ id }) => id.length === nameLength).map((hunk) => [hunk.newStart, hunk]))
  return (range, runs) => {
    const known = byPlace.get(range.newStart)
    const isSame =
      known?.oldStart === range.oldStart &&
      known.oldCount === range.oldCount &&
      known.newCount === range.newCount &&
      known.shape === shapeOf(runs)
    return isSame ? known : pack(range, runs)
  }
}

/** How often each name is in a comparison. It goes on to the next one, as counting ten thousand takes longer than all else. */
const namesOf = new WeakMap<LineDiff, Map<string, number>>()

function takeNames(diff: LineDiff): Map<string, number> {
  const names = namesOf.get(diff) ?? new Map<string, number>()
  if (!namesOf.delete(diff)) for (const hunk of diff.hunks) addTo(names, nameOf(hunk), 1)
  return names
}

function addTo(names: Map<string, number>, name: string, by: 1 | -1): void {
  const count = (names.get(name) ?? 0) + by
  if (count === 0) names.delete(name)
  else names.set(name, count)
}

type NewSide = Pick<Hunk, 'newStart' | 'newCount'>

/** 0-based first line of the new side; an empty one is named by the line before it. */
function newBegin({ newStart, newCount }: NewSide): number {
  return newCount === 0 ? newStart : newStart - 1
}

function newEnd(hunk: NewSide): number {
  return newBegin(hunk) + hunk.newCount
}

/** How many lines further down the new side is after this hunk. */
function shiftAfter(hunk: Hunk | undefined): number {
  if (hunk === undefined) return 0
  const oldBegin = hunk.oldCount === 0 ? hunk.oldStart : hunk.oldStart - 1
  return newEnd(hunk) - (oldBegin + hunk.oldCount)
}

function indexOfFirst(hunks: readonly Hunk[], fits: (hunk: Hunk) => boolean): number {
  let low = 0
  let high = hunks.length
  while (low < high) {
    const middle = (low + high) >> 1
    const hunk = hunks[middle]
    if (hunk !== undefined && !fits(hunk)) low = middle + 1
    else high = middle
  }
  return low
}

function countLines(hunks: readonly Hunk[]): { readonly added: number; readonly removed: number } {
  const counts = { added: 0, removed: 0, context: 0 }
  for (const hunk of hunks) for (const { kind, count } of hunkRuns(hunk)) counts[kind] += count
  return counts
}

/** The same change twice in a file has a number behind its name, counted from the top. */
function countNames(hunks: readonly Hunk[]): readonly Hunk[] {
  const seen = new Map<string, number>()
  return hunks.map((hunk) => {
    const name = nameOf(hunk)
    const count = seen.get(name) ?? 0
    seen.set(name, count + 1)
    const id = count === 0 ? name : `${name}.${count}`
    return id === hunk.id ? hunk : { ...hunk, id }
  })
}

function nameOf({ id }: Hunk): string {
  return id.length === nameLength ? id : id.slice(0, nameLength)
}

const nameLength = 16
