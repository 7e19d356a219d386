import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import type { RepoPath } from '../../core/repo/repo-path'
import type { ChangeKey } from '../../core/review/attribution'
import type { Version } from './contents'
import { type FileEntry, type FindEdits, follow, newEntry } from './file-entry'
import type { LargeChange } from './uncounted-files'

/**
 * What is known of one file of changes that were too large to be followed, oldest first, as if it had been followed. Null
 * when it has no lines, or a checkpoint of it is gone by now.
 */
export async function followLarge(
  path: RepoPath,
  changes: readonly LargeChange[],
  how: {
    readonly versionAt: (checkpoint: CheckpointId) => Promise<Version | null>
    readonly keyOf: (change: LargeChange) => ChangeKey
    readonly findEdits: FindEdits
  },
): Promise<FileEntry | null> {
  let entry: FileEntry | null = null
  for (const change of changes) {
    const [before, after] = [await how.versionAt(change.from), await how.versionAt(change.to)]
    if (before === null || after === null) return null
    const key = how.keyOf(change)
    const start: FileEntry = await follow(entry ?? newEntry(path, before), before, 0, how.findEdits)
    const next: FileEntry = await follow(start, after, key, how.findEdits)
    const writer = change.files.get(path)?.writer
    entry = writer === undefined ? next : { ...next, writers: new Map([...next.writers, [key, writer]]) }
  }
  return entry
}
