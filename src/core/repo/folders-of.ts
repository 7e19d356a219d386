import type { RepoPath } from './repo-path'

/** The folders a path lies in: "a" and "a/b" of "a/b/c". */
export function foldersOf(path: RepoPath): readonly RepoPath[] {
  const folders: RepoPath[] = []
  for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) folders.push(path.slice(0, end))
  return folders
}
