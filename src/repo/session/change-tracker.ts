import type { Checkpoint, CheckpointError, CheckpointId } from '../../core/checkpoint/checkpoint'
import type { Cancel, Clock } from '../../core/clock'
import type { RepoPath } from '../../core/repo/repo-path'
import type { CommitId, RepoError } from '../../core/repo/repo-status'
import type { Result } from '../../core/result'
import type { Change, ChangedFileInChange, HeadMove, RestoredFrom } from '../../core/session/change'
import { changeQuietMs, createChangeWindow, type ClosedChange, type WriteTimes } from '../../core/session/change-window'
import { retryWhileBusy } from './retry-busy'
import type { CapturedChange, RestoreRun } from './captured-change'
import type { ChangeEnds, SessionScopes } from './session-scopes'

type Failure = CheckpointError | RepoError

/** What one file of a change is, apart from when it was written. */
export type CountedFile = Omit<ChangedFileInChange, 'firstWriteMs' | 'lastWriteMs'>

export interface HeadState {
  readonly commit: CommitId | null
  readonly branch: string | null
}

/** Turns the writes of one session into numbered changes, each with its checkpoint. */
export interface ChangeTracker {
  readonly scopes: SessionScopes
  wrote(paths: Iterable<RepoPath>, atMs: number): void
  /** HEAD may have moved; the same HEAD as before says nothing. */
  headIs(head: HeadState): void
  /** Codex reported a tool call or turn done: what is open closes now. Resolves when it is captured. */
  settle(): Promise<void>
  /**
   * Closes the open change and takes no more; the scopes stay. `finish` makes the end checkpoint, and what it finds
   * beyond the last change becomes one more.
   */
  end(finish: () => Promise<Result<Checkpoint, Failure>>): Promise<Result<Checkpoint, Failure>>
  /** Captures wait while this runs, and what it wrote becomes one change. What is open is captured before. */
  restoring<T>(run: () => Promise<RestoreRun<T>>): Promise<T>
  /** Makes a full checkpoint in its turn; what it finds beyond the last change becomes one more. */
  correct(make: () => Promise<Result<Checkpoint, Failure>>): Promise<void>
  /** Forgets the open change. */
  stop(): void
}

export interface ChangeTrackerDeps {
  readonly clock: Clock
  readonly sessionId: string
  readonly baseline: Checkpoint
  /** What the session had when it was left; for a new one the baseline, 0 and none. */
  readonly latest: CheckpointId
  readonly lastNumber: number
  readonly changes: readonly ChangeEnds[]
  readonly head: HeadState
  /** Captures these paths; the answer is the checkpoint that holds them now. */
  readonly capture: (paths: readonly RepoPath[], label: string) => Promise<Result<Checkpoint, Failure>>
  /** What differs between two checkpoints, without ignored files; sorted by path. */
  readonly countFiles: (from: CheckpointId, to: CheckpointId) => Promise<Result<readonly CountedFile[], Failure>>
  /** What another process restored between two captures, when these paths are of nothing else. */
  readonly restoredElsewhere: (
    from: CheckpointId,
    to: CheckpointId,
    paths: readonly RepoPath[],
  ) => Promise<RestoredFrom | null>
  /** Resolves when the live diff has been told of everything so far: captures never stand in its way. */
  readonly diffPosted: () => Promise<void>
  readonly onChange: (change: Change, checkpoint: Checkpoint) => void
  /** After each capture, also one of which nothing is a change (only ignored files were written, say). */
  readonly onCaptured: (captured: CapturedChange) => void
  readonly onFailed: (error: Failure) => void
  /** A bug, which must not end the process. */
  readonly onFault: (fault: unknown) => void
}

/** The name a change's checkpoint carries, by which a resumed session finds it again. */
export function changeLabel(number: number): string {
  return `Change ${number}`
}

interface Work {
  readonly paths: ReadonlyMap<RepoPath, WriteTimes>
  readonly closedAtMs: number
  readonly times: WriteTimes
  readonly headMoved: HeadMove | null
  readonly restored: RestoredFrom | null
}

export function createChangeTracker(deps: ChangeTrackerDeps): ChangeTracker {
  const { clock, sessionId, baseline } = deps
  const ends = new Map<number, ChangeEnds>(deps.changes.map((change) => [change.number, change]))
  // The user's commits and branch switches are a row of their own, never "last change".
  const movesOnly = new Set<number>()
  const uncaptured = new Map<RepoPath, WriteTimes>()
  let latest = deps.latest
  let lastNumber = deps.lastNumber
  let head = deps.head
  /** Where HEAD stood before the open change, once it has moved, and when that was noticed. */
  let move: { readonly from: HeadState; readonly atMs: number } | null = null
  let open = false
  let ended = false
  let stopped = false
  /** Paths written while a restore runs: they belong to it. */
  let held: Map<RepoPath, WriteTimes> | null = null
  let cancelMove: Cancel | null = null
  let queue: Promise<void> = Promise.resolve()

  const window = createChangeWindow({
    clock,
    onClose(closed) {
      open = false
      enqueue({ ...workOf(closed), headMoved: takeMove(), restored: null })
    },
  })

  const takeMove = (): HeadMove | null => {
    cancelMove?.()
    cancelMove = null
    const from = move?.from ?? head
    move = null
    return isSameHead(from, head) ? null : { from: from.commit, to: head.commit, branch: head.branch }
  }

  const closeMoveAlone = (): void => {
    if (move === null || open) return
    const times = { firstWriteMs: move.atMs, lastWriteMs: move.atMs }
    const headMoved = takeMove()
    // A checkout there and back is nothing.
    if (headMoved !== null) enqueue({ paths: new Map(), closedAtMs: clock.now(), times, headMoved, restored: null })
  }

  const enqueueWork = (work: () => Promise<void>): void => {
    queue = queue.then(work).catch(deps.onFault)
  }
  const enqueue = (work: Work): void => enqueueWork(() => capture(work))

  const capture = async (closed: Work): Promise<void> => {
    await deps.diffPosted()
    // What an earlier capture failed on is still to be taken.
    const left = [...uncaptured].filter(([, { lastWriteMs }]) => lastWriteMs <= closed.closedAtMs)
    const work = { ...closed, paths: new Map([...left, ...closed.paths]) }
    const captured = await persistently(() => deps.capture([...work.paths.keys()], changeLabel(lastNumber + 1)))
    if (!captured.ok) return deps.onFailed(captured.error)
    await record(work, captured.value)
    for (const [path, times] of work.paths) {
      const newest = uncaptured.get(path)
      if (newest !== undefined && newest.lastWriteMs <= times.lastWriteMs) uncaptured.delete(path)
    }
  }

  const persistently = (take: () => Promise<Result<Checkpoint, Failure>>): Promise<Result<Checkpoint, Failure>> =>
    retryWhileBusy({ clock, stopped: () => stopped }, take)

  const record = async (work: Work, checkpoint: Checkpoint): Promise<void> => {
    const previous = latest
    const files = await deps.countFiles(previous, checkpoint.id)
    // What it would be compared with was forgotten, or the whole store deleted: the next change has a base again.
    if (files.ok || files.error.kind === 'no-such-checkpoint') latest = checkpoint.id
    if (!files.ok) return deps.onFailed(files.error)
    const { closedAtMs, headMoved, restored } = work
    const { firstWriteMs } = work.times
    deps.onCaptured({ from: previous, to: checkpoint.id, firstWriteMs, closedAtMs, headMoved, restored })
    if (files.value.length === 0 && work.headMoved === null) return
    const paths = files.value.map(({ path }) => path)
    const isFromHere = restored !== null || headMoved !== null
    const madeBy = isFromHere ? restored : await deps.restoredElsewhere(previous, checkpoint.id, paths)
    lastNumber += 1
    ends.set(lastNumber, { number: lastNumber, from: previous, to: checkpoint.id })
    if (work.headMoved !== null) movesOnly.add(lastNumber)
    const change: Change = {
      number: lastNumber,
      sessionId,
      ...work.times,
      closedAtMs: work.closedAtMs,
      checkpointId: checkpoint.id,
      previousCheckpointId: previous,
      files: files.value.map((file) => ({ ...file, ...timesOf(work, file.path) })),
      headMoved: work.headMoved,
      restored: madeBy,
    }
    deps.onChange(change, checkpoint)
  }

  const recordFull = async (checkpoint: Checkpoint, startedAtMs: number): Promise<void> => {
    const times = { firstWriteMs: startedAtMs, lastWriteMs: startedAtMs }
    const work = { paths: new Map(uncaptured), closedAtMs: clock.now(), times, headMoved: null, restored: null }
    await record(work, checkpoint)
    for (const [path, { lastWriteMs }] of uncaptured) if (lastWriteMs <= startedAtMs) uncaptured.delete(path)
  }

  const restore = async <T>(run: () => Promise<RestoreRun<T>>): Promise<T> => {
    const startedAtMs = clock.now()
    const { answer, from, paths } = await run()
    const endedAtMs = clock.now()
    const times = { firstWriteMs: startedAtMs, lastWriteMs: endedAtMs }
    const written = new Map<RepoPath, WriteTimes>([...paths.map((path) => [path, times] as const), ...(held ?? [])])
    held = null
    const work = { paths: written, closedAtMs: endedAtMs, times, headMoved: null, restored: from }
    if (written.size > 0 && !ended) await capture(work)
    return answer
  }

  const closeNow = async (): Promise<void> => {
    window.settle()
    closeMoveAlone()
    await queue
  }

  return {
    scopes: {
      sessionId,
      baseline,
      latest: () => latest,
      uncaptured: () => [...uncaptured.keys()],
      change: (number) => ends.get(number) ?? null,
      lastChange: () => [...ends.values()].findLast(({ number }) => !movesOnly.has(number)) ?? null,
    },
    wrote(paths, atMs) {
      for (const path of paths) {
        const first = uncaptured.get(path)?.firstWriteMs ?? atMs
        uncaptured.set(path, { firstWriteMs: first, lastWriteMs: atMs })
        if (held !== null) held.set(path, { firstWriteMs: held.get(path)?.firstWriteMs ?? atMs, lastWriteMs: atMs })
        if (ended || held !== null) continue
        open = true
        window.wrote(path, atMs)
      }
    },
    headIs(now) {
      if (isSameHead(now, head)) return
      move ??= { from: head, atMs: clock.now() }
      head = now
      if (ended) return
      cancelMove?.()
      cancelMove = clock.after(changeQuietMs, closeMoveAlone)
    },
    settle: closeNow,
    async end(finish) {
      await closeNow()
      ended = true
      window.dispose()
      cancelMove?.()
      const startedAtMs = clock.now()
      const checkpoint = await persistently(finish)
      if (checkpoint.ok) await recordFull(checkpoint.value, startedAtMs)
      return checkpoint
    },
    restoring(run) {
      window.settle()
      closeMoveAlone()
      held ??= new Map()
      const turn = queue.then(() => restore(run))
      queue = turn.then(
        () => {},
        () => {
          held = null
        },
      )
      return turn
    },
    correct(make) {
      enqueueWork(async () => {
        if (ended) return
        await deps.diffPosted()
        const startedAtMs = clock.now()
        const made = await persistently(make)
        if (!made.ok) return deps.onFailed(made.error)
        await recordFull(made.value, startedAtMs)
      })
      return queue
    },
    stop() {
      ended = true
      stopped = true
      window.dispose()
      cancelMove?.()
    },
  }
}

function workOf({ paths, closedAtMs, firstWriteMs, lastWriteMs }: ClosedChange): Omit<Work, 'headMoved' | 'restored'> {
  return { paths, closedAtMs, times: { firstWriteMs, lastWriteMs } }
}

function isSameHead(a: HeadState, b: HeadState): boolean {
  return a.commit === b.commit && a.branch === b.branch
}

/** A file nobody saw being written (its folder came or went, say) has the times of the whole change. */
function timesOf(work: Work, path: RepoPath): WriteTimes {
  return work.paths.get(path) ?? work.times
}
