import type { RepoPath } from '../repo/repo-path'

/** Content that a checkpoint has and that its path has no more. */
export interface GoneContent {
  readonly path: RepoPath
  /** `reverted`: what the commit of HEAD has stands there now. */
  readonly how: 'deleted' | 'reverted'
  /** What else has the same content: a commit that HEAD pointed to, a stash (or another place git keeps for later), nothing. */
  readonly heldBy: 'head' | 'stash' | null
  /** The path was there when the session began, and no commit has a file of that name. */
  readonly wasOwn: boolean
}

/** What git did around that time. */
export interface GitDeeds {
  /** HEAD points to another commit than before. */
  readonly headMoved: boolean
  /** A `reset` or a forced checkout was noted by git. */
  readonly reset: boolean
}

/** So many files gone at once are no everyday deletion, */
const many = 5
/** nor are so many whose content nothing else has, */
const manyUncommitted = 3
/** nor is such a share of a small work tree. */
const share = 1 / 4

/**
 * Whether files disappeared: null for what is everyday work (one file deleted, a branch switched, a stash), otherwise
 * which. What a commit of HEAD holds is no loss when HEAD moved; a mass deletion without that is one.
 */
export function decideLoss(
  gone: readonly GoneContent[],
  deeds: GitDeeds,
  filesBefore: number,
): { readonly cause: 'reset' | 'deleted'; readonly gone: readonly GoneContent[] } | null {
  const uncommitted = gone.filter(({ heldBy }) => heldBy === null)
  const counted = deeds.headMoved
    ? uncommitted
    : gone.filter(({ how, heldBy }) => heldBy === null || (how === 'deleted' && heldBy === 'head'))
  const reverted = counted.filter(({ how }) => how === 'reverted').length
  const cause = deeds.reset || reverted > counted.length / 2 ? 'reset' : 'deleted'
  const isLoss =
    (deeds.reset && uncommitted.length > 0) ||
    uncommitted.some(({ wasOwn }) => wasOwn) ||
    uncommitted.length >= manyUncommitted ||
    counted.length >= many ||
    (counted.length >= 2 && counted.length > filesBefore * share)
  return isLoss ? { cause, gone: counted } : null
}

/**
 * Deleted files of a commit for which one came of the same name elsewhere, or of the same stem beside it (`a.js` became
 * `a.ts`): moved and rewritten, not gone. Each file that came stands for one that went.
 */
export function movedAway(deleted: readonly RepoPath[], added: readonly RepoPath[]): ReadonlySet<RepoPath> {
  const waiting = new Map<string, number>()
  for (const path of added) for (const key of keysOf(path)) waiting.set(key, (waiting.get(key) ?? 0) + 1)
  const moved = new Set<RepoPath>()
  for (const path of deleted) {
    const key = keysOf(path).find((candidate) => (waiting.get(candidate) ?? 0) > 0)
    if (key === undefined) continue
    waiting.set(key, (waiting.get(key) ?? 0) - 1)
    moved.add(path)
  }
  return moved
}

function keysOf(path: RepoPath): readonly string[] {
  const slash = path.lastIndexOf('/')
  const name = path.slice(slash + 1)
  const dot = name.lastIndexOf('.')
  return [`name ${name}`, `stem ${path.slice(0, slash + 1)}${dot > 0 ? name.slice(0, dot) : name}`]
}
