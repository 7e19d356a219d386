import type { Buffer } from 'node:buffer'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { errnoOf, orFault } from '../fault'
import type { Store } from '../store'
import type { UserIndex } from './user-index'

/** About how many loose objects there may be for the lengths of all of them to be looked up in passing. */
const manyLoose = 10_000
/** So many are shared by two children: one would still look them up when all else is done. */
const manyBlobs = 20_000
const timeoutMs = 120_000

/** The lengths of the blobs of an index, by their places there; -1 for one that the user's repository does not have. */
export async function readBlobLengths(
  { git, layout }: Pick<Store, 'git' | 'layout'>,
  index: UserIndex,
): Promise<Int32Array> {
  const { length } = index.paths
  const lengths = new Int32Array(length).fill(-1)
  const args = ['cat-file', '--batch-check=%(objectsize)', '--buffer']
  const ask = async (from: number, to: number) => {
    const { stdout } = orFault(await git.run(args, { layout, input: index.idLines(from, to), timeoutMs }))
    readLengths(stdout, lengths.subarray(from, to))
  }
  const middle = length > manyBlobs ? length >> 1 : length
  const asked = await Promise.allSettled([ask(0, middle), middle < length ? ask(middle, length) : null])
  for (const one of asked) if (one.status === 'rejected') throw one.reason
  return lengths
}

/** A number a line, or something else. */
function readLengths(lines: Buffer, to: Int32Array): void {
  let place = 0
  let length = 0
  let isNumber = true
  for (let at = 0; at < lines.length; at++) {
    const byte = lines[at] ?? 0
    if (byte === 0x0a) {
      if (isNumber && length <= 0x7fffffff) to[place] = length
      place++
      length = 0
      isNumber = true
    } else if (byte >= 0x30 && byte <= 0x39) length = length * 10 + byte - 0x30
    else isNumber = false
  }
}

/**
 * Whether looking all lengths up takes little time, because git has packed most of its objects: a loose one costs as much
 * as opening a file. Guessed from one of the 256 folders, as git itself does before it packs.
 */
export function areMostlyPacked({ layout }: Pick<Store, 'layout'>): boolean {
  try {
    return readdirSync(join(layout.commonDir, 'objects', '17')).length * 256 < manyLoose
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return true
  }
}
