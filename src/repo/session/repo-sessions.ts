import type { Checkpoint, CheckpointError, CheckpointId } from '../../core/checkpoint/checkpoint'
import type { Clock } from '../../core/clock'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError, RepoId } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import type { LastChange } from '../../core/session/last-change'
import type { RepoFact } from '../../shared/repo-facts'
import { captureChange } from '../checkpoint/capture-change'
import { captureFull, type CaptureNote } from '../checkpoint/capture-full'
import { compareDisk } from '../checkpoint/compare-disk'
import { readCheckpoint } from '../checkpoint/read'
import type { Store } from '../checkpoint/store'
import type { IgnoredPaths } from '../diff/ignored-paths'
import type { Lanes } from '../diff/lanes'
import type { CapturedChange, RestoreRun } from './captured-change'
import type { Change, HeadMove } from '../../core/session/change'
import type { ChangeEnds } from '../../core/session/change-ends'
import type { HeadPlace } from '../../core/session/head-move'
import { createChangeTracker, type ChangeTracker } from './change-tracker'
import { countFiles } from './count-files'
import { findEnds } from './find-ends'
import type { LateBaseline } from './late-baseline'
import { restoredElsewhere } from './restored-elsewhere'
import { findLastChange, type ScopesMoved, type SessionScopes, type ToldLastChange } from './session-scopes'

type Failure = CheckpointError | RepoError

/** The sessions of one repository, of which one at a time is live. */
export interface RepoSessions {
  /** The latest session, also when it has ended. */
  scopes(): SessionScopes | null
  /** Whether a session is live whose changes are recorded. */
  isLive(): boolean
  /** `label` is the baseline's name where it is not taken at the start; `sinceMs` is when that was. */
  begin(sessionId: string, label?: string, sinceMs?: number): Promise<Result<Checkpoint, Failure>>
  resume(session: {
    readonly sessionId: string
    readonly baseline: CheckpointId
    readonly lastCheckpoint: CheckpointId
    readonly lastChange: number
    /** As they were told when they closed, oldest first. */
    readonly changes: readonly ChangeEnds[]
  }): Promise<Result<null, Failure>>
  /** Makes the scopes of a session that has ended readable again; does nothing while one is live. The answer is what is compared. */
  show(session: {
    readonly sessionId: string
    readonly baseline: CheckpointId
    readonly changes: readonly ChangeEnds[]
  }): Promise<Result<{ readonly sessionId: string | null }, Failure>>
  settle(sessionId: string): void
  /** What is being written becomes a change now; resolves when it is one. */
  closeOpen(): Promise<void>
  /** Main says which change of a session is the last one, as far as it knows who wrote. */
  tell(sessionId: string, last: LastChange): void
  end(sessionId: string): Promise<Result<Checkpoint, Failure>>
  wrote(paths: Iterable<RepoPath>, atMs: number): void
  headIs(head: HeadPlace): void
  /** Runs a restore: during a session captures wait for it, and what it writes becomes one change. */
  restoring<T>(run: () => Promise<RestoreRun<T>>): Promise<T>
  /** Something was missed: during a session a full checkpoint puts it right. */
  correct(): Promise<void>
  stop(): void
}

export interface RepoSessionsDeps {
  readonly repoId: RepoId
  readonly clock: Clock
  readonly store: () => Promise<Result<Store, Failure>>
  readonly head: () => HeadPlace
  readonly describeMove: (from: HeadPlace, to: HeadPlace) => HeadMove
  readonly lookAtHead: () => void
  readonly gitWrites: () => boolean
  readonly listUncommitted: () => Promise<Result<readonly RepoPath[], RepoError>>
  readonly lanes: Lanes
  readonly ignored: IgnoredPaths
  readonly diffPosted: () => Promise<void>
  /** The scopes of the session compare something else now. */
  readonly onScopesMoved: (what: ScopesMoved) => void
  readonly onCaptured: (captured: CapturedChange) => void
  /** Of a session that was on before anybody looked; null when nothing was written since, or it cannot be told. */
  readonly asCommitted: (taken: Checkpoint, sinceMs: number, note: CaptureNote) => Promise<LateBaseline | null>
  /** A session begins or goes on here. */
  readonly onBegun: (session: { readonly sessionId: string; readonly baseline: CheckpointId }) => void
  readonly onChange: (change: Change) => void
  readonly emit: (fact: RepoFact) => void
  readonly onFault: (fault: unknown) => void
}

export function createRepoSessions(deps: RepoSessionsDeps): RepoSessions {
  const { repoId, clock, emit } = deps
  let tracker: ChangeTracker | null = null
  let liveId: string | null = null
  /** An ended session that is looked at, instead of the latest one. */
  let shown: SessionScopes | null = null
  /** Writes while the baseline is taken: it may hold them or not. */
  let early: Map<RepoPath, number> | null = null
  const told = new Map<string, LastChange>()
  const toldOf = (sessionId: string) => (): ToldLastChange => told.get(sessionId) ?? null
  const current = (): SessionScopes | null => shown ?? tracker?.scopes ?? null
  const compared = () => ({ sessionId: current()?.sessionId ?? null })

  const track = (from: TrackedFrom): void => {
    const { sessionId } = from
    tracker = createChangeTracker({
      ...from,
      clock,
      head: deps.head(),
      describeMove: deps.describeMove,
      lookAtHead: deps.lookAtHead,
      gitWrites: deps.gitWrites,
      listUncommitted: deps.listUncommitted,
      told: toldOf(sessionId),
      diffPosted: deps.diffPosted,
      onFault: deps.onFault,
      async capture(paths, label) {
        const store = await deps.store()
        if (!store.ok) return store
        const note = { label, reason: 'change', sessionId } as const
        const captured = await captureChange(store.value, { paths }, note)
        if (captured.ok) return ok(captured.value.checkpoint)
        // Somebody deleted the store: there is nothing to build on, so everything is taken again.
        return captured.error.kind === 'no-such-checkpoint' ? captureFull(store.value, note) : captured
      },
      async countFiles(before, after) {
        const store = await deps.store()
        return store.ok ? countFiles({ ...deps, store: store.value }, before, after) : store
      },
      async restoredElsewhere(before, after, paths) {
        const store = await deps.store()
        return store.ok ? restoredElsewhere(store.value, { from: before, to: after, paths }) : null
      },
      onChange(change, checkpoint) {
        emit({ type: 'change-closed', repoId, change, checkpoint })
        deps.onChange(change)
        deps.onScopesMoved('change')
      },
      onCaptured: deps.onCaptured,
      onFailed: (error) => emit({ type: 'checkpoint-failed', repoId, sessionId, error }),
    })
    liveId = sessionId
    shown = null
    for (const [path, atMs] of early ?? []) tracker.wrote([path], atMs)
    early = null
    // One that goes on after another has been recorded goes on from there.
    deps.onBegun({ sessionId, baseline: from.latest })
    deps.onScopesMoved('session')
  }

  /** What was written before anybody looked belongs to the session: it is told as its first writes. */
  const asItWas = async (sessionId: string, taken: Checkpoint, sinceMs: number | undefined): Promise<Checkpoint> => {
    if (sinceMs === undefined) return taken
    const note = { label: 'Session start, as committed', reason: 'session-start', sessionId } as const
    const before = await deps.asCommitted(taken, sinceMs, note)
    if (before === null) return taken
    for (const [path, atMs] of before.early) early?.set(path, atMs)
    return before.baseline
  }

  return {
    scopes: current,
    isLive: () => liveId !== null,

    async begin(sessionId, label = 'Session start', sinceMs) {
      const store = await deps.store()
      if (!store.ok) return store
      // What another session has open is its own.
      if (liveId !== null) await tracker?.settle()
      early = new Map()
      const baseline = await captureFull(store.value, { label, reason: 'session-start', sessionId })
      if (!baseline.ok) {
        early = null
        return baseline
      }
      tracker?.stop()
      const first = await asItWas(sessionId, baseline.value, sinceMs)
      track({ sessionId, baseline: first, latest: first.id, lastNumber: 0, changes: [] })
      emit({ type: 'checkpoints-changed', repoId })
      return ok(first)
    },

    async resume({ sessionId, baseline: baselineId, lastCheckpoint, lastChange, changes }) {
      if (liveId === sessionId) return ok(null)
      const store = await deps.store()
      if (!store.ok) return store
      const ends = await findEnds(store.value, sessionId, { baseline: baselineId, lastCheckpoint })
      if (!ends.ok) return ends
      tracker?.stop()
      track({ sessionId, ...ends.value, lastNumber: lastChange, changes })
      // What was written while nobody watched is one more change.
      const missed = await compareDisk(store.value, ends.value.latest)
      if (missed.ok)
        tracker?.wrote(
          missed.value.changes.map(({ path }) => path),
          clock.now(),
        )
      else emit({ type: 'checkpoint-failed', repoId, sessionId, error: missed.error })
      return ok(null)
    },

    async show({ sessionId, baseline: baselineId, changes }) {
      if (liveId !== null || early !== null || current()?.sessionId === sessionId) return ok(compared())
      const store = await deps.store()
      if (!store.ok) return store
      const baseline = await readCheckpoint(store.value, baselineId)
      if (!baseline.ok) return baseline
      // One began meanwhile.
      if (liveId !== null || early !== null) return ok(compared())
      shown = endedScopes(sessionId, baseline.value, changes, toldOf(sessionId))
      deps.onScopesMoved('session')
      return ok(compared())
    },

    settle(sessionId) {
      if (liveId === sessionId) tracker?.settle().catch(deps.onFault)
    },

    async closeOpen() {
      if (liveId !== null) await tracker?.settle()
    },

    tell(sessionId, last) {
      const before = lastShown(current())
      told.set(sessionId, last)
      if (lastShown(current()) !== before) deps.onScopesMoved('change')
    },

    async end(sessionId) {
      const store = await deps.store()
      if (!store.ok) return store
      if (liveId !== sessionId || tracker === null) return err({ kind: 'not-served' })
      liveId = null
      const note = { label: 'Session end', reason: 'session-end', sessionId } as const
      const ended = await tracker.end(() => captureFull(store.value, note))
      emit({ type: 'checkpoints-changed', repoId })
      return ended
    },

    wrote(paths, atMs) {
      if (early !== null) for (const path of paths) early.set(path, atMs)
      else {
        tracker?.wrote(paths, atMs)
        if (current()?.openChange() != null) deps.onScopesMoved('open')
      }
    },
    headIs: (head) => tracker?.headIs(head),
    restoring: (run) => tracker?.restoring(run) ?? run().then(({ answer }) => answer),
    async correct() {
      if (tracker === null || liveId === null) return
      const note = { label: 'Found by a check', reason: 'reconcile', sessionId: liveId } as const
      await tracker.correct(async () => {
        const store = await deps.store()
        return store.ok ? captureFull(store.value, note) : store
      })
      emit({ type: 'checkpoints-changed', repoId })
    },
    stop() {
      tracker?.stop()
      liveId = null
    },
  }
}

/** What "last change" shows, as a text that is equal for the same. */
function lastShown(scopes: SessionScopes | null): string {
  return `${scopes?.lastChange()?.number} ${scopes?.openChange()?.from}`
}

function endedScopes(
  sessionId: string,
  baseline: Checkpoint,
  changes: readonly ChangeEnds[],
  told: () => ToldLastChange,
): SessionScopes {
  return {
    sessionId,
    baseline,
    latest: () => changes.at(-1)?.to ?? baseline.id,
    uncaptured: () => null,
    isUncaptured: () => false,
    change: (number) => changes.find((change) => change.number === number) ?? null,
    lastChange: () => findLastChange(changes, new Set(), told()),
    openChange: () => null,
  }
}

interface TrackedFrom {
  readonly sessionId: string
  readonly baseline: Checkpoint
  readonly latest: CheckpointId
  readonly lastNumber: number
  readonly changes: readonly ChangeEnds[]
}
