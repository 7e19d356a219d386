import type { RepoId } from '../repo/repo-status'

interface Listed {
  readonly id: string
  readonly repoId: RepoId
  readonly state: string
}

/**
 * The session that a live diff lists the changes of: the one that its scopes compare, as far as that is known, else the one
 * that is on here, else the newest. `sessions` come newest first.
 */
export function shownSession<T extends Listed>(
  sessions: readonly T[],
  repoId: RepoId,
  compared: Readonly<Record<RepoId, string>>,
): T | null {
  const here = sessions.filter(({ repoId: of, state }) => of === repoId && !failures.has(state))
  return (
    here.find(({ id }) => id === compared[repoId]) ??
    here.find(({ state }) => state === 'live' || state === 'starting') ??
    here[0] ??
    null
  )
}

/** Such a session has nothing to show; the first is what windows are told. */
const failures: ReadonlySet<string> = new Set(['failed', 'failed-to-start'])
