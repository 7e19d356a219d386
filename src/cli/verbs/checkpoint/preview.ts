import { describeError } from '../../../core/errors/describe-error'
import { displayName } from '../../../core/words/display-name'
import { previewRestore } from '../../../repo/checkpoint/restore/preview'
import { jsonPath } from '../../json-path'
import { failed, type Outcome, said } from '../../outcome'
import type { ActionCall } from './action'
import { findCheckpoint } from '../../resolve-checkpoint'
import { wantedPaths } from '../../wanted-paths'
import { keptJson, keptLines, listed } from './words'

/** `checkpoint preview ID`: what a restore would do now. */
export async function preview({ repo, context, id: named, paths: wanted }: ActionCall): Promise<Outcome> {
  const paths = wantedPaths(wanted, { folder: repo.folder, top: repo.layout.top })
  if (!paths.ok) return failed(paths.error)
  const found = await findCheckpoint(repo, named ?? '', context)
  if (!found.ok) return failed(found.error)
  const plan = await previewRestore(found.value.store, { checkpointId: found.value.id, paths: paths.value })
  if (!plan.ok) return failed(describeError(plan.error))

  const { write, delete: deleted, keep, staged } = plan.value
  const lines = [
    ...listed('Write', write, displayName),
    ...listed('Delete', deleted, displayName),
    ...keptLines(keep),
    ...(staged ? ['What was staged then is staged again.'] : []),
  ]
  return said(
    { write: write.map(jsonPath), delete: deleted.map(jsonPath), keep: keptJson(keep) },
    lines.length === 0 ? 'Nothing would change.' : lines.join('\n'),
    { notes: repo.notes },
  )
}
