import type { CheckpointId } from '../core/checkpoint/checkpoint'
import type { RestoreOutcome } from '../core/checkpoint/restore'
import { err, ok, unreachable, type Result } from '../core/result'
import type { RestoredFrom } from '../core/session/change'
import { revertWords } from '../core/words/revert-words'
import type { RepoRequest } from '../shared/repo-contract'
import type { RepoAnswers, RestoreFailure } from '../shared/repo-answers'
import { readCheckpoint } from './checkpoint/read'
import { finishedBefore, newestFinished } from './checkpoint/restore/finished'
import { recoverRestore } from './checkpoint/restore/recover'
import { restore } from './checkpoint/restore/restore'
import { restoreState } from './checkpoint/restore/state'
import { takeBack, type TakeBackRequest } from './checkpoint/restore/take-back'
import { undoRestore } from './checkpoint/restore/undo'
import { undoneWords } from './checkpoint/restore/undo-of'
import type { Store } from './checkpoint/store'
import type { RepoService } from './repo-service-port'
import { planAll, planRevert, targetOf } from './revert/plan-revert'

type Asked = Extract<RepoRequest, { type: 'restore' | 'undo-restore' | 'recover-restore' }>
type AskedRevert = Extract<RepoRequest, { type: 'revert' | 'revert-change' }>
type Answer = Result<RestoreOutcome, RestoreFailure>

/** Restores, undoes or recovers. During a session captures wait meanwhile, and the diff shows what was written at once. */
export function answerRestore(service: RepoService, store: Store, request: Asked): Promise<Answer> {
  return inTurn(
    service,
    () => run(store, request),
    () => whatFrom(store, request),
  )
}

/** Takes a part of what is shown back. It is planned before captures wait, so that nothing is held up by reading. */
export async function answerRevert(
  service: RepoService,
  store: Store,
  request: AskedRevert,
): Promise<RepoAnswers['revert']> {
  const planned = await planRequest(service, store, request)
  if (!planned.ok) return planned
  const { plan, kept } = planned.value
  const { what } = plan
  const done = await inTurn(
    service,
    () => takeBack(store, plan),
    async (outcome) => {
      const id = plan.target ?? outcome?.safety ?? null
      const from = id === null ? null : await named(store, 'restore', id)
      return from === null ? null : { ...from, what }
    },
  )
  if (!done.ok) return done
  const unreadable = kept.map((path) => ({ path, why: 'NOT_IN_CHECKPOINT' }))
  return ok({ ...done.value, conflicts: [...done.value.conflicts, ...unreadable], what })
}

async function inTurn(
  service: RepoService,
  work: () => Promise<Answer>,
  whatItWas: (outcome: RestoreOutcome | null) => Promise<RestoredFrom | null>,
): Promise<Answer> {
  const answer = await service.sessions.restoring<Answer>(async () => {
    const before = await whatItWas(null)
    service.checkpointsChanged()
    const done = await work()
    if (!done.ok) return { answer: done, from: null, paths: [] }
    const paths = [...done.value.restored, ...done.value.deleted]
    service.restored(paths)
    return { answer: done, from: before ?? (await whatItWas(done.value)), paths }
  })
  service.checkpointsChanged()
  return answer
}

interface PlannedRevert {
  readonly plan: TakeBackRequest
  /** Files that cannot be taken back by us at all. */
  readonly kept: readonly string[]
}

async function planRequest(
  service: RepoService,
  store: Store,
  request: AskedRevert,
): Promise<Result<PlannedRevert, RestoreFailure>> {
  const { runner, layout, tempDir } = service
  const deps = { runner, layout, store, tempDir }
  const isChange = request.type === 'revert-change'
  const scope = isChange ? ({ kind: 'change', number: request.number } as const) : request.scope
  const resolved = await service.resolve(scope)
  if (resolved.kind === 'failed') return err(resolved.error)
  if (resolved.kind === 'nothing') {
    return err(isChange ? { kind: 'nothing-to-undo' } : { kind: 'changed-meanwhile', path: request.path })
  }
  const { view } = resolved
  const what = revertWords(isChange ? request : { ...request, type: 'revert' })
  const base = { what, label: what.replace(/^Reverted/, 'Before reverting'), target: targetOf(view) }
  if (isChange) {
    const all = await planAll(deps, view)
    if (!all.ok) return all
    return ok({ plan: { ...base, items: all.value.items, strict: false }, kept: all.value.kept })
  }
  const items = await planRevert(deps, view, request.path, request.from, {
    ...request.part,
    whitespace: request.whitespace,
  })
  if (!items.ok) return items
  // A whole file goes back as far as it can; a part either does or does not.
  return ok({ plan: { ...base, items: items.value, strict: request.part.kind !== 'file' }, kept: [] })
}

function run(store: Store, request: Asked): Promise<Answer> {
  switch (request.type) {
    case 'restore':
      return restore(store, request)
    case 'undo-restore':
      return undoRestore(store, undefined, request.of ?? null)
    case 'recover-restore':
      return recoverRestore(store, request.how)
    default:
      return unreachable(request)
  }
}

/** What the timeline will say of it; null when there is nothing to go by. */
async function whatFrom(store: Store, request: Asked): Promise<RestoredFrom | null> {
  if (request.type === 'restore') return named(store, 'restore', request.checkpointId)
  if (request.type === 'undo-restore') {
    const done = request.of == null ? newestFinished(store) : finishedBefore(store, request.of)
    if (done === null) return null
    const from = await named(store, done.kind === 'undo' ? 'redo' : 'undo', done.safety)
    return from === null || done.what === null ? from : { ...from, what: undoneWords(done.what) }
  }
  const { interrupted } = restoreState(store)
  if (interrupted === null) return null
  return request.how === 'finish'
    ? named(store, interrupted.kind, interrupted.target)
    : named(store, 'undo', interrupted.safety)
}

async function named(store: Store, kind: RestoredFrom['kind'], id: CheckpointId): Promise<RestoredFrom | null> {
  const checkpoint = await readCheckpoint(store, id)
  return checkpoint.ok ? { kind, checkpointId: id, atMs: checkpoint.value.atMs } : null
}
