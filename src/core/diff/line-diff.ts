import type { RepoPath } from '../repo/repo-path'
import type { ByteLines, SameBytes, Windows } from './byte-lines'
import { endsWithNewline, lineBytes, lineCount, trimToWindows } from './byte-lines'
import type { DiffLine, Hunk, LineKind } from './file-diff'
import { createHunkNamer } from './hunk-id'
import type { ChangedLines, DiffBudget } from './myers'
import { everyLine, findChangedLines } from './myers'
import { slideRuns } from './slide'
import { textOfBytes } from './text-of-bytes'

/** Within these the in-process lane is quicker than a spawned git; above them git is. */
const inProcessBudget: DiffBudget = { lines: 5000, distance: 1000 }

export interface LineDiff {
  readonly kind: 'hunks'
  readonly hunks: readonly Hunk[]
  readonly added: number
  readonly removed: number
}

export interface DiffOptions {
  readonly budget?: DiffBudget
  readonly same?: SameBytes | undefined
}

/** Unchanged lines around each change, as in git. */
const contextLines = 3
/** Equal lines kept around the part that differs: room for the context and for sliding a change into place. */
const margin = 60

/**
 * Compares two versions of a text line by line, by their exact bytes. Equal bytes give no hunk.
 * `budget-exceeded` means that a rewrite this large is another tool's work.
 */
export function diffLines(
  path: RepoPath,
  oldBytes: Uint8Array,
  newBytes: Uint8Array,
  { budget = inProcessBudget, same }: DiffOptions = {},
): LineDiff | { readonly kind: 'budget-exceeded' } {
  const windows = trimToWindows(oldBytes, newBytes, margin, same)
  if (windows === null) return { kind: 'hunks', hunks: [], added: 0, removed: 0 }
  const changed = findChangedLines(windows, margin, budget)
  if (changed === null) return { kind: 'budget-exceeded' }
  slide(windows, changed)
  return toHunks(path, windows, changed)
}

/** One hunk that replaces all that lies between the common start and the common end: right for any input, never small. */
export function replaceLines(path: RepoPath, oldBytes: Uint8Array, newBytes: Uint8Array): LineDiff {
  const windows = trimToWindows(oldBytes, newBytes, 0)
  if (windows === null) return { kind: 'hunks', hunks: [], added: 0, removed: 0 }
  const wider = trimToWindows(oldBytes, newBytes, contextLines) ?? windows
  const changed = everyLine(wider)
  const before = windows.old.before - wider.old.before
  const unmark = (flags: Uint8Array, count: number) => flags.fill(0, 0, before).fill(0, before + count)
  unmark(changed.old, lineCount(windows.old))
  unmark(changed.new, lineCount(windows.new))
  return toHunks(path, wider, changed)
}

function slide(windows: Windows, changed: ChangedLines): void {
  const oldPartner = partnersOf(changed.old, changed.new)
  slideRuns(windows.old, changed.oldIds, changed.old, (line) => oldPartner.has(line))
  const newPartner = partnersOf(changed.new, changed.old)
  slideRuns(windows.new, changed.newIds, changed.new, (line) => newPartner.has(line))
}

/** First lines of the runs that stand opposite a run of the other side. */
function partnersOf(mine: Uint8Array, other: Uint8Array): Set<number> {
  const partners = new Set<number>()
  let at = 0
  let there = 0
  while (at < mine.length || there < other.length) {
    const start = at
    const thereStart = there
    while (at < mine.length && mine[at] === 1) at++
    while (there < other.length && other[there] === 1) there++
    if (at > start && there > thereStart) partners.add(start)
    at++
    there++
  }
  return partners
}

function toHunks(path: RepoPath, windows: Windows, changed: ChangedLines): LineDiff {
  const nameOf = createHunkNamer(path)
  const hunks: Hunk[] = []
  let lines: DiffLine[] = []
  let added = 0
  let removed = 0
  let oldAt = 0
  let newAt = 0
  // Where the open hunk ends at the latest: so many equal lines after its last change.
  let contextLeft = 0
  const oldTotal = lineCount(windows.old)
  const newTotal = lineCount(windows.new)

  const push = (kind: LineKind) => {
    lines.push(makeLine(windows, kind, oldAt, newAt))
    if (kind !== 'added') oldAt++
    if (kind !== 'removed') newAt++
  }
  const close = () => {
    if (lines.length > 0) hunks.push(makeHunk(windows, lines, nameOf(lines), oldAt, newAt))
    lines = []
  }
  while (oldAt < oldTotal || newAt < newTotal) {
    if (oldAt < oldTotal && changed.old[oldAt] === 1) {
      removed++
      push('removed')
      contextLeft = contextLines
    } else if (newAt < newTotal && changed.new[newAt] === 1) {
      added++
      push('added')
      contextLeft = contextLines
    } else if (contextLeft > 0) {
      push('context')
      contextLeft--
    } else if (changeWithin(changed, oldAt, newAt, contextLines)) {
      push('context')
    } else {
      close()
      oldAt++
      newAt++
    }
  }
  close()
  return { kind: 'hunks', hunks, added, removed }
}

/** Whether one of the next `reach` equal lines is followed by a change, so that the line here is its context. */
function changeWithin(changed: ChangedLines, oldAt: number, newAt: number, reach: number): boolean {
  for (let by = 1; by <= reach; by++) {
    if (changed.old[oldAt + by] === 1 || changed.new[newAt + by] === 1) return true
  }
  return false
}

function makeLine(windows: Windows, kind: LineKind, oldAt: number, newAt: number): DiffLine {
  const side: ByteLines = kind === 'removed' ? windows.old : windows.new
  const index = kind === 'removed' ? oldAt : newAt
  const whole = endsWithNewline(side, index)
  const bytes = lineBytes(side, index)
  return {
    kind,
    text: textOfBytes(whole ? bytes.subarray(0, -1) : bytes),
    oldLine: kind === 'added' ? null : windows.old.before + oldAt + 1,
    newLine: kind === 'removed' ? null : windows.new.before + newAt + 1,
    noNewline: !whole,
  }
}

function makeHunk(windows: Windows, lines: readonly DiffLine[], id: string, oldEnd: number, newEnd: number): Hunk {
  const oldCount = lines.filter((line) => line.kind !== 'added').length
  const newCount = lines.filter((line) => line.kind !== 'removed').length
  // An empty side is named by the line before it, as in `@@ -0,0 +1,3 @@`.
  const first = (before: number, end: number, count: number) => before + end - count + (count === 0 ? 0 : 1)
  return {
    id,
    oldStart: first(windows.old.before, oldEnd, oldCount),
    oldCount,
    newStart: first(windows.new.before, newEnd, newCount),
    newCount,
    lines,
  }
}
