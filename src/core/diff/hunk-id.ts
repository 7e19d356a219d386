import { encodePath, type RepoPath } from '../repo/repo-path'

/** Takes the changed lines of one hunk, run by run, and names them. */
interface HunkName {
  /** Lines of one kind without the newline of the last; `noNewline` says that there is none. */
  add(sign: '+' | '-', bytes: Uint8Array, start: number, end: number, noNewline: boolean): void
  finish(): string
}

/**
 * Names hunks so that a name holds while the hunk's content does: made of the path and the changed lines (not of line
 * numbers or context), and counted when the same change appears more than once in the file. `salt` tells apart what is
 * compared by another rule. One hunk is named after the other.
 */
export function createHunkNamer(path: RepoPath, salt = ''): () => HunkName {
  const seen = new Map<string, number>()
  const name = encodePath(`${salt}${path}`)
  const hash = createByteHash()
  return () => {
    hash.restart()
    hash.add(name, 0, name.length)
    return {
      add(sign, bytes, start, end, noNewline) {
        hash.mix((sign === '+' ? 1 : 2) + (noNewline ? 4 : 0))
        hash.add(bytes, start, end)
      },
      finish() {
        const hex = hash.hex()
        const count = seen.get(hex) ?? 0
        seen.set(hex, count + 1)
        return count === 0 ? hex : `${hex}.${count}`
      },
    }
  }
}

interface ByteHash {
  restart(): void
  mix(word: number): void
  add(bytes: Uint8Array, start: number, end: number): void
  hex(): string
}

/**
 * 64 bits in two accumulators, four bytes at a time (the mixing steps of MurmurHash3, by Austin Appleby, public domain).
 * Not a secret-keeping hash.
 */
function createByteHash(): ByteHash {
  let a = 0
  let b = 0
  let viewed: Uint8Array | null = null
  let view: DataView = new DataView(new ArrayBuffer(0))
  const mix = (word: number) => {
    a = Math.imul(a ^ word, 0xcc9e2d51)
    b = Math.imul(b ^ word, 0x1b873593)
    a = (a << 15) | (a >>> 17)
    b = (b << 13) | (b >>> 19)
  }
  return {
    restart() {
      a = 0x9e3779b9 | 0
      b = 0x85ebca6b | 0
    },
    mix,
    add(bytes, start, end) {
      if (bytes !== viewed) {
        viewed = bytes
        view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      }
      let x = a
      let y = b
      let at = start
      // The steps of `mix` once more: kept in locals they take a third of the time.
      for (; at + 4 <= end; at += 4) {
        const word = view.getInt32(at, true)
        x = Math.imul(x ^ word, 0xcc9e2d51)
        y = Math.imul(y ^ word, 0x1b873593)
        x = (x << 15) | (x >>> 17)
        y = (y << 13) | (y >>> 19)
      }
      a = x
      b = y
      let rest = 0
      for (let shift = 0; at < end; at++, shift += 8) rest |= (bytes[at] ?? 0) << shift
      mix(rest)
      mix(end - start)
    },
    hex: () => hex8(finish(a ^ (b >>> 7))) + hex8(finish(b ^ (a >>> 11))),
  }
}

function finish(hash: number): number {
  let h = hash ^ (hash >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

function hex8(value: number): string {
  return value.toString(16).padStart(8, '0')
}
