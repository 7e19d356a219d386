import { open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Cancel, Clock } from '../../core/clock'
import { createRolloutDecoder } from '../../core/codex/rollout'
import type { RolloutEvent } from '../../core/codex/rollout-event'
import { createLineSplitter } from '../../core/line-splitter'
import { watchFolder } from '../watch-folder'

/** A longer file is read from this many bytes before its end: a rollout can reach gigabytes and its last turns are what counts. */
export const rolloutTailBytes = 4 * 1024 * 1024
const chunkBytes = 256 * 1024
/** So much of its beginning tells one file from another: the id and the time of its thread stand in it. */
const headBytes = 512
const newline = 10

/** What the user may have to be told about the reading itself. */
export type RolloutNote =
  /** Only the end of a very long file is read. */
  | { readonly kind: 'history-shortened'; readonly skippedBytes: number }
  /** A line above 16 MiB was left out. */
  | { readonly kind: 'line-dropped' }
  /** It cannot be read, e.g. EACCES; ENOENT means that it is gone. It is tried again when its folder changes. */
  | { readonly kind: 'unreadable'; readonly code: string }

export interface RolloutReader {
  /** Settles when everything that is in the file now has been handed on. */
  caughtUp(): Promise<void>
  stop(): void
}

/**
 * Follows one rollout file: what is in it, then what is added. A last line without its end waits for the rest. A file that was
 * replaced or cut is read again from its beginning, so the same event can come twice.
 */
export function readRollout(options: {
  readonly path: string
  readonly clock: Clock
  readonly onEvents: (events: readonly RolloutEvent[]) => void
  readonly onNote: (note: RolloutNote) => void
}): RolloutReader {
  const { path, clock, onEvents, onNote } = options
  let decoder = createRolloutDecoder()
  let splitter = newSplitter()
  let inode: number | null = null
  let head: Uint8Array = new Uint8Array()
  let position = 0
  let skipsFirstPart = false
  let dropped = 0
  let unreadable: string | null = null
  let stopped = false
  let running: Promise<void> | null = null
  let again = false

  const hand = (lines: readonly string[]): void => {
    const events = lines.flatMap((line) => decoder.decode(line))
    if (events.length > 0 && !stopped) onEvents(events)
    for (; dropped < splitter.dropped(); dropped++) onNote({ kind: 'line-dropped' })
  }

  const beginFile = async (file: FileHandle, size: number): Promise<void> => {
    decoder = createRolloutDecoder()
    splitter = newSplitter()
    dropped = 0
    position = 0
    skipsFirstPart = false
    if (size <= rolloutTailBytes) return
    // The first line names the thread, so it is read however long the file is.
    hand(firstLine(await readAt(file, 0, rolloutTailBytes)))
    position = size - rolloutTailBytes
    skipsFirstPart = true
    onNote({ kind: 'history-shortened', skippedBytes: position })
  }

  const readOn = async (): Promise<void> => {
    const file = await open(path, 'r')
    try {
      const { ino, size } = await file.stat()
      const headNow = await readAt(file, 0, headBytes)
      // A new file can get the number of the one that was removed.
      if (ino !== inode || size < position || !startsWith(headNow, head)) {
        inode = ino
        await beginFile(file, size)
      }
      head = headNow
      for (;;) {
        const chunk = await readAt(file, position, chunkBytes)
        if (chunk.length === 0 || stopped) return
        position += chunk.length
        hand(splitter.push(withoutFirstPart(chunk)))
      }
    } finally {
      await file.close()
    }
  }

  // The tail begins in the middle of a line, which is no record.
  const withoutFirstPart = (chunk: Uint8Array): Uint8Array => {
    if (!skipsFirstPart) return chunk
    const end = chunk.indexOf(newline)
    if (end === -1) return chunk.subarray(0, 0)
    skipsFirstPart = false
    return chunk.subarray(end + 1)
  }

  const tryReadOn = async (): Promise<void> => {
    try {
      await readOn()
      unreadable = null
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
      if (code !== unreadable && !stopped) onNote({ kind: 'unreadable', code })
      unreadable = code
    }
  }

  const pump = (): Promise<void> => {
    if (stopped) return Promise.resolve()
    if (running !== null) {
      again = true
      return running
    }
    running = tryReadOn().then(() => {
      running = null
      if (!again) return undefined
      again = false
      return pump()
    })
    return running
  }

  const name = path.slice(dirname(path).length + 1)
  const unwatch: Cancel = watchFolder({
    folder: dirname(path),
    clock,
    onHint: (touched) => {
      if (touched === null || touched === name) void pump()
    },
  })
  void pump()
  return {
    caughtUp: pump,
    stop() {
      stopped = true
      unwatch()
    },
  }
}

function newSplitter() {
  const decode = new TextDecoder()
  return createLineSplitter({ decode: (line) => decode.decode(line) })
}

/** Up to `length` bytes; fewer only at the end of the file. */
async function readAt(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

function startsWith(bytes: Uint8Array, beginning: Uint8Array): boolean {
  return bytes.length >= beginning.length && beginning.every((byte, at) => byte === bytes[at])
}

function firstLine(bytes: Uint8Array): string[] {
  const end = bytes.indexOf(newline)
  return end === -1 ? [] : [new TextDecoder().decode(bytes.subarray(0, end))]
}
