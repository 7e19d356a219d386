import type { RepoPath } from '../repo/repo-path'

/** Whether the user leaves a path out of checkpoints; a folder in the list stands for all in it. */
export function isLeftOut(path: RepoPath, leftOut: readonly RepoPath[]): boolean {
  return leftOut.some((one) => {
    const folder = one.endsWith('/') ? one.slice(0, -1) : one
    return path === folder || path.startsWith(`${folder}/`)
  })
}
