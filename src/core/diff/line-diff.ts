import type { RepoPath } from '../repo/repo-path'
import type { ByteLines, SameBytes, Windows } from './byte-lines'
import { endsWithNewline, lineCount, sameLinesOf, trimToWindows } from './byte-lines'
import type { Hunk, LineKind } from './file-diff'
import type { ChangedLines, DiffBudget } from './myers'
import { everyLine, findChangedLines } from './myers'
import { createHunkPacker, type DecodeText, type PackedRun, type PackHunk } from './pack-hunk'
import type { Whitespace } from './scope'
import { slideRuns } from './slide'
import { normalise } from './whitespace'

/** Within these the in-process lane is quicker than a spawned git, even if it gives up at the end; above them git is. */
const inProcessBudget: DiffBudget = { lines: 60_000, distance: 1000 }

export interface LineDiff {
  readonly kind: 'hunks'
  readonly hunks: readonly Hunk[]
  readonly added: number
  readonly removed: number
}

export interface DiffOptions {
  readonly budget?: DiffBudget
  readonly same?: SameBytes | undefined
  readonly decode?: DecodeText | undefined
  readonly whitespace?: Whitespace
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
  { budget = inProcessBudget, same, decode, whitespace = 'exact' }: DiffOptions = {},
): LineDiff | { readonly kind: 'budget-exceeded' } {
  if (whitespace !== 'exact') return diffNormalised(path, oldBytes, newBytes, { budget, same, decode, whitespace })
  const windows = trimToWindows(oldBytes, newBytes, margin, same)
  if (windows === null) return nothing
  return diffWindows(windows, budget, createHunkPacker(path, decode))
}

/** The same for lines that are cut out already. Where the lines to compare are not those to show, `shown` holds these. */
export function diffWindows(
  windows: Windows,
  budget: DiffBudget,
  pack: PackHunk,
  shown: Windows = windows,
): LineDiff | { readonly kind: 'budget-exceeded' } {
  const changed = findChangedLines(windows, margin, budget)
  if (changed === null) return { kind: 'budget-exceeded' }
  slide(windows, changed)
  return toHunks(shown, changed, pack)
}

/** Hunks by another rule are other hunks, even where they look alike: nothing that acts on exact ones may find them. */
export function saltOf(whitespace: Whitespace): string {
  return whitespace === 'exact' ? '' : `${whitespace}\0`
}

/** Lines are found in texts whose white space is made alike, and shown as they are. */
function diffNormalised(
  path: RepoPath,
  oldBytes: Uint8Array,
  newBytes: Uint8Array,
  { budget, same, decode, whitespace }: Required<DiffOptions>,
): LineDiff | { readonly kind: 'budget-exceeded' } {
  const windows = trimToWindows(normalise(oldBytes, whitespace), normalise(newBytes, whitespace), margin, same)
  if (windows === null) return nothing
  const shown = { old: sameLinesOf(oldBytes, windows.old), new: sameLinesOf(newBytes, windows.new) }
  return diffWindows(windows, budget, createHunkPacker(path, decode, saltOf(whitespace)), shown)
}

const nothing: LineDiff = { kind: 'hunks', hunks: [], added: 0, removed: 0 }

/** One hunk that replaces all that lies between the common start and the common end: right for any input, never small. */
export function replaceLines(
  path: RepoPath,
  oldBytes: Uint8Array,
  newBytes: Uint8Array,
  { same, decode }: DiffOptions = {},
): LineDiff {
  const windows = trimToWindows(oldBytes, newBytes, 0, same)
  if (windows === null) return nothing
  const wider = trimToWindows(oldBytes, newBytes, contextLines, same) ?? windows
  const changed = everyLine(wider)
  const before = windows.old.before - wider.old.before
  const unmark = (flags: Uint8Array, count: number) => flags.fill(0, 0, before).fill(0, before + count)
  unmark(changed.old, lineCount(windows.old))
  unmark(changed.new, lineCount(windows.new))
  return toHunks(wider, changed, createHunkPacker(path, decode))
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

/** Lines that changed together: `[oldStart, oldEnd)` of the one window stand where `[newStart, newEnd)` of the other do. */
interface Block {
  readonly oldStart: number
  readonly oldEnd: number
  readonly newStart: number
  readonly newEnd: number
}

function toHunks(windows: Windows, changed: ChangedLines, pack: PackHunk): LineDiff {
  const hunks: Hunk[] = []
  let added = 0
  let removed = 0
  let together: Block[] = []
  for (const block of blocksOf(changed)) {
    added += block.newEnd - block.newStart
    removed += block.oldEnd - block.oldStart
    const last = together.at(-1)
    // As in git: blocks whose context would touch are one hunk.
    if (last !== undefined && block.oldStart - last.oldEnd > 2 * contextLines) {
      hunks.push(hunkOf(windows, together, pack))
      together = []
    }
    together.push(block)
  }
  if (together.length > 0) hunks.push(hunkOf(windows, together, pack))
  return { kind: 'hunks', hunks, added, removed }
}

function* blocksOf(changed: ChangedLines): Generator<Block> {
  let oldAt = 0
  let newAt = 0
  for (;;) {
    const equal = Math.min(untilChange(changed.old, oldAt), untilChange(changed.new, newAt))
    const [oldStart, newStart] = [oldAt + equal, newAt + equal]
    oldAt = oldStart
    newAt = newStart
    while (changed.old[oldAt] === 1) oldAt++
    while (changed.new[newAt] === 1) newAt++
    if (oldAt === oldStart && newAt === newStart) return
    yield { oldStart, oldEnd: oldAt, newStart, newEnd: newAt }
  }
}

function untilChange(flags: Uint8Array, from: number): number {
  const found = flags.indexOf(1, from)
  return (found === -1 ? flags.length : found) - from
}

function hunkOf(windows: Windows, blocks: readonly Block[], pack: PackHunk): Hunk {
  const runs: PackedRun[] = []
  const push = (kind: LineKind, side: ByteLines, from: number, to: number) => {
    if (to > from) runs.push(runOf(kind, side, from, to))
  }
  const [first, last] = [blocks[0], blocks.at(-1)]
  if (first === undefined || last === undefined) throw new Error('a hunk without a change')
  const before = Math.min(contextLines, first.oldStart)
  const after = Math.min(contextLines, lineCount(windows.old) - last.oldEnd)
  let newAt = first.newStart - before
  for (const { oldStart, oldEnd, newStart, newEnd } of blocks) {
    push('context', windows.new, newAt, newStart)
    push('removed', windows.old, oldStart, oldEnd)
    push('added', windows.new, newStart, newEnd)
    newAt = newEnd
  }
  push('context', windows.new, newAt, newAt + after)
  const oldCount = last.oldEnd + after - (first.oldStart - before)
  const newCount = last.newEnd + after - (first.newStart - before)
  const range = {
    oldStart: firstLine(windows.old, first.oldStart - before, oldCount),
    oldCount,
    newStart: firstLine(windows.new, first.newStart - before, newCount),
    newCount,
  }
  return pack(range, runs)
}

/** 1-based; an empty side is named by the line before it, as in `@@ -0,0 +1,3 @@`. */
function firstLine(side: ByteLines, index: number, count: number): number {
  return side.before + index + (count === 0 ? 0 : 1)
}

function runOf(kind: LineKind, side: ByteLines, from: number, to: number): PackedRun {
  const whole = endsWithNewline(side, to - 1)
  const start = side.starts[from] ?? 0
  const end = (side.starts[to] ?? 0) - (whole ? 1 : 0)
  return { kind, count: to - from, bytes: side.bytes, start, end, noNewline: !whole }
}
