import type { CheckpointError } from '../../core/checkpoint/checkpoint'
import type { Clock } from '../../core/clock'
import type { ScopeEnd, Whitespace } from '../../core/diff/scope'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import type { Result } from '../../core/result'
import type { FixedEnd } from './checkpoint-end'
import { nestedRepoAbove } from '../nested-repo-above'
import { parentPath } from '../watch/native-watch'
import { compare, outline } from './compared'
import { readDiskSide, stampOf, type Stamp } from './disk-side'
import type { IgnoredPaths } from './ignored-paths'
import type { Lanes } from './lanes'
import type { Compared, ScopeView } from './scope-view'
import { type Side, submoduleMode } from './side'

export interface LiveViewDeps {
  readonly top: string
  readonly clock: Clock
  readonly from: ScopeEnd
  readonly old: FixedEnd
  /** Whether a repository inside is one thing, its commit, or a folder with files like any other. */
  readonly nested: 'commits' | 'files'
  readonly lanes: Lanes
  readonly ignored: IgnoredPaths
  readonly candidates: () => Promise<Result<readonly RepoPath[], RepoError | CheckpointError>>
  /** Answers for a path that plain bytes cannot decide; undefined leaves it to them. */
  readonly special?: (
    path: RepoPath,
    old: Side,
    now: Side,
    signal: AbortSignal,
    whitespace: Whitespace,
  ) => Promise<Compared | null | undefined>
}

/** A fixed end against the disk, as it is at the moment each file is asked for. */
export function createLiveView(deps: LiveViewDeps): ScopeView {
  const { top, clock, from, old: fixed, lanes, ignored } = deps
  /** The nested repository that the files of a folder belong to, as of the batch that is compared. */
  let repoOf = new Map<RepoPath, RepoPath | null>()
  const shownAs = (path: RepoPath): RepoPath => {
    if (deps.nested === 'files') return path
    const folder = parentPath(path)
    let repo = repoOf.get(folder)
    if (repo === undefined) {
      repo = nestedRepoAbove(top, path)
      repoOf.set(folder, repo)
    }
    return repo ?? path
  }
  const isShown = async (path: RepoPath) => (await ignored.without([path])).length > 0
  return {
    from,
    to: { kind: 'disk' },
    live: true,
    shownAs,
    newBatch() {
      repoOf = new Map()
    },
    async candidates() {
      const paths = await deps.candidates()
      return paths.ok ? { ok: true, value: await ignored.without(paths.value) } : paths
    },
    async prepare(paths) {
      await ignored.without(paths)
    },
    async compare(path, signal, whitespace) {
      const old = await fixed.read(path)
      // A file that the old end has is one of the outer repository's, whatever lies around it.
      if (old.kind === 'absent' && shownAs(path) !== path) return null
      const found = await readDiskSide(top, path, clock, old.kind !== 'absent', signal)
      const now: Side = found.kind === 'submodule' && deps.nested === 'files' ? { kind: 'absent' } : found
      const special = await deps.special?.(path, old, now, signal, whitespace)
      const compared =
        special === undefined
          ? await compare(path, old, now, (...texts) => lanes.compareText(...texts, signal, whitespace))
          : special
      return compared !== null && (await isShown(path)) ? compared : null
    },
    async outline(path, stamp) {
      const entry = await fixed.entry(path).catch(() => null)
      if (entry === null && shownAs(path) !== path) return null
      const mode = diskModeOf(stamp) ?? (isFolder(stamp) && entry?.mode === submoduleMode ? submoduleMode : null)
      const found = outline(path, entry, mode === null ? null : { mode, id: null })
      return found !== null && (await isShown(path)) ? found : null
    },
    async read(path, side) {
      if (side === 'old') return fixed.read(path)
      return (await isShown(path)) ? readDiskSide(top, path, clock, false) : { kind: 'absent' }
    },
    below: (path) => fixed.below(path).catch(() => []),
    stamp: (path) => stampOf(top, path, clock.now()),
  }
}

function isFolder(stamp: Stamp | null): boolean {
  return (Number(stamp?.mode ?? 0n) & 0o170000) === 0o040000
}

/** The mode git would write for what an lstat found; null for a folder and for what git cannot hold. */
function diskModeOf(stamp: Stamp | null): number | null {
  const type = Number(stamp?.mode ?? 0n) & 0o170000
  if (type === 0o120000) return 0o120000
  if (type !== 0o100000) return null
  return (Number(stamp?.mode ?? 0n) & 0o100) === 0 ? 0o100644 : 0o100755
}
