import { type FileHandle, open } from 'node:fs/promises'
import { createRolloutDecoder } from '../../core/codex/rollout'
import type { RolloutEvent } from '../../core/codex/rollout-event'

export type RolloutMeta = Extract<RolloutEvent, { kind: 'session-meta' }>

/** What a look at the beginning and the end of a rollout tells. Moments are milliseconds since the Unix epoch. */
export interface RolloutPeek {
  readonly meta: RolloutMeta
  /** When the first record was written: a TUI makes its thread long before the first prompt. */
  readonly beganAtMs: number
  /** When the last whole record was written. */
  readonly lastAtMs: number
  /** The model of the latest turn that is seen; null when none is. */
  readonly model: string | null
  /** When the turns began that are seen, oldest first. */
  readonly turnStarts: readonly number[]
  /** Only the end was looked at, as the file is long. */
  readonly isCut: boolean
}

/** The first line holds the model's instructions, tens of kilobytes; a longer one than this is none. */
const longestFirstLine = 4 * 1024 * 1024
/** So much of the end is read, however long the file is. */
const tailBytes = 1024 * 1024
const chunkBytes = 64 * 1024
const newline = 10

/** Null when the file is not there, its first line is not whole yet, or it is no rollout. Never rejects. */
export async function peekRollout(path: string): Promise<RolloutPeek | null> {
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return null
  try {
    const first = await readFirstLine(file)
    if (first === null) return null
    const decoder = createRolloutDecoder()
    const [meta] = decoder.decode(first.toString('utf8'))
    if (meta?.kind !== 'session-meta') return null
    const beganAtMs = timeOf(first) ?? meta.atMs
    let model: string | null = null
    let lastAtMs = beganAtMs
    const turnStarts: number[] = []
    const tail = await readTail(file, first.length + 1)
    for (const line of tail.lines) {
      lastAtMs = Math.max(lastAtMs, timeOf(line) ?? 0)
      for (const event of decoder.decode(line.toString('utf8'))) {
        if (event.kind === 'turn-context') model = event.model
        if (event.kind === 'turn-started') turnStarts.push(event.atMs)
      }
    }
    return { meta, beganAtMs, lastAtMs, model, turnStarts, isCut: tail.isCut }
  } catch {
    return null
  } finally {
    await file.close()
  }
}

async function readFirstLine(file: FileHandle): Promise<Buffer | null> {
  const parts: Buffer[] = []
  for (let position = 0; position < longestFirstLine; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, position)
    if (bytesRead === 0) return null
    const part = buffer.subarray(0, bytesRead)
    const end = part.indexOf(newline)
    parts.push(end === -1 ? part : part.subarray(0, end))
    if (end !== -1) return Buffer.concat(parts)
    position += bytesRead
  }
  return null
}

/** The whole lines at the end of the file, from `from` on; the part of a line that the tail begins with is none. */
async function readTail(
  file: FileHandle,
  from: number,
): Promise<{ readonly lines: readonly Buffer[]; readonly isCut: boolean }> {
  const { size } = await file.stat()
  const start = Math.max(from, size - tailBytes)
  const length = size - start
  if (length <= 0) return { lines: [], isCut: false }
  const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, start)
  const lines: Buffer[] = []
  let at = start === from ? 0 : nextLine(buffer, 0)
  while (at < bytesRead) {
    const end = buffer.indexOf(newline, at)
    if (end === -1 || end >= bytesRead) break
    lines.push(buffer.subarray(at, end))
    at = end + 1
  }
  return { lines, isCut: start > from }
}

function nextLine(buffer: Buffer, from: number): number {
  const end = buffer.indexOf(newline, from)
  return end === -1 ? buffer.length : end + 1
}

/** `{"timestamp":"2026-11-22T18:34:48.333Z",…`: the time stands first in every format so far. */
function timeOf(line: Buffer): number | null {
  const [, iso] = /"timestamp":"([^"]{10,40})"/.exec(line.subarray(0, 200).toString('latin1')) ?? []
  const atMs = iso === undefined ? Number.NaN : Date.parse(iso)
  return Number.isNaN(atMs) ? null : atMs
}
