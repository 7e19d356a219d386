import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../core/clock'
import type { RepoError, RepoId } from '../core/repo/repo-status'
import { err, ok, unreachable, type Result } from '../core/result'
import type { FromRepoProcess, RepoRequest, ToRepoProcess } from '../shared/repo-contract'
import type { RepoFact } from '../shared/repo-facts'
import type { RepoAnswers } from '../shared/repo-answers'
import { answerCheckpoints } from './checkpoint-requests'
import type { FindLister } from './checkpoint/large/list-natively'
import type { DiffPort } from './diff/diff-port'
import { commitFiles } from './git/commit-files'
import type { GitRunner } from './git/git-port'
import { previewCommit } from './git/preview-commit'
import { printCommit } from './git/print-commit'
import { commitOnSideBranch } from './git/side-branch'
import { readLog } from './git/simple-git-adapter'
import { uncommit } from './git/uncommit'
import { answerStaging } from './staging-requests'
import { openRepoService } from './open-repo'
import type { RepoService, RepoServiceDeps } from './repo-service-port'
import { unexpected } from './unexpected'

/** The repo process without its process: messages in, answers and facts out. */
export interface RepoProcess {
  /** `ports` came with the message; `attach-diff` takes the first. */
  receive(message: ToRepoProcess, ports: readonly DiffPort[]): void
  stop(): Promise<void>
}

export interface RepoProcessDeps {
  readonly runner: GitRunner
  readonly clock: Clock
  readonly firebreakHome: string
  readonly homeDir: string
  readonly post: (message: FromRepoProcess) => void
  readonly findLister?: FindLister
  readonly watching?: NonNullable<RepoServiceDeps['watching']>
}

type Answer = RepoAnswers[keyof RepoAnswers]
type Opened = Promise<Result<RepoService, RepoError>>

/** Serves any number of repositories, each on its own: what goes wrong in one is an answer or a fact of that one. */
export function createRepoProcess(deps: RepoProcessDeps): RepoProcess {
  const services = new Map<RepoId, Opened>()

  const open = async (request: Extract<RepoRequest, { type: 'open' }>): Promise<RepoAnswers['open']> => {
    const { repoId } = request
    const already = services.get(repoId)
    if (already !== undefined) {
      const opened = await already
      if (opened.ok) opened.value.consentFilters(request.consentedFilters)
      return opened.ok ? ok(opened.value.opened) : opened
    }
    const emit = (fact: RepoFact): void => deps.post({ kind: 'fact', fact })
    const opening: Opened = openRepoService({ ...deps, emit }, request).catch((fault: unknown) =>
      err(unexpected(fault)),
    )
    services.set(repoId, opening)
    const opened = await opening
    if (opened.ok) return ok(opened.value.opened)
    if (services.get(repoId) === opening) services.delete(repoId)
    return opened
  }

  const close = async (repoId: RepoId): Promise<RepoAnswers['close']> => {
    const opened = await services.get(repoId)
    services.delete(repoId)
    if (opened?.ok === true) await opened.value.close()
    return ok(null)
  }

  const answer = async (request: RepoRequest, ports: readonly DiffPort[]): Promise<Answer> => {
    if (request.type === 'open') return open(request)
    if (request.type === 'close') return close(request.repoId)
    const service = await services.get(request.repoId)
    if (service?.ok === true) return answerFor(deps, service.value, request, ports)
    for (const port of ports) port.close()
    return err({ kind: 'not-served' })
  }

  return {
    receive({ id, request }, ports) {
      void answer(request, ports)
        .catch((fault: unknown) => err(unexpected(fault)))
        .then((said) => deps.post({ kind: 'answer', id, answer: said }))
    },
    async stop() {
      await Promise.all([...services.keys()].map(close))
    },
  }
}

async function answerFor(
  { runner, clock, firebreakHome }: RepoProcessDeps,
  service: RepoService,
  request: Exclude<RepoRequest, { type: 'open' | 'close' }>,
  ports: readonly DiffPort[],
): Promise<Answer> {
  const { layout, sessions } = service
  switch (request.type) {
    case 'read-status':
      return service.readStatus()
    case 'consent-filters':
      service.consentFilters(request.filters)
      return ok(null)
    case 'capture-rules':
      service.store.captureRules(request)
      return ok(null)
    case 'recent-commits':
      return readLog(runner, layout, request.count)
    case 'preview-commit':
      return previewCommit(runner, layout)
    case 'commit': {
      const tempDir = join(firebreakHome, 'tmp')
      await mkdir(tempDir, { recursive: true, mode: 0o700 })
      const { sideBranch = null } = request
      const done =
        sideBranch === null
          ? await commitFiles(runner, layout, clock, { ...request, tempDir })
          : await commitOnSideBranch(runner, layout, clock, { ...request, tempDir, sideBranch })
      service.gitChanged()
      return done
    }
    case 'reviewed-hunks':
    case 'make-patch':
    case 'commit-reviewed':
    case 'stage':
    case 'unstage':
      return answerStaging(service, clock, request)
    case 'scan-files': {
      const status = await service.readStatus()
      if (!status.ok) return status
      const wanted = new Set(request.files)
      const files = status.value.files.filter(({ path }) => wanted.has(path))
      return ok({ scan: await service.scanner.look(files, status.value.head.commit), status: status.value })
    }
    case 'commit-command':
      return printCommit(runner, layout, request)
    case 'uncommit': {
      const taken = await uncommit(runner, layout, clock, request)
      service.gitChanged()
      return taken
    }
    case 'create-checkpoint':
    case 'list-checkpoints':
    case 'checkpoint-overview':
    case 'preview-restore':
    case 'restore':
    case 'revert':
    case 'revert-change':
    case 'undo-restore':
    case 'recover-restore':
    case 'forget-checkpoint':
    case 'pin-checkpoint':
    case 'thin-checkpoints':
    case 'settle-loss':
      return answerCheckpoints(service, request)
    case 'begin-session':
      return service.beginSession(request)
    case 'confirm-start':
      return service.confirmStart(request)
    case 'resume-session':
      return sessions.resume(request)
    case 'show-session':
      return sessions.show(request)
    case 'settle':
      service.settle(request.sessionId)
      return ok(null)
    case 'last-change':
      sessions.tell(request.sessionId, request.last)
      return ok(null)
    case 'end-session':
      return sessions.end(request.sessionId)
    case 'review-labels':
    case 'mark-reviewed':
    case 'undo-mark':
      return service.review.answer(request)
    case 'attach-diff': {
      const [port] = ports
      if (port === undefined) throw new Error('attach-diff came without a port')
      service.attachDiff(port)
      return ok(null)
    }
    default:
      return unreachable(request)
  }
}
