import type { CheckpointError } from '../../core/checkpoint/checkpoint'
import type { ScopeEnd } from '../../core/diff/scope'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import type { Result } from '../../core/result'
import type { FixedEnd } from './checkpoint-end'
import { compare, outline } from './compared'
import type { IgnoredPaths } from './ignored-paths'
import type { Lanes } from './lanes'
import type { ScopeView } from './scope-view'

/** Two ends that never change, such as the captures before and after a change. */
export function createFixedView(deps: {
  readonly from: ScopeEnd
  readonly to: ScopeEnd
  readonly old: FixedEnd
  readonly now: FixedEnd
  readonly lanes: Lanes
  readonly ignored: IgnoredPaths
  readonly candidates: () => Promise<Result<readonly RepoPath[], RepoError | CheckpointError>>
}): ScopeView {
  const { from, to, old, now, lanes, ignored } = deps
  return {
    from,
    to,
    live: false,
    shownAs: (path) => path,
    newBatch: () => {},
    async candidates() {
      const paths = await deps.candidates()
      return paths.ok ? { ok: true, value: await ignored.without(paths.value) } : paths
    },
    prepare: () => Promise.resolve(),
    async compare(path, signal, whitespace) {
      return compare(path, await old.read(path), await now.read(path), (...texts) =>
        lanes.compareText(...texts, signal, whitespace),
      )
    },
    outline: async (path) => outline(path, await old.entry(path), await now.entry(path)),
    read: (path, side) => (side === 'old' ? old : now).read(path),
    below: () => Promise.resolve([]),
    stamp: () => null,
  }
}
