import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import type { RestoreError, RestorePreview } from '../../../core/checkpoint/restore'
import { createPathFilter, type RestoreStep } from '../../../core/checkpoint/restore-plan'
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
import { planRestore } from './plan-restore'
import { sameIndex } from './same-index'
import { keepSeen } from './seen'

export interface PreviewRequest {
  readonly checkpointId: CheckpointId
  /** Files, and folders that stand for all in them; null for everything. */
  readonly paths: readonly RepoPath[] | null
  readonly limits?: CaptureLimits
}

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
    const pathsOf = (wanted: (step: RestoreStep) => boolean) => plan.steps.filter(wanted).map(({ path }) => path)
    return {
      write: pathsOf(({ to }) => to !== null),
      delete: pathsOf(({ to }) => to === null),
      keep: plan.keep,
      staged: paths === null && (await stagedDiffers(store, target)),
      filesNow: now.files,
      seen: await keepSeen(store, checkpointId, paths, plan),
    }
  }
  return attempt(store.folder, () => againWhenPruned(store, look))
}

/** Whether the restore would put git's index back. One that was only refreshed since says the same. */
async function stagedDiffers(store: Store, { manifest, gitFiles }: CheckpointRecord): Promise<boolean> {
  if (manifest.gitIndex === 'inherited') return false
  const captured = (await indexFiles(store, gitFiles)).get('index') ?? null
  const now = await readFile(join(store.layout.gitDir, 'index')).catch(nullIfMissing)
  if (now === null || captured === null) return now !== captured
  return objectId('blob', now) !== captured && !(await sameIndex(store, store.layout, now, captured))
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
