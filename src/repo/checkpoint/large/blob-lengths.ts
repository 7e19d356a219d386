import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { errnoOf, orFault } from '../fault'
import type { Store } from '../store'
import type { UserIndex } from './user-index'

/** About how many loose objects there may be for the lengths of all of them to be looked up in passing. */
const manyLoose = 10_000
const timeoutMs = 120_000

/** The lengths of the blobs of an index, by their places there; -1 for one that the user's repository does not have. */
export async function readBlobLengths(
  { git, layout }: Pick<Store, 'git' | 'layout'>,
  index: UserIndex,
): Promise<Int32Array> {
  const args = ['cat-file', '--batch-check=%(objectsize)', '--buffer']
  const { stdout } = orFault(await git.run(args, { layout, input: index.idLines(), timeoutMs }))
  const lengths = new Int32Array(index.paths.length).fill(-1)
  let place = 0
  let length = 0
  let isNumber = true
  for (let at = 0; at < stdout.length; at++) {
    const byte = stdout[at] ?? 0
    if (byte === 0x0a) {
      if (isNumber && length <= 0x7fffffff) lengths[place] = length
      place++
      length = 0
      isNumber = true
    } else if (byte >= 0x30 && byte <= 0x39) length = length * 10 + byte - 0x30
    else isNumber = false
  }
  return lengths
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
