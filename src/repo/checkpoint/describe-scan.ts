import type { Details } from '../../core/checkpoint/manifest'
import { isExecutable, type FileTimes } from './disk'
import type { UnchangedFiles } from './large/unchanged-files'
import { repoPath, type RawPath } from './raw-path'
import type { FolderWalk } from './walk-folders'

/** A file or symlink that is in the tree of a scan. */
export interface Seen {
  readonly size: number
  /** Null for a symlink, which has none of its own. */
  readonly permissions: number | null
  readonly times: FileTimes | null
}

/** The details of a full capture, from what was seen of each path, and the permissions of files known to be unchanged. */
export function describeScan(
  seen: ReadonlyMap<RawPath, Seen>,
  unchanged: Pick<UnchangedFiles, 'permissions' | 'eachBut'>,
  uncaptured: ReadonlyMap<RawPath, string>,
  leftOut: readonly RawPath[],
  walk: Pick<FolderWalk, 'emptyFolders' | 'permissions'>,
  ignoredFolders: readonly RawPath[],
): Details {
  const counts = new Map(unchanged.permissions)
  const count = (permissions: number) => counts.set(permissions, (counts.get(permissions) ?? 0) + 1)
  for (const { permissions } of seen.values()) if (permissions !== null) count(permissions)
  const usual = {
    file: mostCommon(counts, (one) => !isExecutable(one)) ?? 0o644,
    executable: mostCommon(counts, isExecutable) ?? 0o755,
  }
  const folderCounts = new Map<number, number>()
  for (const bits of walk.permissions.values()) folderCounts.set(bits, (folderCounts.get(bits) ?? 0) + 1)
  const usualFolder = mostCommon(folderCounts, () => true) ?? 0o755
  const unusual: [string, number][] = []
  const compare = (path: RawPath, permissions: number) => {
    if (permissions !== (isExecutable(permissions) ? usual.executable : usual.file))
      unusual.push([repoPath(path), permissions])
  }
  unchanged.eachBut([usual.file, usual.executable], compare)
  for (const [path, { permissions }] of seen) if (permissions !== null) compare(path, permissions)
  return {
    version: 1,
    usual,
    permissions: unusual,
    emptyFolders: walk.emptyFolders.map(repoPath),
    usualFolder,
    folderPermissions: [...walk.permissions]
      .filter(([, bits]) => bits !== usualFolder)
      .map(([path, bits]) => [repoPath(path), bits]),
    ignoredFolders: ignoredFolders.map(repoPath),
    leftOut: leftOut.map(repoPath),
    uncaptured: [...uncaptured].map(([path, why]) => ({ path: repoPath(path), why })),
    nestedRepos: [],
  }
}

function mostCommon(counts: ReadonlyMap<number, number>, isOne: (value: number) => boolean): number | undefined {
  return [...counts].filter(([value]) => isOne(value)).toSorted(([, a], [, b]) => b - a)[0]?.[0]
}
