import type { RestoreOutcome } from '../core/checkpoint/restore'
import { unreachable, type Result } from '../core/result'
import type { RestoredFrom } from '../core/session/change'
import type { RepoRequest, RestoreFailure } from '../shared/repo-contract'
import { readCheckpoint } from './checkpoint/read'
import { recoverRestore } from './checkpoint/restore/recover'
import { restore } from './checkpoint/restore/restore'
import { restoreHunk } from './checkpoint/restore/restore-hunk'
import { restoreState } from './checkpoint/restore/state'
import { undoRestore } from './checkpoint/restore/undo'
import type { Store } from './checkpoint/store'
import type { RepoService } from './repo-service-port'

type Asked = Extract<RepoRequest, { type: 'restore' | 'restore-hunk' | 'undo-restore' | 'recover-restore' }>
type Answer = Result<RestoreOutcome, RestoreFailure>

/** Restores, undoes or recovers. During a session captures wait meanwhile, and the diff shows what was written at once. */
export async function answerRestore(service: RepoService, store: Store, request: Asked): Promise<Answer> {
  const answer = await service.sessions.restoring<Answer>(async () => {
    const from = await whatFrom(store, request)
    service.checkpointsChanged()
    const done = await run(store, request)
    if (!done.ok) return { answer: done, from: null, paths: [] }
    const paths = [...done.value.restored, ...done.value.deleted]
    service.restored(paths)
    return { answer: done, from, paths }
  })
  service.checkpointsChanged()
  return answer
}

function run(store: Store, request: Asked): Promise<Answer> {
  switch (request.type) {
    case 'restore':
      return restore(store, request)
    case 'restore-hunk':
      return restoreHunk(store, request)
    case 'undo-restore':
      return undoRestore(store)
    case 'recover-restore':
      return recoverRestore(store, request.how)
    default:
      return unreachable(request)
  }
}

/** What the timeline will say of it; null when there is nothing to go by. */
async function whatFrom(store: Store, request: Asked): Promise<RestoredFrom | null> {
  if (request.type === 'restore') return named(store, 'restore', request.checkpointId)
  if (request.type === 'restore-hunk') return named(store, 'restore', request.from)
  const { undoable, interrupted } = restoreState(store)
  if (request.type === 'undo-restore') {
    return undoable === null ? null : named(store, undoable.kind === 'undo' ? 'redo' : 'undo', undoable.safety)
  }
  if (interrupted === null) return null
  return request.how === 'finish'
    ? named(store, interrupted.kind, interrupted.target)
    : named(store, 'undo', interrupted.safety)
}

async function named(store: Store, kind: RestoredFrom['kind'], id: string): Promise<RestoredFrom | null> {
  const checkpoint = await readCheckpoint(store, id)
  return checkpoint.ok ? { kind, checkpointId: id, atMs: checkpoint.value.atMs } : null
}
