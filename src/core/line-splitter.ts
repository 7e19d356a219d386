const NEWLINE = 10
const CARRIAGE_RETURN = 13
/** Longer lines are dropped: no message that Firebreak reads comes near this, and memory must stay bounded. */
const DEFAULT_MAX_LINE_BYTES = 16 * 1024 * 1024

/** Cuts a stream of bytes into whole lines. */
export interface LineSplitter {
  /** The lines that `chunk` completes, without their line end. The start of an unfinished line is kept for later. */
  push(chunk: Uint8Array): string[]
  /** Lines dropped so far because they were too long. */
  dropped(): number
}

/**
 * `decode` turns the bytes of one whole line into text. It never sees half a code point, however the bytes were cut,
 * because a line feed byte cannot be part of another UTF-8 sequence.
 */
export function createLineSplitter(options: {
  readonly decode: (line: Uint8Array) => string
  readonly maxLineBytes?: number
}): LineSplitter {
  const { decode, maxLineBytes = DEFAULT_MAX_LINE_BYTES } = options
  let pending: Uint8Array[] = []
  let pendingBytes = 0
  let skipping = false
  let dropped = 0

  const keep = (part: Uint8Array): void => {
    if (skipping || part.length === 0) return
    if (pendingBytes + part.length > maxLineBytes) {
      pending = []
      pendingBytes = 0
      skipping = true
      dropped += 1
      return
    }
    pending.push(part)
    pendingBytes += part.length
  }

  const finish = (): string | null => {
    const parts = pending
    const length = pendingBytes
    const skipped = skipping
    pending = []
    pendingBytes = 0
    skipping = false
    return skipped ? null : decode(withoutCarriageReturn(join(parts, length)))
  }

  return {
    push(chunk) {
      const lines: string[] = []
      let start = 0
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        keep(chunk.subarray(start, end))
        const line = finish()
        if (line !== null) lines.push(line)
        start = end + 1
      }
      // A copy, because a view would keep the whole chunk in memory for the sake of its last bytes.
      keep(chunk.slice(start))
      return lines
    },
    dropped: () => dropped,
  }
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const only = parts.length === 1 ? parts[0] : undefined
  if (only !== undefined) return only
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function withoutCarriageReturn(line: Uint8Array): Uint8Array {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line
}
