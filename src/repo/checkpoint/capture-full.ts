import type { Checkpoint, CheckpointReason } from '../../core/checkpoint/checkpoint'
import type { Result } from '../../core/result'
import { againWhenPruned } from './again-when-pruned'
import type { CaptureLimits } from './capture-limits'
import { attempt, orFault, type StoreError } from './fault'
import { captureGitFiles } from './git-files'
import { readHead, type HeadNow } from './read-head'
import { scanWorkTree } from './scan-work-tree'
import type { Store } from './store'

/** What a checkpoint is called and belongs to. */
export interface CaptureNote {
  readonly label: string
  readonly reason: CheckpointReason
  readonly sessionId: string | null
}

/**
 * Captures the whole work tree: tracked and untracked files, small ignored ones, modes, symlinks, empty folders and the
 * bytes of git's index. Always makes a checkpoint, also when nothing changed. A checkpoint that could not take
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

async function captureOnce(
  store: Store,
  note: CaptureNote,
  limits: CaptureLimits,
  generation: number,
): Promise<Checkpoint | null> {
  const head = await headOf(store)
  const scan = await scanWorkTree(store, limits)
  const batch = store.objects.openBatch()
  try {
    const gitFiles = await captureGitFiles(store.layout.gitDir, batch)
    return await store.publish(
      {
        work: scan.work,
        details: scan.details,
        gitFiles,
        nested: new Map(),
        generation,
        manifest: {
          ...note,
          head: head.commit,
          branch: head.branch,
          scan: 'full',
          files: scan.files,
          bytes: scan.bytes,
          newBytes: scan.newBytes,
          gitIndex: gitFiles === null ? 'absent' : 'captured',
        },
      },
      batch,
    )
  } finally {
    await batch.discard()
  }
}

/** HEAD from its files; where they do not say (reftable), git is asked. */
async function headOf(store: Store): Promise<HeadNow> {
  const { layout, git } = store
  const read = readHead(layout.gitDir, layout.commonDir)
  if (read !== null) return read
  const commit = orFault(await git.run(['rev-parse', '-q', '--verify', 'HEAD^{commit}'], { layout, okCodes: [0, 1] }))
  const branch = orFault(await git.run(['symbolic-ref', '-q', '--short', 'HEAD'], { layout, okCodes: [0, 1] }))
  return {
    commit: commit.stdout.toString('latin1').trim() || null,
    branch: branch.stdout.toString('utf8').trim() || null,
  }
}
