import type { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { createReadStream, type Stats } from 'node:fs'

/** Remembers what large files hash to, so that a file which git keeps calling modified is not read at every status. */
export interface ContentHashes {
  /** Lower-case hex sha256 of a file; `stat` tells whether it may have changed since. Rejects when it cannot be read. */
  sha256(file: Buffer, stat: Stats): Promise<string>
}

const maxEntries = 10_000

export function createContentHashes(): ContentHashes {
  const known = new Map<string, { readonly state: string; readonly sha256: string }>()
  return {
    async sha256(file, stat) {
      const key = file.toString('latin1')
      const state = [stat.dev, stat.ino, stat.size, stat.mtimeMs, stat.ctimeMs].join(' ')
      const found = known.get(key)
      if (found?.state === state) return found.sha256
      const hash = createHash('sha256')
      for await (const chunk of createReadStream(file)) hash.update(chunk)
      const sha256 = hash.digest('hex')
      if (known.size >= maxEntries) known.clear()
      // A write within the same tick of the file system's clock would not show in the times.
      if (Date.now() - stat.ctimeMs > 2_000) known.set(key, { state, sha256 })
      return sha256
    },
  }
}
