import type { CheckpointId } from '../../core/checkpoint/checkpoint'
import { linesOfFile } from '../../core/diff/line-total'
import { ok, type Result } from '../../core/result'
import type { StoreError } from '../checkpoint/fault'
import { diffCheckpoints, type TreeChange } from '../checkpoint/read'
import type { Store } from '../checkpoint/store'
import { compare, outline } from '../diff/compared'
import { createCheckpointEnd } from '../diff/checkpoint-end'
import type { IgnoredPaths } from '../diff/ignored-paths'
import type { Lanes } from '../diff/lanes'
import type { CountedFile } from './change-tracker'

/**
 * Above this many files in one change their lines are not counted, as the review does not follow them either: a large one
 * would hold up the live diff for seconds, and nobody reads them one by one.
 */
const countedFiles = 1000

/** The files that differ between two checkpoints, with their lines; ignored files are no change. */
export async function countFiles(
  deps: { readonly store: Store; readonly lanes: Lanes; readonly ignored: IgnoredPaths },
  from: CheckpointId,
  to: CheckpointId,
): Promise<Result<readonly CountedFile[], StoreError>> {
  const { store, lanes, ignored } = deps
  const differing = await diffCheckpoints(store, from, to)
  if (!differing.ok) return differing
  const shown = new Set(await ignored.without(differing.value.map(({ path }) => path)))
  const changes = differing.value.filter(({ path }) => shown.has(path))
  const old = createCheckpointEnd(store, from)
  const now = createCheckpointEnd(store, to)
  const signal = new AbortController().signal

  const count = async (change: TreeChange): Promise<CountedFile | null> => {
    const { path } = change
    const compared =
      changes.length > countedFiles
        ? outline(path, change.old, change.new)
        : await compare(path, await old.read(path), await now.read(path), (...texts) =>
            lanes.compareText(...texts, signal),
          )
    if (compared === null) return null
    const { added, removed } = linesOfFile(compared.diff)
    return { path, added, removed, kind: compared.diff.change }
  }
  const counted: CountedFile[] = []
  for (const change of changes) {
    const file = await count(change)
    if (file !== null) counted.push(file)
  }
  return ok(counted)
}
