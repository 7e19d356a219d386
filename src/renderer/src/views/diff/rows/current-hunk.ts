import type { RepoPath } from '../../../../../core/repo/repo-path'
import { indexOfKey } from './hunk-keys'
import type { HunkLayout } from './hunk-layout'
import { fileAt, hunkAt, type PageLayout } from './page-layout'
import { coveredPx } from './reading-place'

/** A hunk of the page by the key that holds across refreshes; `key` is null for a file without hunks. */
export interface HunkName {
  readonly path: RepoPath
  readonly key: string | null
}

/** Where a hunk is on the page. */
export interface PlacedHunk extends HunkName {
  readonly file: number
  readonly laid: HunkLayout | null
  /** From the top of the page, in px. */
  readonly top: number
  readonly height: number
}

/** The hunk that single keys act on: the one that was gone to last while it is in sight, else the first one in sight. */
export function currentHunk(page: PageLayout, top: number, height: number, held: HunkName | null): PlacedHunk | null {
  const place = held === null ? null : placeOf(page, held)
  const covered = top + coveredPx(page.style.remPx)
  // What covers the lines of other files is all that there is of a folded one.
  const from = place?.laid === null ? top : covered
  if (place !== null && place.top < top + height && place.top + place.height > from) return place
  return firstInSight(page, covered)
}

function firstInSight(page: PageLayout, y: number): PlacedHunk | null {
  const index = fileAt(page, y)
  const file = page.files[index]
  if (file === undefined) return null
  // Above its first hunk a file still stands for it.
  return placed(page, index, Math.max(0, hunkAt(file, y - (page.tops[index] ?? 0))))
}

/** Where the hunk of that name is; null when it is gone. */
export function placeOf(page: PageLayout, { path, key }: HunkName): PlacedHunk | null {
  const index = page.files.findIndex((file) => file.file.path === path)
  const file = page.files[index]
  if (file === undefined) return null
  const at = key === null ? 0 : indexOfKey(file.keys, key)
  return at < 0 && file.keys.hunks.length > 0 ? null : placed(page, index, Math.max(0, at))
}

function placed(page: PageLayout, index: number, at: number): PlacedHunk | null {
  const file = page.files[index]
  if (file === undefined) return null
  const laid = file.hunk(at) ?? null
  const fileTop = page.tops[index] ?? 0
  return {
    path: file.file.path,
    file: index,
    key: laid?.key ?? null,
    laid,
    top: laid === null ? fileTop : fileTop + laid.top,
    height: laid?.height ?? file.height,
  }
}

/** The hunk before or after this one; files without hunks, and folded ones, are stepped over. Null at the ends. */
export function hunkBeside(page: PageLayout, from: PlacedHunk, direction: 1 | -1): PlacedHunk | null {
  const inFile = from.laid === null ? -1 : from.laid.at - 1 + direction
  if (inFile >= 0 && inFile < (page.files[from.file]?.keys.hunks.length ?? 0)) return placed(page, from.file, inFile)
  for (let index = from.file + direction; index >= 0 && index < page.files.length; index += direction) {
    const hunks = page.files[index]?.keys.hunks.length ?? 0
    if (hunks > 0) return placed(page, index, direction === 1 ? 0 : hunks - 1)
  }
  return null
}

/** The first hunk of the file before or after this one, or that file itself. */
export function fileBeside(page: PageLayout, from: PlacedHunk, direction: 1 | -1): PlacedHunk | null {
  return placed(page, from.file + direction, 0)
}
