import { Buffer } from 'node:buffer'
import type { RawPath } from './raw-path'
import type { ObjectId } from './loose-object'

/** The modes git's trees know. */
export const treeMode = {
  folder: 0o40000,
  file: 0o100644,
  executable: 0o100755,
  symlink: 0o120000,
  /** A submodule or nested repository: the id is its HEAD commit, whose objects are not in the store. */
  nestedRepo: 0o160000,
} as const

export interface TreeEntry {
  readonly name: RawPath
  readonly mode: number
  readonly id: ObjectId
}

/** What stands at one path. */
export interface EntryAt {
  readonly mode: number
  readonly id: ObjectId
}

/** "<octal mode> <name>\0<20 bytes of id>", one after the other; null when it is cut off. */
export function parseTree(body: Buffer): readonly TreeEntry[] | null {
  const entries: TreeEntry[] = []
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(0x20, at)
    const nul = body.indexOf(0, space)
    if (space < 0 || nul < 0 || nul + 21 > body.length) return null
    entries.push({
      mode: Number.parseInt(body.toString('latin1', at, space), 8),
      name: body.toString('latin1', space + 1, nul),
      id: body.toString('hex', nul + 1, nul + 21),
    })
    at = nul + 21
  }
  return entries
}

export function formatTree(entries: readonly TreeEntry[]): Buffer {
  const parts: Buffer[] = []
  for (const entry of entries.toSorted(inTreeOrder)) {
    parts.push(Buffer.from(`${entry.mode.toString(8)} ${entry.name}\0`, 'latin1'), Buffer.from(entry.id, 'hex'))
  }
  return Buffer.concat(parts)
}

/** git sorts a folder as if its name ended with a slash. */
function inTreeOrder(a: TreeEntry, b: TreeEntry): number {
  const left = a.mode === treeMode.folder ? `${a.name}/` : a.name
  const right = b.mode === treeMode.folder ? `${b.name}/` : b.name
  return left < right ? -1 : left > right ? 1 : 0
}
