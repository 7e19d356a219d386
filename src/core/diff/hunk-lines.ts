import type { DiffLine, Hunk, LineKind } from './file-diff'

/** Consecutive lines of one kind in a hunk. */
export interface LineRun {
  readonly kind: LineKind
  /** Index of its first line in the hunk, and how many there are. */
  readonly first: number
  readonly count: number
  /** 1-based line numbers of its first line; for a side that has none of these lines, that of the next one there. */
  readonly oldLine: number
  readonly newLine: number
  /** Its last line is the last of a side that does not end with a newline. */
  readonly noNewline: boolean
}

interface Layout {
  readonly runs: readonly LineRun[]
  /** Where each line begins in the text, with one entry more for its end; null until a line is asked for. */
  starts: Int32Array | null
  readonly made: Map<number, DiffLine>
  all: readonly DiffLine[] | null
}

const layouts = new WeakMap<Hunk, Layout>()

/** The lines of a hunk, one by one; made once. Where only some are needed, `lineAt` is cheaper. */
export function hunkLines(hunk: Hunk): readonly DiffLine[] {
  const layout = layoutOf(hunk)
  if (layout.all !== null) return layout.all
  const texts = hunk.text.split('\n')
  const lines: DiffLine[] = []
  for (const run of layout.runs) {
    for (let at = 0; at < run.count; at++) {
      const index = run.first + at
      lines.push(layout.made.get(index) ?? makeLine(run, at, texts[index] ?? ''))
    }
  }
  layout.all = lines
  return lines
}

/** How many lines a hunk shows: context, removed and added ones. */
export function lineCount(hunk: Hunk): number {
  const last = layoutOf(hunk).runs.at(-1)
  return last === undefined ? 0 : last.first + last.count
}

/** One line of a hunk, the same object each time it is asked for; `index` counts from 0. Undefined beyond the last. */
export function lineAt(hunk: Hunk, index: number): DiffLine | undefined {
  const layout = layoutOf(hunk)
  const known = layout.all?.[index] ?? layout.made.get(index)
  if (known !== undefined) return known
  const run = runOf(layout.runs, index)
  if (run === undefined) return undefined
  layout.starts ??= lineStarts(hunk.text, lineCount(hunk))
  const text = hunk.text.slice(layout.starts[index], (layout.starts[index + 1] ?? 0) - 1)
  const line = makeLine(run, index - run.first, text)
  layout.made.set(index, line)
  return line
}

/** The runs of a hunk, in order. */
export function hunkRuns(hunk: Hunk): readonly LineRun[] {
  return layoutOf(hunk).runs
}

/** The same hunk at another place of its file. What is known of its text is kept. */
export function movedHunk(hunk: Hunk, oldBy: number, newBy: number): Hunk {
  if (oldBy === 0 && newBy === 0) return hunk
  const moved = { ...hunk, oldStart: hunk.oldStart + oldBy, newStart: hunk.newStart + newBy }
  const starts = layouts.get(hunk)?.starts ?? null
  if (starts !== null) layoutOf(moved).starts = starts
  return moved
}

function layoutOf(hunk: Hunk): Layout {
  const known = layouts.get(hunk)
  if (known !== undefined) return known
  const layout: Layout = { runs: readShape(hunk), starts: null, made: new Map(), all: null }
  layouts.set(hunk, layout)
  return layout
}

function readShape({ shape, oldStart, oldCount, newStart, newCount }: Hunk): readonly LineRun[] {
  const runs: LineRun[] = []
  let first = 0
  // An empty side is named by the line before it.
  let oldLine = oldStart + (oldCount === 0 ? 1 : 0)
  let newLine = newStart + (newCount === 0 ? 1 : 0)
  for (const [, sign = '', digits = '', end] of shape.matchAll(/([ +-])(\d+)(\\?)/g)) {
    const count = Number(digits)
    const kind = sign === '+' ? 'added' : sign === '-' ? 'removed' : 'context'
    runs.push({ kind, first, count, oldLine, newLine, noNewline: end !== '' })
    first += count
    if (kind !== 'added') oldLine += count
    if (kind !== 'removed') newLine += count
  }
  return runs
}

function runOf(runs: readonly LineRun[], index: number): LineRun | undefined {
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = (low + high) >> 1
    const run = runs[middle]
    if (run !== undefined && run.first + run.count <= index) low = middle + 1
    else high = middle
  }
  const run = runs[low]
  return run !== undefined && index >= run.first ? run : undefined
}

function makeLine(run: LineRun, at: number, text: string): DiffLine {
  return {
    kind: run.kind,
    text,
    oldLine: run.kind === 'added' ? null : run.oldLine + at,
    newLine: run.kind === 'removed' ? null : run.newLine + at,
    noNewline: run.noNewline && at === run.count - 1,
  }
}

function lineStarts(text: string, count: number): Int32Array {
  const starts = new Int32Array(count + 1)
  let at = 0
  for (let line = 1; line < count; line++) {
    at = text.indexOf('\n', at) + 1
    starts[line] = at
  }
  starts[count] = text.length + 1
  return starts
}
