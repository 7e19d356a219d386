import type { RepoPath } from '../../../../../core/repo/repo-path'
import { hunkRuns, lineAt } from '../../../../../core/diff/hunk-lines'
import { type FileLayout, hunkOfOldLine } from './file-layout'
import { indexOfKey } from './hunk-keys'
import { type HunkLayout, rem } from './hunk-layout'
import { fileAt, hunkAt, type PageLayout } from './page-layout'
import { rowAt, topOfRow } from './row-heights'
import { nameOfRow, type RowName, rowOfName, rowsInHunk } from './row-lines'

/** What is being read: the first row that no header covers, and how far it is from the top of the window, in px. */
export interface ReadingPlace {
  readonly path: RepoPath
  /** Null above the hunks of the file. */
  readonly hunk: { readonly key: string; readonly id: string; readonly oldStart: number } | null
  /** Null for the header of the hunk. */
  readonly row: (RowName & { readonly text: string }) | null
  readonly offset: number
}

/** Where the headers that stay at the top end, in px from the top of the window. */
export function coveredPx(remPx: number): number {
  return (rem.file + rem.hunk) * remPx
}

/** What is read when the window stands at `top`; null on an empty page. */
export function readingPlace(page: PageLayout, top: number): ReadingPlace | null {
  const y = top + coveredPx(page.style.remPx)
  const index = fileAt(page, y)
  const file = page.files[index]
  if (file === undefined) return null
  const fileTop = page.tops[index] ?? 0
  const { path } = file.file
  const hunk = file.hunk(hunkAt(file, y - fileTop))
  if (hunk === undefined) return { path, hunk: null, row: null, offset: fileTop - top }
  const named = { key: hunk.key, id: hunk.hunk.id, oldStart: hunk.hunk.oldStart }
  const hunkTop = fileTop + hunk.top
  const inRows = y - hunkTop - hunk.headPx
  if (inRows < 0) return { path, hunk: named, row: null, offset: hunkTop - top }
  const row = rowAt(hunk.rows, inRows)
  const offset = hunkTop + hunk.headPx + topOfRow(hunk.rows, row) - top
  return { path, hunk: named, row: { ...nameOfRow(hunk, row), text: textOfRow(hunk, row) }, offset }
}

/** Where the window has to stand for that place to be where it was. */
export function topForPlace(page: PageLayout, place: ReadingPlace): number {
  const index = fileOf(page, place.path)
  const file = page.files[index]
  if (file === undefined) return 0
  const fileTop = page.tops[index] ?? 0
  if (file.file.path !== place.path || file.folded) return fileTop
  if (place.hunk === null) return fileTop - place.offset
  const hunk = hunkOf(file, place)
  if (hunk === undefined) return fileTop
  const hunkTop = fileTop + hunk.top
  if (place.row === null) return hunkTop - place.offset
  return hunkTop + hunk.headPx + topOfRow(hunk.rows, sameRow(hunk, place.row)) - place.offset
}

/** The file of that path; otherwise the one that comes after it in the order of paths. */
function fileOf({ files }: PageLayout, path: RepoPath): number {
  const same = files.findIndex((file) => file.file.path === path)
  if (same >= 0) return same
  const next = files.findIndex((file) => file.file.path > path)
  return next < 0 ? files.length - 1 : next
}

function hunkOf(file: FileLayout, { hunk, row }: ReadingPlace): HunkLayout | undefined {
  if (hunk === null) return undefined
  const same = file.hunk(indexOfKey(file.keys, hunk.key, hunkOfOldLine(file, hunk.oldStart)))
  const old = row?.old ?? hunk.oldStart
  if (same !== undefined && (row === null || covers(same, old))) return same
  const near = hunkOfOldLine(file, old)
  // Lines after a hunk can have become lines before the next one.
  const found = [near, near + 1].map(file.hunk).find((laid) => laid !== undefined && covers(laid, old))
  return found ?? same ?? file.hunk(near + 1) ?? file.hunk(near)
}

/** Whether an old line is among those that are shown with a hunk. An added line is named by the one before it. */
function covers({ before, after }: HunkLayout, old: number): boolean {
  return (before.end ?? 1) - before.above - 1 <= old && old <= after.start + after.below
}

/**
 * Rows are named by the old side; an added line has only its place among those that were added with it, so it is looked
 * for by its text where others came or went around it.
 */
function sameRow(laid: HunkLayout, named: RowName & { readonly text: string }): number {
  const row = rowOfName(laid, named)
  if (named.plus === 0 || textOfRow(laid, row) === named.text) return row
  const run = hunkRuns(laid.hunk).find(({ kind, oldLine }) => kind === 'added' && oldLine - 1 === named.old)
  if (run === undefined) return row
  const here = named.plus - 1
  for (let by = 1; by < run.count; by++) {
    for (const at of [here + by, here - by]) {
      if (at < 0 || at >= run.count || lineAt(laid.hunk, run.first + at)?.text !== named.text) continue
      return rowOfName(laid, { old: named.old, plus: at + 1 })
    }
  }
  return row
}

function textOfRow(laid: HunkLayout, row: number): string {
  const at = row - laid.before.above
  if (at < 0 || at >= rowsInHunk(laid)) return ''
  const { split } = laid
  const index = split === null ? at : (split[at * 2 + 1] || split[at * 2] || 1) - 1
  return lineAt(laid.hunk, index)?.text ?? ''
}
