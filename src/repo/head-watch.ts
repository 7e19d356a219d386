import type { CommitId, Head } from '../core/repo/repo-status'
import { readHead } from './checkpoint/read-head'
import type { FixedEnd } from './diff/checkpoint-end'
import { createCommitEnd, createObjectCache } from './diff/commit-end'
import type { CatFile } from './git/cat-file'
import type { RepoLayout } from './git/repo-layout'

/** HEAD with the tree of its commit. */
export interface HeadNow {
  readonly commit: CommitId | null
  readonly branch: string | null
  readonly tree: FixedEnd
}

/** Knows where HEAD is, mostly from its files, so that a commit or checkout is noticed without starting git. */
export interface HeadWatch {
  now(): HeadNow
  /** Reads the files again. */
  look(): Promise<void>
  /** A status said where HEAD is: the only way to know where references are not plain files. */
  told(head: Head): void
}

export function createHeadWatch(deps: {
  readonly layout: RepoLayout
  readonly catFile: CatFile
  /** Where it is at first; null when its files do not say. */
  readonly first: { readonly commit: CommitId | null; readonly branch: string | null } | null
  readonly onMoved: () => void
}): HeadWatch {
  const cache = createObjectCache()
  const at = (commit: CommitId | null, branch: string | null): HeadNow => ({
    commit,
    branch,
    tree: createCommitEnd(deps.catFile, cache, commit),
  })
  let now = at(deps.first?.commit ?? null, deps.first?.branch ?? null)
  let known = deps.first !== null

  const set = (commit: CommitId | null, branch: string | null): void => {
    if (known && now.commit === commit && now.branch === branch) return
    const first = !known
    known = true
    now = at(commit, branch)
    if (!first) deps.onMoved()
  }

  return {
    now: () => now,
    async look() {
      const read = readHead(deps.layout.gitDir, deps.layout.commonDir)
      if (read !== null) set(read.commit, read.branch)
    },
    told: ({ commit, branch }) => set(commit, branch),
  }
}
