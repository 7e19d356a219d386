import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { RepoPath } from '../../core/repo/repo-path'
import { createBreather } from '../checkpoint/breathe'
import { StoreFault } from '../checkpoint/fault'
import { objectId } from '../checkpoint/loose-object'
import type { Store } from '../checkpoint/store'
import { createCheckpointEnd } from '../diff/checkpoint-end'
import type { Side } from '../diff/side'
import type { BlobAt } from './uncounted-files'

/** Names what a checkpoint holds without reading it; undefined when the checkpoint is gone. */
export function blobsAt(store: Store, checkpoint: CheckpointId): BlobAt {
  const end = createCheckpointEnd(store, checkpoint)
  const breathe = createBreather()
  return async (path) => {
    await breathe()
    try {
      return (await end.entry(path))?.id ?? null
    } catch (thrown) {
      if (thrown instanceof StoreFault) return undefined
      throw thrown
    }
  }
}

/** Names what is on disk as a checkpoint would; undefined for what is no plain file. */
export function blobsOnDisk(readDisk: (path: RepoPath) => Promise<Side>): BlobAt {
  return async (path) => {
    const side = await readDisk(path)
    if (side.kind === 'absent') return null
    return side.kind === 'file' ? objectId('blob', side.bytes) : undefined
  }
}
