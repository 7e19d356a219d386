import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import { isBinary } from '../../core/diff/is-binary'
import type { RepoPath } from '../../core/repo/repo-path'
import type { Store } from '../checkpoint/store'
import { createCheckpointEnd } from '../diff/checkpoint-end'
import type { Side } from '../diff/side'
import type { Contents, Version } from './contents'

/** Reads versions of files; null is what has no lines: binary, too large, a link, or not readable. */
export interface FileVersions {
  of(side: Side): Promise<Version | null>
  /** As a checkpoint holds them. */
  at(store: Store, checkpoint: CheckpointId): (path: RepoPath) => Promise<Version | null>
}

export function createFileVersions(contents: Contents): FileVersions {
  const of = async (side: Side): Promise<Version | null> => {
    if (side.kind === 'absent') return contents.put(new Uint8Array())
    return side.kind === 'file' && !isBinary(side.bytes) ? contents.put(side.bytes) : null
  }
  return {
    of,
    at(store, checkpoint) {
      const end = createCheckpointEnd(store, checkpoint)
      return async (path) => of(await end.read(path))
    },
  }
}
