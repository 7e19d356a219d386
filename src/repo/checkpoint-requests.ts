import type { CheckpointId } from '../core/checkpoint/checkpoint'
import { ok, unreachable } from '../core/result'
import type { RepoRequest } from '../shared/repo-contract'
import type { RepoAnswers } from '../shared/repo-answers'
import { captureFull } from './checkpoint/capture-full'
import { listCheckpoints } from './checkpoint/read'
import { previewRestore } from './checkpoint/restore/preview'
import { forgetCheckpoint } from './checkpoint/retention/forget'
import { overview } from './checkpoint/retention/overview'
import { pinCheckpoint } from './checkpoint/retention/pins'
import { thinCheckpoints } from './checkpoint/retention/thin'
import type { RepoService } from './repo-service-port'
import { answerRestore, answerRevert } from './restore-requests'
import { forgetLoss, readLoss } from './session/loss-file'

type AboutCheckpoints =
  | 'create-checkpoint'
  | 'list-checkpoints'
  | 'checkpoint-overview'
  | 'preview-restore'
  | 'restore'
  | 'revert'
  | 'revert-change'
  | 'undo-restore'
  | 'recover-restore'
  | 'forget-checkpoint'
  | 'pin-checkpoint'
  | 'thin-checkpoints'
  | 'settle-loss'

/** A request about the checkpoints of one repository. */
export type CheckpointRequest = Extract<RepoRequest, { type: AboutCheckpoints }>

/** Answers what main asks about checkpoints. What changes them is told as a fact besides. */
export async function answerCheckpoints(
  service: RepoService,
  request: CheckpointRequest,
): Promise<RepoAnswers[AboutCheckpoints]> {
  if (request.type === 'checkpoint-overview') return readOverview(service)
  const opened = await service.store.open()
  if (!opened.ok) return opened
  const store = opened.value
  switch (request.type) {
    case 'create-checkpoint': {
      const { label, reason } = request
      const sessionId = service.sessions.scopes()?.sessionId ?? null
      return changing(service, captureFull(store, { label, reason, sessionId }))
    }
    case 'list-checkpoints': {
      const listed = await listCheckpoints(store)
      return listed.ok ? ok(listed.value.checkpoints) : listed
    }
    case 'preview-restore':
      return previewRestore(store, request)
    case 'restore':
    case 'undo-restore':
    case 'recover-restore':
      return answerRestore(service, store, request)
    case 'revert':
    case 'revert-change':
      return answerRevert(service, store, request)
    case 'forget-checkpoint':
      return changing(service, forgetCheckpoint(store, request.checkpointId, { protect: neededNow(service) }))
    case 'pin-checkpoint':
      return changing(service, pinCheckpoint(store, request.checkpointId, request.pinned ? 'kept' : null))
    case 'thin-checkpoints':
      return changing(service, thinCheckpoints(store, request.plan))
    case 'settle-loss':
      return changing(service, forgetLoss(store))
    default:
      return unreachable(request)
  }
}

/** Looking makes no store. */
async function readOverview({ store }: RepoService): Promise<RepoAnswers['checkpoint-overview']> {
  const found = await store.find()
  if (!found.ok) return found
  if (found.value === null) return ok(null)
  const read = await overview(found.value)
  return read.ok ? ok({ ...read.value, loss: readLoss(found.value) }) : read
}

async function changing<T>(service: RepoService, work: Promise<T>): Promise<T> {
  const answer = await work
  service.checkpointsChanged()
  return answer
}

/** A session goes on from its latest checkpoint, and shows what changed since its baseline. */
function neededNow({ sessions }: RepoService): ReadonlySet<CheckpointId> {
  const scopes = sessions.isLive() ? sessions.scopes() : null
  return new Set(scopes === null ? [] : [scopes.baseline.id, scopes.latest()])
}
