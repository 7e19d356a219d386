import type { RepoPath } from '../../core/repo/repo-path'
import type { WatchRules } from '../watch/watcher'
import { innermostRepoOf } from '../nested-repo-above'
import type { FixedEnd } from './checkpoint-end'

/** Which paths git ignores. Checkpoints hold some of them (such as `.env`), but they are never a change. */
export interface IgnoredPaths {
  /** The given paths without those that git ignores, in the same order. */
  without(paths: readonly RepoPath[]): Promise<readonly RepoPath[]>
  /** The rules changed, or what is tracked. */
  forget(): void
}

const rememberedPaths = 50_000

/** Asks git about a path once; one that HEAD holds is tracked, whatever the rules say, and costs no git. */
export function createIgnoredPaths(deps: {
  readonly top: string
  readonly rules: Pick<WatchRules, 'checkIgnore'>
  readonly head: () => Pick<FixedEnd, 'entry'>
}): IgnoredPaths {
  const known = new Map<RepoPath, boolean>()

  const byRepo = (paths: readonly RepoPath[]): ReadonlyMap<RepoPath, readonly RepoPath[]> => {
    const groups = new Map<RepoPath, RepoPath[]>()
    const roots = new Map<RepoPath, RepoPath>()
    for (const path of paths) {
      const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0))
      const root = roots.get(folder) ?? innermostRepoOf(deps.top, path)
      roots.set(folder, root)
      groups.set(root, [...(groups.get(root) ?? []), path])
    }
    return groups
  }

  const learn = async (paths: readonly RepoPath[]): Promise<void> => {
    const head = deps.head()
    const asked: RepoPath[] = []
    for (const path of paths) {
      if (known.has(path)) continue
      if ((await head.entry(path).catch(() => null)) === null) asked.push(path)
      else known.set(path, false)
    }
    if (asked.length === 0) return
    // A repository inside has rules of its own.
    for (const [root, group] of byRepo(asked)) {
      const ignored = await deps.rules.checkIgnore(root, group)
      for (const path of group) known.set(path, ignored.has(path))
    }
  }

  return {
    async without(paths) {
      if (known.size > rememberedPaths) known.clear()
      await learn(paths)
      return paths.filter((path) => known.get(path) !== true)
    },
    forget: () => known.clear(),
  }
}
