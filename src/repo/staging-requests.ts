import type { Clock } from '../core/clock'
import type { RepoError } from '../core/repo/repo-status'
import { err, ok, unreachable, type Result } from '../core/result'
import type { RepoRequest } from '../shared/repo-contract'
import type { RepoAnswers } from '../shared/repo-answers'
import { commitReviewed } from './commit-reviewed/commit-reviewed'
import { readReviewedHunks } from './commit-reviewed/reviewed-hunks'
import type { ScopeView } from './diff/scope-view'
import { makePatch } from './patch/make-patch'
import type { RepoService } from './repo-service-port'
import { stage, unstage } from './stage/stage'

type About = 'reviewed-hunks' | 'make-patch' | 'commit-reviewed' | 'stage' | 'unstage'
type Asked = Extract<RepoRequest, { type: About }>

/** Patches of what a scope shows; staging and committing parts of what the scope "uncommitted" shows. */
export async function answerStaging(service: RepoService, clock: Clock, request: Asked): Promise<RepoAnswers[About]> {
  if (request.type === 'make-patch') {
    const resolved = await service.resolve(request.scope)
    if (resolved.kind === 'failed') return err(resolved.error)
    if (resolved.kind === 'nothing') return err({ kind: 'patch-gone', path: null })
    return makePatch(service, resolved.view, request)
  }
  const answer = await carryOut(service, clock, request)
  if (request.type !== 'reviewed-hunks') service.gitChanged()
  return answer
}

async function carryOut(
  service: RepoService,
  clock: Clock,
  request: Exclude<Asked, { type: 'make-patch' }>,
): Promise<RepoAnswers[About]> {
  const { runner, layout, tempDir } = service
  const deps = { runner, layout, tempDir, clock }
  if (request.type === 'unstage') return unstage(deps, request.staged)
  const view = await uncommitted(service)
  if (!view.ok) return view
  switch (request.type) {
    case 'reviewed-hunks':
      return readReviewedHunks(service, view.value)
    case 'stage':
      return stage(deps, view.value, request)
    case 'commit-reviewed':
      return commitReviewed(deps, view.value, request)
    default:
      return unreachable(request)
  }
}

async function uncommitted(service: RepoService): Promise<Result<ScopeView, RepoError>> {
  const resolved = await service.resolve({ kind: 'uncommitted' })
  if (resolved.kind === 'view') return ok(resolved.view)
  // HEAD and the disk need neither a session nor a checkpoint.
  throw new Error(`the scope "uncommitted" is ${resolved.kind}`)
}
