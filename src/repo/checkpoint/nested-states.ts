import type { NestedRepoState } from '../../core/checkpoint/manifest'
import type { RepoPath } from '../../core/repo/repo-path'
import type { CaptureLimits } from './capture-limits'
import { captureGitState } from './git-state'
import type { ObjectId } from './loose-object'
import type { NestedRepo } from './nested-repo'
import type { ObjectBatch } from './object-batch'
import { join, repoPath, type RawPath } from './raw-path'
import { headOf } from './head-of'
import type { Store } from './store'

/** A folder of the work tree in which a repository begins. */
export interface NestedFound {
  readonly path: RawPath
  readonly repo: NestedRepo
  /** git could not read it. */
  readonly broken: boolean
}

export interface NestedStates {
  readonly repos: readonly NestedRepoState[]
  readonly trees: ReadonlyMap<RepoPath, ObjectId>
  readonly uncaptured: readonly { readonly path: RepoPath; readonly why: string }[]
}

/** Captures where each repository inside stands and what its index holds. Nothing of its configuration runs. */
export async function captureNestedStates(
  store: Store,
  found: readonly NestedFound[],
  batch: ObjectBatch,
  limits: CaptureLimits,
  captured: ReadonlySet<string> | null,
): Promise<NestedStates> {
  const repos: NestedRepoState[] = []
  const trees = new Map<RepoPath, ObjectId>()
  const uncaptured: { path: RepoPath; why: string }[] = []
  for (const { path: raw, repo, broken } of found) {
    const path = repoPath(raw)
    if (repo.kind === 'none') continue
    if (repo.kind === 'foreign' || broken) {
      uncaptured.push({ path: repoPath(join(raw, '.git')), why: 'NESTED_REPO' })
      continue
    }
    const head = await headOf(store.git, repo.layout)
    repos.push({ path, head: head.commit, branch: head.branch })
    const { tree, why } = await captureGitState(store, repo.layout, head.commit, batch, limits, captured)
    if (tree !== null) trees.set(path, tree)
    if (why !== null) uncaptured.push({ path: repoPath(join(raw, '.git/index')), why })
  }
  return { repos, trees, uncaptured }
}
