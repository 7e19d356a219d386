import type { Buffer } from 'node:buffer'
import type { ObjectId } from '../loose-object'

const idBytes = 20

/**
 * The trees that git wrote of an index (the extension `TREE` of git's index-format), the topmost first. It follows the
 * entries at `from`, before the checksum at `end`. Null when there is none, or when an entry changed since and the tree
 * above it was not written again. `files` is how many entries there are.
 */
export function readCacheTree(bytes: Buffer, from: number, end: number, files: number): readonly ObjectId[] | null {
  for (let at = from; at + 8 <= end; at += 8 + bytes.readUInt32BE(at + 4)) {
    if (bytes.toString('latin1', at, at + 4) === 'TREE')
      return readTrees(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at + 4)), files)
  }
  return null
}

/** Each is a name, a NUL, "<entries> <trees below>", a line feed and the id; those below follow. -1 entries: not known any more. */
function readTrees(bytes: Buffer, files: number): readonly ObjectId[] | null {
  const trees: ObjectId[] = []
  for (let at = 0, left = 1; left > 0; left--) {
    const countsAt = bytes.indexOf(0, at) + 1
    const lineEnd = bytes.indexOf(0x0a, countsAt)
    if (countsAt === 0 || lineEnd < 0) return null
    const counts = /^(\d+) (\d+)$/.exec(bytes.toString('latin1', countsAt, lineEnd))
    at = lineEnd + 1 + idBytes
    if (counts === null || at > bytes.length) return null
    if (trees.length === 0 && Number(counts[1]) !== files) return null
    trees.push(bytes.toString('hex', lineEnd + 1, at))
    left += Number(counts[2])
  }
  return trees
}
