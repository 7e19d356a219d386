import type { RepoPath } from './repo-path'
import type { ChangedFile } from './repo-status'

/** Every path that an uncommitted file touches: of a rename also the old one. */
export function pathsOf({ path, from }: Pick<ChangedFile, 'path' | 'from'>): readonly RepoPath[] {
  return from === null ? [path] : [path, from]
}
