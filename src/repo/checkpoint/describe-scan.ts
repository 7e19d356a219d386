import type { Details } from '../../core/checkpoint/manifest'
import { isExecutable, type FileTimes } from './disk'
import { repoPath, type RawPath } from './raw-path'

/** A file or symlink that is in the tree of a scan. */
export interface Seen {
  readonly size: number
  /** Null for a symlink, which has none of its own. */
  readonly permissions: number | null
  readonly times: FileTimes | null
}

/** The details of a full capture, from what was seen of each path. */
export function describeScan(
  seen: ReadonlyMap<RawPath, Seen>,
  uncaptured: ReadonlyMap<RawPath, string>,
  leftOut: readonly RawPath[],
  emptyFolders: readonly RawPath[],
  ignoredFolders: readonly RawPath[],
): Details {
  const all = [...seen].flatMap(([path, { permissions }]) => (permissions === null ? [] : [{ path, permissions }]))
  const usual = {
    file: mostCommon(all.map(({ permissions }) => permissions).filter((one) => !isExecutable(one))) ?? 0o644,
    executable: mostCommon(all.map(({ permissions }) => permissions).filter(isExecutable)) ?? 0o755,
  }
  return {
    version: 1,
    usual,
    permissions: all
      .filter(({ permissions }) => permissions !== (isExecutable(permissions) ? usual.executable : usual.file))
      .map(({ path, permissions }) => [repoPath(path), permissions]),
    emptyFolders: emptyFolders.map(repoPath),
    ignoredFolders: ignoredFolders.map(repoPath),
    leftOut: leftOut.map(repoPath),
    uncaptured: [...uncaptured].map(([path, why]) => ({ path: repoPath(path), why })),
    nestedRepos: [],
  }
}

function mostCommon(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}
