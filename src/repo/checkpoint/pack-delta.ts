import { Buffer } from 'node:buffer'

/** The size of what a delta makes, from its first bytes; null when they are not the start of one. */
export function deltaResultSize(start: Buffer): number | null {
  const base = readSize(start, 0)
  return base === null ? null : (readSize(start, base.end)?.size ?? null)
}

/**
 * What a delta makes of its base: two sizes, then instructions. One with the top bit set copies a piece of the base (its
 * lower bits say which bytes of offset and length follow), any other takes that many bytes from the delta itself. Null
 * when it does not fit its base (gitformat-pack, "deltified representation").
 */
export function applyDelta(base: Buffer, delta: Buffer): Buffer | null {
  const from = readSize(delta, 0)
  const to = from === null ? null : readSize(delta, from.end)
  if (to === null || from?.size !== base.length) return null
  const out = Buffer.allocUnsafe(to.size)
  let written = 0
  for (let at = to.end; at < delta.length; ) {
    const instruction = delta[at++] ?? 0
    if (instruction === 0) return null
    let source = delta
    let start = at
    let length = instruction
    if ((instruction & 0x80) === 0) at += instruction
    else {
      source = base
      start = 0
      length = 0
      for (let i = 0; i < 4; i++) if ((instruction & (1 << i)) !== 0) start += (delta[at++] ?? 0) * 256 ** i
      for (let i = 0; i < 3; i++) if ((instruction & (0x10 << i)) !== 0) length += (delta[at++] ?? 0) * 256 ** i
      if (length === 0) length = 0x10000
    }
    if (start + length > source.length || written + length > out.length) return null
    written += source.copy(out, written, start, start + length)
  }
  return written === out.length ? out : null
}

/** Seven bits a byte, the lowest first. */
function readSize(bytes: Buffer, from: number): { readonly size: number; readonly end: number } | null {
  let size = 0
  for (let at = from, scale = 1; ; scale *= 128) {
    const byte = bytes[at++]
    if (byte === undefined || scale > 2 ** 49) return null
    size += (byte & 0x7f) * scale
    if ((byte & 0x80) === 0) return { size, end: at }
  }
}
