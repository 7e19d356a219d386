import type { Hunk } from '../../../../../core/diff/file-diff'
import { hunkRuns, lineAt, type LineRun } from '../../../../../core/diff/hunk-lines'
import { pairLines } from '../../../../../core/diff/pair-lines'

/** The lines of a hunk that stand side by side: for each row the old and the new one, as 1 + its index in the hunk; 0 is none. */
export type SplitRows = Int32Array

/** Above so many changed lines in a hunk, lines stand beside each other by position: pairing them by likeness would cost a frame. */
const mostPaired = 400
/** Hunks are named by what changed in them, so their rows can be kept across refreshes. */
const mostKept = 20_000

const kept = new Map<string, { readonly shape: string; readonly rows: SplitRows }>()

export function splitRows(hunk: Hunk): SplitRows {
  // Context is not part of a hunk's id, so its shape has to be the same too.
  const before = kept.get(hunk.id)
  if (before?.shape === hunk.shape) return before.rows
  if (kept.size >= mostKept) kept.clear()
  const rows = makeRows(hunk)
  kept.set(hunk.id, { shape: hunk.shape, rows })
  return rows
}

export function splitRowCount(rows: SplitRows): number {
  return rows.length / 2
}

/** The line of one side in a row, as its index in the hunk; null where that side has none. */
export function splitLine(rows: SplitRows, row: number, side: 'old' | 'new'): number | null {
  const at = rows[row * 2 + (side === 'old' ? 0 : 1)] ?? 0
  return at === 0 ? null : at - 1
}

function makeRows(hunk: Hunk): SplitRows {
  const runs = hunkRuns(hunk)
  const changed = runs.reduce((sum, run) => sum + (run.kind === 'context' ? 0 : run.count), 0)
  const rows: number[] = []
  for (let at = 0; at < runs.length; at++) {
    const run = runs[at]
    if (run === undefined) break
    if (run.kind === 'context') for (let by = 1; by <= run.count; by++) rows.push(run.first + by, run.first + by)
    else {
      const removed = run.kind === 'removed' ? run : null
      const next = runs[at + 1]
      const added = run.kind === 'added' ? run : next?.kind === 'added' ? next : null
      if (removed !== null && added !== null) at++
      besides(hunk, removed, added, changed <= mostPaired, rows)
    }
  }
  return Int32Array.from(rows)
}

function besides(
  hunk: Hunk,
  removed: LineRun | null,
  added: LineRun | null,
  byLikeness: boolean,
  rows: number[],
): void {
  if (removed !== null && added !== null && byLikeness) {
    for (const pair of withoutGaps(pairLines(textsOf(hunk, removed), textsOf(hunk, added))))
      rows.push(
        pair.old === null ? 0 : removed.first + pair.old + 1,
        pair.new === null ? 0 : added.first + pair.new + 1,
      )
    return
  }
  const count = Math.max(removed?.count ?? 0, added?.count ?? 0)
  for (let by = 0; by < count; by++)
    rows.push(
      removed !== null && by < removed.count ? removed.first + by + 1 : 0,
      added !== null && by < added.count ? added.first + by + 1 : 0,
    )
}

/** Lines without a partner stand beside each other too, as two empty halves say no more than none. */
function* withoutGaps(pairs: ReturnType<typeof pairLines>): Generator<{ old: number | null; new: number | null }> {
  const olds: number[] = []
  const news: number[] = []
  const flush = function* () {
    const count = Math.max(olds.length, news.length)
    for (let at = 0; at < count; at++) yield { old: olds[at] ?? null, new: news[at] ?? null }
    olds.length = 0
    news.length = 0
  }
  for (const pair of pairs) {
    if (pair.old !== null && pair.new !== null) {
      yield* flush()
      yield pair
    } else if (pair.old !== null) olds.push(pair.old)
    else if (pair.new !== null) news.push(pair.new)
  }
  yield* flush()
}

function textsOf(hunk: Hunk, run: LineRun): readonly string[] {
  return Array.from({ length: run.count }, (_, at) => lineAt(hunk, run.first + at)?.text ?? '')
}
