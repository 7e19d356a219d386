import type { RepoPath } from '../repo/repo-path'

/** Whether the user leaves a path out of checkpoints; a folder in the list stands for all in it. */
export function isLeftOut(path: RepoPath, leftOut: readonly RepoPath[]): boolean {
  return leftOut.some((one) => {
    // As people write folders: ./data/ is data.
    const folder = one.replace(/^(?:\.\/+)+|\/+$/g, '')
    return path === folder || path.startsWith(`${folder}/`)
  })
}
