import type { NestedRepoState } from '../../core/checkpoint/manifest'
import type { RepoPath } from '../../core/repo/repo-path'
import { carryGitState } from './carry-git-state'
import type { ObjectId } from './loose-object'
import type { NestedFound } from './nested-states'
import type { ObjectBatch } from './object-batch'
import { join, repoPath, type RawPath } from './raw-path'
import { readHead } from './read-head'
import type { CheckpointRecord } from './record'
import type { Store } from './store'

/** Where the repositories inside stand now, without starting git. An index that may have changed unseen is left out. */
export async function carryNestedStates(
  store: Store,
  base: CheckpointRecord,
  nested: readonly NestedFound[],
  batch: ObjectBatch,
): Promise<{
  readonly states: readonly NestedRepoState[]
  readonly trees: ReadonlyMap<RepoPath, ObjectId>
  /** Git directories that could not be read. */
  readonly unread: readonly RawPath[]
}> {
  const states: NestedRepoState[] = []
  const trees = new Map<RepoPath, ObjectId>()
  const unread: RawPath[] = []
  const before = new Map(base.details.nestedRepos.map((state) => [state.path, state]))
  for (const { path: raw, repo, broken } of nested) {
    if (repo.kind !== 'repo' || broken) {
      unread.push(join(raw, '.git'))
      continue
    }
    const path = repoPath(raw)
    const head = readHead(repo.layout.gitDir, repo.layout.commonDir)
    const known = before.get(path) ?? { path, head: null, branch: null }
    // Where HEAD is not kept in plain files, it is as it was when git was asked.
    states.push(head === null ? known : { path, head: head.commit, branch: head.branch })
    const carried = await carryGitState(store, repo.layout, base.nested.get(path) ?? null, batch)
    if (carried.known === 'captured' && carried.tree !== null) trees.set(path, carried.tree)
  }
  return { states, trees, unread }
}
