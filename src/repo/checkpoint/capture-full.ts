import { join } from 'node:path'
import type { Checkpoint, CheckpointReason } from '../../core/checkpoint/checkpoint'
import type { Result } from '../../core/result'
import { againWhenPruned } from './again-when-pruned'
import type { CaptureLimits } from './capture-limits'
import { attempt, type StoreError } from './fault'
import { keepGitState, readGitState } from './git-state'
import { headOf } from './head-of'
import { blobsOfIndex } from './index-blobs'
import { readLargeIndex } from './large/open-baseline'
import { createNestedRepos } from './nested-repo'
import { captureNestedStates } from './nested-states'
import { readRegularFile } from './read-regular-file'
import { scanWorkTree } from './scan-work-tree'
import type { Store } from './store'

/** What a checkpoint is called and belongs to. */
export interface CaptureNote {
  readonly label: string
  readonly reason: CheckpointReason
  readonly sessionId: string | null
}

/**
 * Captures the whole work tree: tracked and untracked files, small ignored ones, modes, symlinks, empty folders, the
 * repositories inside, and what git's index holds. Always makes a checkpoint, also when nothing changed. A checkpoint that could not take
 * everything is made too, and says so (`complete: false`).
 *
 * Errors: `no-space`, `read-only`, `store-busy`, `store-failed`, `store-corrupt`, and those of git.
 */
export function captureFull(
  store: Store,
  note: CaptureNote,
  limits: CaptureLimits = store.limits(),
): Promise<Result<Checkpoint, StoreError>> {
  return attempt(store.folder, () =>
    againWhenPruned(store, (generation) => captureOnce(store, note, limits, generation)),
  )
}

/** One attempt; null when it has to be made again. */
export async function captureOnce(
  store: Store,
  note: CaptureNote,
  limits: CaptureLimits,
  generation: number,
): Promise<Checkpoint | null> {
  const head = await headOf(store.git, store.layout)
  const repos = createNestedRepos(store.layout, store.gitDir)
  const batch = store.objects.openBatch()
  try {
    const large = readLargeIndex(store)
    const [scan, read] = await both(
      scanWorkTree(store, limits, repos, large),
      readGitState(store, store.layout, head.commit, batch, large),
    )
    const captured = large === null ? capturedBlobs(store) : null
    const index = await keepGitState(store, store.layout, read, batch, limits, captured)
    const nested = await captureNestedStates(store, scan.nested, batch, limits, captured)
    const lost = index.why === null ? [] : [{ path: '.git/index', why: index.why }]
    const uncaptured = [...scan.details.uncaptured, ...lost, ...nested.uncaptured]
    return await store.publish(
      {
        work: scan.work,
        details: { ...scan.details, uncaptured, nestedRepos: [...nested.repos] },
        gitFiles: index.tree,
        nested: nested.trees,
        generation,
        borrowsFrom: scan.borrowsFrom,
        manifest: {
          ...note,
          head: head.commit,
          branch: head.branch,
          scan: 'full',
          files: scan.files,
          bytes: scan.bytes,
          newBytes: scan.newBytes,
          gitIndex: index.tree === null ? 'absent' : 'captured',
        },
      },
      batch,
    )
  } finally {
    repos.close()
    await batch.discard()
  }
}

/** What the store's own index has after a scan: all blobs of the work tree. Null when it cannot be read. */
function capturedBlobs({ gitDir }: Store): ReadonlySet<string> | null {
  const own = readRegularFile(join(gitDir, 'index'))
  return own === null ? null : blobsOfIndex(own.bytes, 'all')
}

/** Waits for both, also when one fails, so that neither goes on behind our back. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second])
  return Promise.all([first, second])
}
