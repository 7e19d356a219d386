import type { LineDiff } from '../../core/diff/line-diff'
import { diffLines, replaceLines } from '../../core/diff/line-diff'
import type { Whitespace } from '../../core/diff/scope'
import { type KnownDiff, updateDiff } from '../../core/diff/update-diff'
import type { RepoPath } from '../../core/repo/repo-path'
import { createByteLru } from '../checkpoint/byte-lru'
import { decodeText, sameBytes } from './platform-text'

/** git's own diff of two byte strings; null when git could not be asked or the job was given up. */
export type GitDiff = (
  path: RepoPath,
  oldBytes: Buffer,
  newBytes: Buffer,
  signal: AbortSignal,
  whitespace: Whitespace,
) => Promise<LineDiff | null>

export interface Lanes {
  /** Line by line, in this process where that is quick and by git otherwise. A given-up job answers something cheap. */
  compareText(
    path: RepoPath,
    oldBytes: Buffer,
    newBytes: Buffer,
    signal: AbortSignal,
    whitespace?: Whitespace,
  ): Promise<LineDiff>
}

/** Answers of comparisons that took a while are kept up to this many bytes: the next save of such a file is a small edit of it. */
const rememberedBytes = 64 * 1024 * 1024
const smallChange = 200
const hunkBytes = 300

/** Chooses how two texts are compared: small work here, large rewrites by git, of which at most `atOnce` run. */
export function createLanes(options: { readonly gitDiff: GitDiff; readonly atOnce: number }): Lanes {
  const slots = createSlots(options.atOnce)
  const platform = { same: sameBytes, decode: decodeText }
  const known = createByteLru<KnownDiff & { readonly oldBytes: Buffer }>(rememberedBytes)

  const update = (path: RepoPath, oldBytes: Buffer, newBytes: Buffer): LineDiff | null => {
    const before = known.get(path)
    if (before === undefined || !isSame(before.oldBytes, oldBytes)) return null
    return updateDiff(path, before, newBytes, platform)
  }
  const remember = (path: RepoPath, oldBytes: Buffer, newBytes: Buffer, diff: LineDiff): void => {
    if (diff.added + diff.removed < smallChange) return
    const before = known.get(path)
    // The one that is known stays, as places in it are known too: the review reads again what the window was just told.
    if (before?.diff === diff) return
    const kept = before !== undefined && isSame(before.oldBytes, oldBytes) ? before.oldBytes : oldBytes
    known.set(path, { oldBytes: kept, newBytes, diff }, 2 * newBytes.length + hunkBytes * diff.hunks.length)
  }
  const compareAnew = async (
    path: RepoPath,
    oldBytes: Buffer,
    newBytes: Buffer,
    signal: AbortSignal,
    whitespace: Whitespace,
  ): Promise<LineDiff | null> => {
    const quick = diffLines(path, oldBytes, newBytes, { ...platform, whitespace })
    if (quick.kind === 'hunks') return quick
    return slots.run(async () =>
      signal.aborted ? null : options.gitDiff(path, oldBytes, newBytes, signal, whitespace),
    )
  }

  return {
    async compareText(path, oldBytes, newBytes, signal, whitespace = 'exact') {
      const exact = whitespace === 'exact'
      const diff =
        (exact ? update(path, oldBytes, newBytes) : null) ??
        (await compareAnew(path, oldBytes, newBytes, signal, whitespace))
      if (diff === null) return replaceLines(path, oldBytes, newBytes, platform)
      if (exact) remember(path, oldBytes, newBytes, diff)
      return diff
    },
  }
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a === b || a.equals(b)
}

interface Slots {
  run<T>(work: () => Promise<T>): Promise<T>
}

function createSlots(count: number): Slots {
  const waiting: (() => void)[] = []
  let free = count
  return {
    async run(work) {
      if (free > 0) free--
      else await new Promise<void>((resolve) => waiting.push(resolve))
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next === undefined) free++
        else next()
      }
    },
  }
}
