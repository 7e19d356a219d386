import type { Clock } from '../../core/clock'
import type { DescribedError } from '../../core/errors/described-error'
import { describeError } from '../../core/errors/describe-error'
import type { CommitGate } from '../../core/gate/commit-gate'
import { gateOf, heldBackRules, pausedUntil } from '../../core/gate/held-back'
import { isGatedModel, type Lane } from '../../core/lanes/lanes'
import type { CommitId, RepoId, RepoStatus } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import type { SessionId } from '../../core/session/session'
import { type Passage, passageOf, type WishedWay, whyOver } from '../../core/start/passage'
import type { AppStore } from '../app-store'
import type { RepoHost } from '../repo/repo-host'

type Looked<T> = Promise<Result<T, DescribedError>>

/** A start that was let in, as far as the later looks need it. */
export interface LetIn {
  readonly repoId: RepoId
  readonly sessionId: SessionId
  readonly passage: Passage
  /** HEAD when the gate was read. */
  readonly commit: CommitId | null
}

/** The looks at a repository that make a start: the last snapshot may be old, so git is asked each time. */
export interface StartLooks {
  /** The first one: by which way the start may go on. */
  first(wish: {
    readonly repoId: RepoId
    readonly lane: Lane
    readonly model: string
    readonly way: WishedWay | null
  }): Looked<{ readonly passage: Passage; readonly commit: CommitId | null }>
  /** Whether nothing has happened since; `final` for the one that is the start. */
  again(start: LetIn, final: boolean): Looked<CommitGate>
}

export function createStartLooks(deps: {
  readonly store: AppStore
  readonly host: RepoHost
  readonly clock: Clock
}): StartLooks {
  const { store, host, clock } = deps

  const gateBy = (repoId: RepoId, status: RepoStatus): CommitGate => {
    store.dispatch({ type: 'repo/status-read', repoId, status })
    return gateOf(status, store.state().settings, repoId)
  }

  return {
    async first({ repoId, lane, model, way }) {
      const status = await host.request({ type: 'read-status', repoId })
      if (!status.ok) return err(describeError(status.error))
      const { settings } = store.state()
      const passage = passageOf({
        gate: gateBy(repoId, status.value),
        gated: lane === 'spark' || isGatedModel(model, settings) || settings.standardPolicy === 'gate',
        paused: pausedUntil(settings, repoId, clock.now()) !== null,
        way,
        allowed: settings.waysOut,
      })
      return passage.kind === 'refused' ? err(passage.refusal) : ok({ passage, commit: status.value.head.commit })
    },
    async again({ repoId, sessionId, passage, commit }, final) {
      const { paths } = heldBackRules(store.state().settings, repoId)
      const check = await host.request({ type: 'confirm-start', repoId, sessionId, heldBack: [...paths], final })
      if (!check.ok) return err(describeError(check.error))
      const gate = gateBy(repoId, check.value.status)
      const over = whyOver({ passage, check: check.value, gate, commit })
      return over === null ? ok(gate) : err(over)
    },
  }
}
