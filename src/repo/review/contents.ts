import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createByteLru } from '../checkpoint/byte-lru'
import { errnoOf } from '../checkpoint/fault'
import { makeFolder } from '../checkpoint/make-folder'

/** What a version of a file is: the name of its content, and how many lines it has. */
export interface Version {
  /** Hex SHA-256 of the bytes. */
  readonly hash: string
  readonly lines: number
}

/** Contents that a review compares with, by their names. They outlive the checkpoints that they came from. */
export interface Contents {
  put(bytes: Uint8Array): Promise<Version>
  /** Null when it is not there, or is not what its name says. */
  get(version: Version): Promise<Buffer | null>
  /** Removes all others. */
  keep(wanted: ReadonlySet<string>): void
}

/** The review holds little of it in memory: the disk's own cache is nearer than it looks. */
const cachedBytes = 4 * 1024 * 1024
const name = /^[0-9a-f]{64}$/

/** Keeps each content as a file in a folder (files 0600), which is made with the first one. */
export function createContents(folder: string): Contents {
  const cache = createByteLru<Buffer>(cachedBytes)
  const written = new Set<string>()

  return {
    async put(bytes) {
      const hash = hashOf(bytes)
      const version = { hash, lines: countLines(bytes) }
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      if (cache.get(hash) === undefined) cache.set(hash, buffer, bytes.length)
      if (written.has(hash) || bytes.length === 0) return version
      await makeFolder(folder)
      const temp = join(folder, `${randomBytes(6).toString('hex')}.tmp`)
      // No sync: what a power cut takes is missed, and the review of that one file begins anew.
      writeFileSync(temp, buffer, { mode: 0o600 })
      renameSync(temp, join(folder, hash))
      written.add(hash)
      return version
    },
    async get({ hash }) {
      if (hash === emptyHash) return Buffer.alloc(0)
      const cached = cache.get(hash)
      if (cached !== undefined) return cached
      try {
        const bytes = await readFile(join(folder, hash))
        if (hashOf(bytes) !== hash) return null
        cache.set(hash, bytes, bytes.length)
        return bytes
      } catch (thrown) {
        if (errnoOf(thrown) === null) throw thrown
        return null
      }
    },
    keep(wanted) {
      for (const file of namesIn(folder)) {
        if (!name.test(file) || wanted.has(file)) continue
        rmSync(join(folder, file), { force: true })
        written.delete(file)
      }
    },
  }
}

const newline = 10
const emptyHash = hashOf(new Uint8Array())

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** As `diffLines` counts them: what follows the last newline is a line too, unless it is nothing. */
function countLines(bytes: Uint8Array): number {
  let lines = 0
  let at = 0
  while (at < bytes.length) {
    lines++
    const end = bytes.indexOf(newline, at)
    at = end === -1 ? bytes.length : end + 1
  }
  return lines
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return []
  }
}
