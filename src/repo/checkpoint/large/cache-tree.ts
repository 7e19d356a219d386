import type { Buffer } from 'node:buffer'

const idBytes = 20
const zero = 0x30

/**
 * Where in the bytes of an index the ids of the trees lie that git wrote of it (the extension `TREE` of git's index-format),
 * the topmost first. It follows the entries at `from`, before the checksum at `end`. Null when there is none, or when an entry
 * changed since and the tree above it was not written again. `files` is how many entries there are.
 */
export function findCacheTree(bytes: Buffer, from: number, end: number, files: number): readonly number[] | null {
  for (let at = from; at + 8 <= end; at += 8 + bytes.readUInt32BE(at + 4)) {
    if (bytes.toString('latin1', at, at + 4) === 'TREE')
      return findTrees(bytes, at + 8, Math.min(at + 8 + bytes.readUInt32BE(at + 4), end), files)
  }
  return null
}

/** Each is a name, a NUL, "<entries> <trees below>", a line feed and the id; those below follow. -1 entries: not known any more. */
function findTrees(bytes: Buffer, from: number, end: number, files: number): readonly number[] | null {
  const trees: number[] = []
  let at = from
  const readCount = (endsWith: number): number => {
    let value = bytes[at] === endsWith ? Number.NaN : 0
    for (; at < end && bytes[at] !== endsWith; at++) {
      const digit = (bytes[at] ?? 0) - zero
      value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN
    }
    at++
    return value
  }
  for (let left = 1; left > 0; left--) {
    while (at < end && bytes[at] !== 0) at++
    at++
    const entries = readCount(0x20)
    const below = readCount(0x0a)
    if (Number.isNaN(entries) || Number.isNaN(below) || at + idBytes > end) return null
    if (trees.length === 0 && entries !== files) return null
    trees.push(at)
    at += idBytes
    left += below
  }
  return trees
}
