import type { RepoPath } from '../repo/repo-path'
import type { DiffLine } from './file-diff'

/**
 * Names hunks so that a name holds while the hunk's content does: made of the path and the changed lines (not of line
 * numbers or context), and counted when the same change appears more than once in the file.
 */
export function createHunkNamer(path: RepoPath): (lines: readonly DiffLine[]) => string {
  const seen = new Map<string, number>()
  return (lines) => {
    const hash = createTextHash()
    hash.add(path)
    for (const line of lines) {
      if (line.kind === 'context') continue
      hash.add(line.kind === 'added' ? '+' : '-')
      hash.add(line.text)
      hash.add(line.noNewline ? '\\' : '\n')
    }
    const name = hash.hex()
    const count = seen.get(name) ?? 0
    seen.set(name, count + 1)
    return count === 0 ? name : `${name}.${count}`
  }
}

/** 64 bits in two accumulators (the mixing steps of MurmurHash3, by Austin Appleby, public domain). Not a secret-keeping hash. */
function createTextHash(): { add(text: string): void; hex(): string } {
  let a = 0x9e3779b9
  let b = 0x85ebca6b
  return {
    add(text) {
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i)
        a = Math.imul(a ^ unit, 0xcc9e2d51)
        b = Math.imul(b ^ unit, 0x1b873593)
        a = (a << 15) | (a >>> 17)
        b = (b << 13) | (b >>> 19)
      }
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
