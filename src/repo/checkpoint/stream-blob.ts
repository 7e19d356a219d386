import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { createDeflate } from 'node:zlib'
import { objectHeader, type ObjectId } from './loose-object'

const pieceBytes = 1024 * 1024

/** Writes a file as a loose blob in one pass, holding one piece at a time; null when it did not have `size` bytes. */
export async function streamBlob(target: FileHandle, source: FileHandle, size: number): Promise<ObjectId | null> {
  const header = objectHeader('blob', size)
  const hash = createHash('sha1').update(header)
  const compressor = createDeflate({ level: 1 })
  const stored = (async () => {
    for await (const chunk of compressor) if (Buffer.isBuffer(chunk)) await target.writeFile(chunk)
  })()
  // What fails here is thrown where it is awaited below.
  stored.catch(() => null)
  compressor.write(header)
  let at = 0
  try {
    while (at <= size) {
      const piece = Buffer.allocUnsafe(pieceBytes)
      const { bytesRead } = await source.read(piece, 0, piece.length, at)
      if (bytesRead === 0) break
      at += bytesRead
      const read = piece.subarray(0, bytesRead)
      hash.update(read)
      if (!compressor.write(read)) await Promise.race([once(compressor), stored])
    }
  } finally {
    compressor.end()
    await stored
  }
  return at === size ? hash.digest('hex') : null
}

function once(compressor: ReturnType<typeof createDeflate>): Promise<void> {
  return new Promise((resolve) => compressor.once('drain', resolve))
}
