import type { Clock } from '../../../core/clock'
import type { Hunk } from '../../../core/diff/file-diff'
import { hunkRuns, lineAt, type LineRun } from '../../../core/diff/hunk-lines'
import { pairedByPosition, pairLines } from '../../../core/diff/pair-lines'
import { type TextRange, wordDiff } from '../../../core/diff/word-diff'

/** Which words of changed lines differ from the line they were, or became. Found after the lines are painted. */
export interface WordMarks {
  /** Asks for the marks of a line by its index in the hunk, which is in sight. */
  readonly want: (hunk: Hunk, at: number) => void
  /** The same array as long as nothing changed; undefined as long as they are not known. */
  readonly of: (hunk: Hunk, at: number) => readonly TextRange[] | undefined
  readonly subscribe: (listener: () => void) => () => void
}

/** Time for marks in one frame. */
const sliceMs = 6
/** Hunks whose marks are kept, and lines for which the last ones are kept while their hunk is read anew. */
const mostHunks = 500
const mostLines = 5000

const none: readonly TextRange[] = []

interface HunkMarks {
  readonly byLine: Map<number, readonly TextRange[]>
  /** For the first removed line of a pair of runs: the partner of each removed line, as its place among the added ones. */
  readonly partners: Map<number, ReadonlyMap<number, number>>
}

export function createWordMarks(clock: Clock, afterPaint: (fn: () => void) => void): WordMarks {
  const byKey = new Map<string, HunkMarks>()
  const byHunk = new WeakMap<Hunk, HunkMarks>()
  const lastOfText = new Map<string, readonly TextRange[]>()
  const wanted = new Map<HunkMarks, { readonly hunk: Hunk; readonly lines: Set<number> }>()
  const listeners = new Set<() => void>()
  let waiting = false

  const marksOf = (hunk: Hunk): HunkMarks => {
    const known = byHunk.get(hunk)
    if (known !== undefined) return known
    // Hunks are named by what changed in them, so what was found holds across refreshes; context is not part of the name.
    const key = `${hunk.id} ${hunk.shape}`
    const marks = byKey.get(key) ?? { byLine: new Map(), partners: new Map() }
    byKey.delete(key)
    byKey.set(key, marks)
    dropOldest(byKey, mostHunks)
    byHunk.set(hunk, marks)
    return marks
  }
  const remember = (hunk: Hunk, marks: HunkMarks, at: number, found: readonly TextRange[]) => {
    const key = textKey(hunk, at)
    const before = lastOfText.get(key)
    // The same marks keep their identity, so that their row is not drawn again.
    const ranges = before !== undefined && sameRanges(before, found) ? before : found
    marks.byLine.set(at, ranges)
    lastOfText.set(key, ranges)
  }
  const find = (hunk: Hunk, marks: HunkMarks, at: number) => {
    if (marks.byLine.has(at)) return
    const pair = pairOf(hunk, marks, at)
    if (pair === null) return remember(hunk, marks, at, none)
    const [removed, added] = pair
    const words = wordDiff(textOf(hunk, removed), textOf(hunk, added))
    remember(hunk, marks, removed, words?.old ?? none)
    remember(hunk, marks, added, words?.new ?? none)
  }
  const run = () => {
    waiting = false
    const end = clock.now() + sliceMs
    for (const [marks, { hunk, lines }] of wanted) {
      for (const at of lines) {
        if (clock.now() > end) break
        lines.delete(at)
        find(hunk, marks, at)
      }
      if (lines.size > 0) break
      wanted.delete(marks)
    }
    dropOldest(lastOfText, mostLines)
    for (const listener of listeners) listener()
    if (wanted.size > 0) schedule()
  }
  const schedule = () => {
    if (waiting) return
    waiting = true
    afterPaint(run)
  }

  return {
    want(hunk, at) {
      const marks = marksOf(hunk)
      if (marks.byLine.has(at)) return
      const lines = wanted.get(marks)?.lines ?? new Set()
      lines.add(at)
      wanted.set(marks, { hunk, lines })
      schedule()
    },
    of: (hunk, at) => marksOf(hunk).byLine.get(at) ?? lastOfText.get(textKey(hunk, at)),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The removed and the added line that are one line before and after; null where a line has no partner. */
function pairOf(hunk: Hunk, marks: HunkMarks, at: number): readonly [removed: number, added: number] | null {
  const runs = runsAround(hunk, at)
  if (runs === null) return null
  const { removed, added } = runs
  if (pairedByPosition(removed.count, added.count)) {
    const by = at < added.first ? at - removed.first : at - added.first
    return by < removed.count && by < added.count ? [removed.first + by, added.first + by] : null
  }
  let partners = marks.partners.get(removed.first)
  if (partners === undefined) {
    const pairs = pairLines(textsOf(hunk, removed), textsOf(hunk, added))
    partners = new Map(pairs.flatMap((pair) => (pair.old === null || pair.new === null ? [] : [[pair.old, pair.new]])))
    marks.partners.set(removed.first, partners)
  }
  for (const [old, now] of partners)
    if (removed.first + old === at || added.first + now === at) return [removed.first + old, added.first + now]
  return null
}

/** The run of a changed line and the one beside it. */
function runsAround(hunk: Hunk, at: number): { readonly removed: LineRun; readonly added: LineRun } | null {
  const runs = hunkRuns(hunk)
  const index = runs.findIndex((run) => at >= run.first && at < run.first + run.count)
  const run = runs[index]
  const [removed, added] = run?.kind === 'removed' ? [run, runs[index + 1]] : [runs[index - 1], run]
  return removed?.kind === 'removed' && added?.kind === 'added' ? { removed, added } : null
}

export function sameRanges(a: readonly TextRange[], b: readonly TextRange[]): boolean {
  return a.length === b.length && a.every(({ start, end }, at) => start === b[at]?.start && end === b[at].end)
}

function textKey(hunk: Hunk, at: number): string {
  const line = lineAt(hunk, at)
  return line === undefined ? '' : `${line.kind} ${line.text}`
}

function textsOf(hunk: Hunk, run: LineRun): readonly string[] {
  return Array.from({ length: run.count }, (_, by) => textOf(hunk, run.first + by))
}

function textOf(hunk: Hunk, at: number): string {
  const text = lineAt(hunk, at)?.text ?? ''
  return text.endsWith('\r') ? text.slice(0, -1) : text
}

function dropOldest<K>(map: Map<K, unknown>, most: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) return
    map.delete(oldest)
  }
}
