import { describeError } from '../../core/errors/describe-error'
import type { DescribedError } from '../../core/errors/described-error'
import { describeGuardError } from '../../core/guard/guard-error'
import type { Refusal } from '../../core/guard/refusal'
import { proposeReviewedMessage } from '../../core/app/commit-view'
import { gateOf } from '../../core/gate/held-back'
import { describeRepoError } from '../../core/errors/describe-error'
import type { RepoId } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import { commitOpensGate, gateHeadline, gateNextStep } from '../../core/words/gate-words'
import { passLastsMs } from '../../services/guard/passes'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted } from '../command-error'
import type { Guard } from '../guard/guard'
import type { BusyRepos } from '../busy-repos'
import type { RepoHost } from '../repo/repo-host'
import type { Repositories } from '../repositories'
import type { CommitWish } from './commit-changes'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly guard: Guard
  readonly repositories: Repositories
  readonly commit: (wish: CommitWish) => Promise<CommandResult>
  readonly busy: Pick<BusyRepos, 'inTurn'>
}

interface Answer {
  readonly refusalId: string
}

/** What the user can do about the guard and about what it refused. */
export function createGuardHandlers({ store, host, guard, repositories, commit, busy }: Deps) {
  const refusalOf = ({ refusalId }: Answer): Result<Refusal, DescribedError> => {
    const found = store.state().guard.refusals.find(({ id }) => id === refusalId)
    return found === undefined
      ? err({ code: 'unknown-refusal', message: 'This refused prompt is not listed any more.', next: 'Send it again.' })
      : ok(found)
  }

  const letThrough = async (
    { id, sessionId, top, cwd }: Refusal,
    why: 'commit-and-let-through' | 'let-through',
  ): Promise<CommandResult> => {
    const whom = sessionId === '' ? ({ kind: 'repo' } as const) : ({ kind: 'session', sessionId } as const)
    const pass = await guard.passes.give({ for: whom, why, top: top || cwd, lastsMs: passLastsMs })
    // Committed work passes without one.
    if (pass === null && why === 'let-through')
      return err({
        code: 'home-failed',
        message: 'The pass could not be written, so the prompt would be refused again.',
        next: 'Free some space, or make the data folder writable.',
      })
    guard.settle(id)
    return accepted
  }

  const commitAll = async (top: string): Promise<CommandResult> => {
    const opened = await repositories.activate(top)
    if (!opened.ok) return err(describeRepoError(opened.error))
    const { repoId } = opened.value
    // The session whose prompt was refused may be taken up in this very moment, and a press is not lost for that.
    let done: CommandResult = accepted
    await busy.inTurn(repoId, async () => {
      done = await commitNow(repoId)
    })
    return done
  }

  const commitNow = async (repoId: RepoId): Promise<CommandResult> => {
    const status = await host.request({ type: 'read-status', repoId })
    if (!status.ok) return err(describeError(status.error))
    store.dispatch({ type: 'repo/status-read', repoId, status: status.value })
    const gate = gateOf(status.value, store.state().settings, repoId)
    if (gate.kind === 'open') return accepted
    if (!commitOpensGate(gate.reason, gate.files.length))
      return err({
        code: 'gate-closed',
        message: `${gateHeadline(gate.reason, gate.files.length)}.`,
        next: gateNextStep(gate.reason),
      })
    return commit({
      repoId,
      files: gate.files.map(({ path }) => path),
      message: messageFor(repoId),
      identity: null,
      confirmed: false,
    })
  }

  const messageFor = (repoId: RepoId): string => proposeReviewedMessage(store.state(), repoId).message

  return {
    'guard/install': async (): Promise<CommandResult> => {
      const done = await guard.install()
      return done.ok ? accepted : err(describeGuardError(done.error))
    },
    'guard/uninstall': async (): Promise<CommandResult> => {
      const done = await guard.uninstall()
      return done.ok ? accepted : err(describeGuardError(done.error))
    },
    'guard/check': async (): Promise<CommandResult> => {
      await guard.check()
      return accepted
    },
    'guard/commit-and-let-through': async (answer: Answer): Promise<CommandResult> => {
      const refusal = refusalOf(answer)
      if (!refusal.ok) return refusal
      const committed = await commitAll(refusal.value.top)
      return committed.ok ? letThrough(refusal.value, 'commit-and-let-through') : committed
    },
    'guard/let-through': async (answer: Answer): Promise<CommandResult> => {
      const refusal = refusalOf(answer)
      return refusal.ok ? letThrough(refusal.value, 'let-through') : refusal
    },
    'guard/dismiss': async (answer: Answer): Promise<CommandResult> => {
      const refusal = refusalOf(answer)
      // One that is not listed any more is out of sight already.
      if (refusal.ok) guard.settle(refusal.value.id)
      return accepted
    },
  }
}
