import type { RepoPath } from './repo-path'

/** The first of `paths` that is the path itself or a folder above it, by whole segments; null when none is. */
export function coveringPath(
  paths: { has(path: RepoPath): boolean; readonly size: number },
  path: RepoPath,
): RepoPath | null {
  if (paths.size === 0) return null
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    const folder = path.slice(0, slash)
    if (paths.has(folder)) return folder
  }
  return paths.has(path) ? path : null
}
