import type { RepoId } from '../repo/repo-status'

/** What decides whether the active repo becomes the one in which Codex has begun to work. */
interface FollowFacts {
  /** The user pinned the active repo when this is false. */
  readonly follows: boolean
  readonly activeRepoId: RepoId | null
  readonly sessionRepoId: RepoId
  /** This session has led to a switch before, or the user has chosen a repository since it began. */
  readonly spent: boolean
  /** A live diff window has the focus: somebody is reading. */
  readonly diffFocused: boolean
  /** A commit or a start is under way in the active repo. */
  readonly acting: boolean
}

/** Whether a Codex session makes its repository the active one: once at the most, and never under somebody's eyes. */
export function mayFollow(facts: FollowFacts): boolean {
  const { follows, activeRepoId, sessionRepoId, spent, diffFocused, acting } = facts
  return follows && activeRepoId !== null && activeRepoId !== sessionRepoId && !spent && !diffFocused && !acting
}
