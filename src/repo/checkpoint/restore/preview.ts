import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import type { RestoreError, RestorePreview } from '../../../core/checkpoint/restore'
import { createPathFilter, type RestoreStep, sortKept } from '../../../core/checkpoint/restore-plan'
import type { RepoPath } from '../../../core/repo/repo-path'
import type { Result } from '../../../core/result'
import { againWhenPruned } from '../again-when-pruned'
import type { CaptureLimits } from '../capture-limits'
import { attempt, errnoOf, type StoreError } from '../fault'
import { objectId } from '../loose-object'
import { createNestedRepos } from '../nested-repo'
import type { CheckpointRecord } from '../record'
import { scanWorkTree, type WorkTreeScan } from '../scan-work-tree'
import type { Store } from '../store'
import { indexFiles } from './git-index'
import { indexPath } from './nested-index'
import { missingBlobs, readKeptIndex } from './pinned-objects'
import { planRestore } from './plan-restore'
import { sameIndex } from './same-index'
import { keepSeen } from './seen'

export interface PreviewRequest {
  readonly checkpointId: CheckpointId
  /** Files, and folders that stand for all in them; null for everything. */
  readonly paths: readonly RepoPath[] | null
  readonly limits?: CaptureLimits
}

const keptIndex = { path: indexPath(''), why: 'COMMIT_GONE' }

/**
 * What `restore` would do now, from a full look at the disk. It changes nothing and publishes nothing; it remembers what
 * it saw under `seen`, so that the restore keeps what changes in between. Errors: `no-such-checkpoint`, and those of
 * `captureFull`.
 */
export function previewRestore(
  store: Store,
  { checkpointId, paths, limits = store.limits() }: PreviewRequest,
): Promise<Result<RestorePreview, StoreError | RestoreError>> {
  const look = async () => {
    const target = await store.record(checkpointId)
    const now = await scanNow(store, limits)
    const plan = await planRestore(store, now, target, createPathFilter(paths))
    const isKept = paths !== null || plan.keep.some(({ path }) => path === indexPath(''))
    const index = isKept ? 'as-it-is' : await whatOfIndex(store, target)
    const pathsOf = (wanted: (step: RestoreStep) => boolean) => plan.steps.filter(wanted).map(({ path }) => path)
    return {
      write: pathsOf(({ to }) => to !== null),
      delete: pathsOf(({ to }) => to === null),
      keep: index === 'commit-gone' ? sortKept([...plan.keep, keptIndex]) : plan.keep,
      staged: index === 'goes-back',
      filesNow: now.files,
      seen: await keepSeen(store, checkpointId, paths, plan),
    }
  }
  return attempt(store.folder, () => againWhenPruned(store, look))
}

/** What the restore would do with git's index. One that was only refreshed since says the same. */
async function whatOfIndex(
  store: Store,
  { manifest, gitFiles }: CheckpointRecord,
): Promise<'as-it-is' | 'goes-back' | 'commit-gone'> {
  if (manifest.gitIndex === 'inherited') return 'as-it-is'
  const files = await indexFiles(store, gitFiles)
  const captured = files.get('index') ?? null
  const now = await readFile(join(store.layout.gitDir, 'index')).catch(nullIfMissing)
  if (now === null ? captured === null : objectId('blob', now) === captured) return 'as-it-is'
  if (await sameIndex(store, store.layout, now, captured)) return 'as-it-is'
  const kept = await readKeptIndex(store, files)
  const lost = kept === null ? [] : (await missingBlobs(store, store.layout, kept)).lost
  return lost.length > 0 ? 'commit-gone' : 'goes-back'
}

function nullIfMissing(thrown: unknown): null {
  if (errnoOf(thrown) === 'ENOENT') return null
  throw thrown
}

async function scanNow(store: Store, limits: CaptureLimits): Promise<WorkTreeScan> {
  const repos = createNestedRepos(store.layout, store.gitDir)
  try {
    return await scanWorkTree(store, limits, repos)
  } finally {
    repos.close()
  }
}
