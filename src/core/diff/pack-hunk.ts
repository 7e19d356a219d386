import type { RepoPath } from '../repo/repo-path'
import type { Hunk, LineKind } from './file-diff'
import { createHunkNamer } from './hunk-id'
import { textOfBytes } from './text-of-bytes'

/** A run of lines of one kind, as bytes: without the newline of the last line, so an empty line has no byte. */
export interface PackedRun {
  readonly kind: LineKind
  readonly count: number
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  /** The last line is the last of a side that does not end with a newline. */
  readonly noNewline: boolean
}

/** The text of bytes that are UTF-8, or null. The platform has a quicker one than ours. */
export type DecodeText = (bytes: Uint8Array) => string | null

/** Makes hunks of their runs, in the order of the file. */
export type PackHunk = (
  range: Pick<Hunk, 'oldStart' | 'oldCount' | 'newStart' | 'newCount'>,
  runs: readonly PackedRun[],
) => Hunk

/**
 * Packs the hunks of one file. `decode` is for whole hunks; without it, or where it gives up, lines are decoded one by
 * one. `salt` goes into the names.
 */
export function createHunkPacker(path: RepoPath, decode?: DecodeText, salt = ''): PackHunk {
  const nameNext = createHunkNamer(path, salt)
  // Thousands of hunks share it: an allocation for each costs more than the hunk.
  let scratch = new Uint8Array(4096)

  /** The lines of all runs with newlines between them, good until the next call. Runs that follow each other in one file are not copied. */
  const joined = (runs: readonly PackedRun[]): Uint8Array => {
    const [first, last] = [runs[0], runs.at(-1)]
    if (first === undefined || last === undefined) return scratch.subarray(0, 0)
    if (inOnePiece(runs)) return first.bytes.subarray(first.start, last.end)
    const length = runs.reduce((sum, run) => sum + run.end - run.start + 1, -1)
    if (scratch.length < length) scratch = new Uint8Array(length * 2)
    let to = 0
    for (const run of runs) {
      if (to > 0) scratch[to - 1] = newline
      copy(run.bytes, run.start, run.end, scratch, to)
      to += run.end - run.start + 1
    }
    return scratch.subarray(0, length)
  }

  return (range, runs) => {
    const name = nameNext()
    for (const { kind, bytes, start, end, noNewline } of runs)
      if (kind !== 'context') name.add(kind === 'added' ? '+' : '-', bytes, start, end, noNewline)
    const bytes = joined(runs)
    const { oldStart, oldCount, newStart, newCount } = range
    const text = decode?.(bytes) ?? textOfLines(bytes)
    return { id: name.finish(), oldStart, oldCount, newStart, newCount, shape: shapeOf(runs), text }
  }
}

/** The shape of a hunk with these runs. */
export function shapeOf(runs: readonly PackedRun[]): string {
  let shape = ''
  for (const { kind, count, noNewline } of runs)
    shape += `${kind === 'added' ? '+' : kind === 'removed' ? '-' : ' '}${count}${noNewline ? '\\' : ''}`
  return shape
}

const newline = 10

function inOnePiece(runs: readonly PackedRun[]): boolean {
  for (let at = 1; at < runs.length; at++) {
    const [before, run] = [runs[at - 1], runs[at]]
    if (run?.bytes !== before?.bytes || run?.start !== (before?.end ?? 0) + 1) return false
  }
  return true
}

/** A few bytes are copied sooner than a view of them is made. */
function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
  if (end - start > 64) to.set(from.subarray(start, end), at)
  else for (let by = 0; by < end - start; by++) to[at + by] = from[start + by] ?? 0
}

/** Line by line, because each is read by itself: one that is no UTF-8 does not change how others look. */
function textOfLines(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at <= bytes.length; ) {
    const found = bytes.indexOf(newline, at)
    const end = found === -1 ? bytes.length : found
    lines.push(textOfBytes(bytes.subarray(at, end)))
    at = end + 1
  }
  return lines.join('\n')
}
