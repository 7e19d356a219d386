import type { RepoPath } from '../repo/repo-path'

/** Whether the user leaves a path out of checkpoints; a folder in the list stands for all in it. */
export function isLeftOut(path: RepoPath, leftOut: readonly RepoPath[]): boolean {
  return leftOut.some((one) => {
    const folder = bareFolder(one)
    return path === folder || path.startsWith(`${folder}/`)
  })
}

/** A folder without what people write around it: ./data/ is data. */
export function bareFolder(written: string): RepoPath {
  return written.replace(/^(?:\.\/+)+|\/+$/g, '')
}
