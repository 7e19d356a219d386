import { randomBytes } from 'node:crypto'
import { mayMoveIndex } from '../../../core/checkpoint/restore-plan'
import type { RepoPath } from '../../../core/repo/repo-path'
import type { RepoLayout } from '../../git/repo-layout'
import type { ObjectId } from '../loose-object'
import { createNestedRepos } from '../nested-repo'
import { rawPath } from '../raw-path'
import type { CheckpointRecord } from '../record'
import type { Store } from '../store'
import { indexFiles } from './git-index'
import type { IndexStep } from './journal'

/** What the index of a repository is called among the paths of the work tree. */
export function indexPath(repo: RepoPath): RepoPath {
  return `${repo === '' ? '' : `${repo}/`}.git/index`
}

/**
 * The indexes that a restore of everything moves: the work tree's own, and those of the repositories inside that both
 * checkpoints know. None where the target did not read them itself, or where one of the two could not take what they name.
 */
export async function planIndexes(
  store: Pick<Store, 'objects'>,
  safety: CheckpointRecord,
  target: CheckpointRecord,
  wanted: (repo: RepoPath) => boolean,
): Promise<readonly IndexStep[]> {
  if (!holdsIndex(target) || !holdsIndex(safety)) return []
  const pairs: { readonly repo: RepoPath; readonly from: ObjectId | null; readonly to: ObjectId | null }[] = [
    { repo: '', from: safety.gitFiles, to: target.gitFiles },
  ]
  const known = new Set(safety.details.nestedRepos.map(({ path }) => path))
  for (const { path } of target.details.nestedRepos) {
    if (!known.has(path)) continue
    pairs.push({ repo: path, from: safety.nested.get(path) ?? null, to: target.nested.get(path) ?? null })
  }
  const steps: IndexStep[] = []
  for (const pair of pairs) {
    if (!wanted(pair.repo) || !mayMoveIndex(indexPath(pair.repo), safety.details, target.details)) continue
    const before = (await indexFiles(store, pair.from)).get('index')
    const after = (await indexFiles(store, pair.to)).get('index')
    if (before !== after) steps.push({ ...pair, temp: `.ckpt-${randomBytes(6).toString('hex')}.tmp` })
  }
  return steps
}

/** A checkpoint of a change may carry the index of an earlier one. */
function holdsIndex({ manifest }: CheckpointRecord): boolean {
  return manifest.gitIndex !== 'inherited'
}

/** Acts on the repository at a path of the work tree (`''` is its own); null when there is none of its own any more. */
export async function withRepoOf<T>(
  store: Pick<Store, 'layout' | 'gitDir'>,
  repo: RepoPath,
  act: (layout: RepoLayout) => Promise<T> | T,
): Promise<T | null> {
  if (repo === '') return act(store.layout)
  const nested = createNestedRepos(store.layout, store.gitDir)
  try {
    const found = nested.find(rawPath(repo))
    return found.kind === 'repo' ? await act(found.layout) : null
  } finally {
    nested.close()
  }
}
