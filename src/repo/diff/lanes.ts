import type { LineDiff } from '../../core/diff/line-diff'
import { diffLines, replaceLines } from '../../core/diff/line-diff'
import type { RepoPath } from '../../core/repo/repo-path'
import { decodeText, sameBytes } from './platform-text'

/** git's own diff of two byte strings; null when git could not be asked or the job was given up. */
export type GitDiff = (
  path: RepoPath,
  oldBytes: Buffer,
  newBytes: Buffer,
  signal: AbortSignal,
) => Promise<LineDiff | null>

export interface Lanes {
  /** Line by line, in this process where that is quick and by git otherwise. A given-up job answers something cheap. */
  compareText(path: RepoPath, oldBytes: Buffer, newBytes: Buffer, signal: AbortSignal): Promise<LineDiff>
}

/** Chooses how two texts are compared: small work here, large rewrites by git, of which at most `atOnce` run. */
export function createLanes(options: { readonly gitDiff: GitDiff; readonly atOnce: number }): Lanes {
  const slots = createSlots(options.atOnce)
  const platform = { same: sameBytes, decode: decodeText }
  return {
    async compareText(path, oldBytes, newBytes, signal) {
      const quick = diffLines(path, oldBytes, newBytes, platform)
      if (quick.kind === 'hunks') return quick
      const thorough = await slots.run(async () =>
        signal.aborted ? null : options.gitDiff(path, oldBytes, newBytes, signal),
      )
      return thorough ?? replaceLines(path, oldBytes, newBytes, platform)
    },
  }
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
