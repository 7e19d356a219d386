import type { Hunk, LineKind } from './file-diff'
import type { HunkName } from './hunk-id'
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

/** Makes a hunk of its runs. `decode` is for whole runs; without it, or where it gives up, lines are decoded one by one. */
export function packHunk(
  range: Pick<Hunk, 'oldStart' | 'oldCount' | 'newStart' | 'newCount'>,
  runs: readonly PackedRun[],
  name: HunkName,
  decode?: DecodeText,
): Hunk {
  let shape = ''
  for (const { kind, count, bytes, start, end, noNewline } of runs) {
    shape += `${kind === 'added' ? '+' : kind === 'removed' ? '-' : ' '}${count}${noNewline ? '\\' : ''}`
    if (kind !== 'context') name.add(kind === 'added' ? '+' : '-', bytes, start, end, noNewline)
  }
  const bytes = joined(runs)
  return { id: name.finish(), ...range, shape, text: decode?.(bytes) ?? textOfLines(bytes) }
}

const newline = 10

/** The lines of all runs with newlines between them. Runs that follow each other in one file are not copied. */
function joined(runs: readonly PackedRun[]): Uint8Array {
  const [first] = runs
  if (first === undefined) return new Uint8Array()
  let end = first.end
  const inOnePiece = runs.every((run, at) => {
    if (run.bytes !== first.bytes || (at > 0 && run.start !== end + 1)) return false
    end = run.end
    return true
  })
  if (inOnePiece) return first.bytes.subarray(first.start, end)
  const out = new Uint8Array(runs.reduce((sum, run) => sum + run.end - run.start + 1, -1))
  let to = 0
  for (const run of runs) {
    if (to > 0) out[to - 1] = newline
    copy(run.bytes, run.start, run.end, out, to)
    to += run.end - run.start + 1
  }
  return out
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
