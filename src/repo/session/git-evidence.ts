import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../core/clock'
import type { CommitId } from '../../core/repo/repo-status'
import { canDiscard, type LeftBranch, leftBranch, parseReflog } from '../../core/rescue/reflog'
import type { RepoLayout } from '../git/repo-layout'
import { readTail } from './log-tail'

/** What git was seen to do lately, from its own logs; nothing is started for it. */
export interface GitEvidence {
  /** Something in the git directory changed: reads what git has noted since. */
  look(): void
  /** Whether git noted a reset or checkout between these moments. */
  discardedBetween(fromMs: number, toMs: number): boolean
  /** Whether HEAD moved, or the index was written, between these moments. */
  wroteBetween(fromMs: number, toMs: number): boolean
  /** Commits that HEAD pointed to lately, newest first. */
  heads(): readonly CommitId[]
  /** Branches that were checked out and then left, and where they were then, oldest first; each is told once. */
  takeLeft(): readonly LeftBranch[]
  /** Commits in which git keeps work for later: stashes, and those of a rebase or merge that is under way. */
  stashes(): readonly CommitId[]
}

const mostHeads = 50
const mostStashes = 5
const rememberMs = 60_000

export function createGitEvidence(layout: RepoLayout, clock: Clock): GitEvidence {
  const { gitDir, commonDir } = layout
  const log = join(gitDir, 'logs', 'HEAD')
  let size = sizeOf(log)
  let orig = stampOf(join(gitDir, 'ORIG_HEAD'))
  let index = stampOf(join(gitDir, 'index'))
  let heads: CommitId[] = []
  let left: LeftBranch[] = []
  let deeds: { readonly atMs: number; readonly discards: boolean }[] = []

  const note = (discards: boolean): void => {
    const nowMs = clock.now()
    deeds = [...deeds.filter(({ atMs }) => atMs > nowMs - rememberMs), { atMs: nowMs, discards }]
  }

  return {
    look() {
      const nowSize = sizeOf(log)
      if (nowSize !== size) {
        // A log that became shorter was rewritten by gc: its end is all that can be new.
        const isLonger = (nowSize ?? 0) > (size ?? 0)
        const added = parseReflog(readTail(log, isLonger ? (size ?? 0) : 0, nowSize ?? 0))
        size = nowSize
        if (isLonger) left = [...left, ...added.flatMap((entry) => leftBranch(entry) ?? [])].slice(-mostHeads)
        heads = [...added.toReversed().flatMap(({ from, to }) => [to, from]), ...heads].slice(0, mostHeads)
        note(added.some(canDiscard))
      }
      const nowOrig = stampOf(join(gitDir, 'ORIG_HEAD'))
      // Without a log, git's note of where HEAD was is all there is.
      if (nowOrig !== orig) note(nowSize === null)
      orig = nowOrig
      const nowIndex = stampOf(join(gitDir, 'index'))
      if (nowIndex !== index) note(false)
      index = nowIndex
    },
    discardedBetween: (fromMs, toMs) => deeds.some((deed) => deed.discards && deed.atMs >= fromMs && deed.atMs <= toMs),
    wroteBetween: (fromMs, toMs) => deeds.some(({ atMs }) => atMs >= fromMs && atMs <= toMs),
    heads: () => heads,
    takeLeft() {
      const taken = left
      left = []
      return taken
    },
    stashes() {
      const stash = readText(join(commonDir, 'refs', 'stash'))
      const earlier = parseReflog(readTail(join(commonDir, 'logs', 'refs', 'stash'), 0)).map(({ to }) => to)
      const autostash = [join(gitDir, 'rebase-merge', 'autostash'), join(gitDir, 'rebase-apply', 'autostash')]
      const kept = [stash, readText(join(gitDir, 'MERGE_AUTOSTASH')), ...autostash.map(readText)]
      const commits = [...kept, ...earlier.toReversed().slice(0, mostStashes)].flatMap((id) => id ?? [])
      return [...new Set(commits)].filter((id) => /^[0-9a-f]{40,64}$/.test(id))
    },
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'latin1').trim()
  } catch {
    return null
  }
}

function sizeOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.size ?? null
}

function stampOf(file: string): string | null {
  const stats = statSync(file, { throwIfNoEntry: false, bigint: true })
  return stats === undefined ? null : `${stats.mtimeNs} ${stats.ino}`
}
