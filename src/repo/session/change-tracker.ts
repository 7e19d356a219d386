import type { Checkpoint, CheckpointError, CheckpointId } from '../../core/checkpoint/checkpoint'
import type { Clock } from '../../core/clock'
import type { RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import type { Result } from '../../core/result'
import type { Change, ChangedFileInChange, HeadMove, RestoredFrom } from '../../core/session/change'
import type { ChangeEnds } from '../../core/session/change-ends'
import { createChangeWindow, type ClosedChange, type WriteTimes } from '../../core/session/change-window'
import { type HeadPlace, leavesFilesAlone } from '../../core/session/head-move'
import { retryWhileBusy } from './retry-busy'
import type { CapturedChange, RestoreRun } from './captured-change'
import { apartFromGit } from './apart-from-git'
import { createHeadMoves } from './head-moves'
import { findLastChange, type SessionScopes, type ToldLastChange } from './session-scopes'

type Failure = CheckpointError | RepoError

/** What one file of a change is, apart from when it was written. */
export type CountedFile = Omit<ChangedFileInChange, 'firstWriteMs' | 'lastWriteMs'>

/** Turns the writes of one session into numbered changes, each with its checkpoint. */
export interface ChangeTracker {
  readonly scopes: SessionScopes
  wrote(paths: Iterable<RepoPath>, atMs: number): void
  /** HEAD may have moved; the same HEAD as before says nothing. */
  headIs(head: HeadPlace): void
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
  readonly head: HeadPlace
  /** Says what moved HEAD. */
  readonly describeMove: (from: HeadPlace, to: HeadPlace) => HeadMove
  /** Reads where HEAD is now and tells by `headIs`; a hint of it can come after that of the files. */
  readonly lookAtHead: () => void
  /** Git is writing the work tree: what it writes is one change. */
  readonly gitWrites: () => boolean
  /** Every path that differs from HEAD now. */
  readonly listUncommitted: () => Promise<Result<readonly RepoPath[], RepoError>>
  /** Which change is the last one, as far as main has said. */
  readonly told: () => ToldLastChange
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
  // Commits, branch switches and restores are rows of their own, never "last change".
  const notWritten = new Set<number>()
  const uncaptured = new Map<RepoPath, WriteTimes>()
  let latest = deps.latest
  let lastNumber = deps.lastNumber
  let open = false
  let ended = false
  let stopped = false
  /** Paths written while a restore runs: they belong to it. */
  let held: Map<RepoPath, WriteTimes> | null = null
  let queue: Promise<void> = Promise.resolve()

  const window = createChangeWindow({
    clock,
    isHeld: deps.gitWrites,
    onClose(closed) {
      deps.lookAtHead()
      open = false
      const move = moves.pending()
      if (move !== null && leavesFilesAlone(move.kind)) {
        enqueue({ ...workOf(closed), headMoved: null, restored: null })
        closeMoveAlone()
      } else enqueue({ ...workOf(closed), headMoved: moves.take(), restored: null })
    },
  })

  const closeMoveAlone = (): void => {
    if (open) return
    const moved = moves.take()
    if (moved === null) return
    const { atMs, ...headMoved } = moved
    const times = { firstWriteMs: atMs, lastWriteMs: atMs }
    enqueue({ paths: new Map(), closedAtMs: clock.now(), times, headMoved, restored: null })
  }
  const moves = createHeadMoves({ clock, head: deps.head, describe: deps.describeMove, onRested: closeMoveAlone })

  const enqueueWork = (work: () => Promise<void>): void => {
    queue = queue.then(work).catch(deps.onFault)
  }
  const enqueue = (work: Work): void =>
    enqueueWork(async () => {
      await deps.diffPosted()
      const parts = await apartFromGit(work, deps.listUncommitted)
      for (const part of parts) await capture(part, part === parts.at(-1))
    })

  const capture = async (closed: Work, takesLeft = true): Promise<void> => {
    await deps.diffPosted()
    // What an earlier capture failed on is still to be taken.
    const left = [...uncaptured].filter(([, { lastWriteMs }]) => takesLeft && lastWriteMs <= closed.closedAtMs)
    const work = { ...closed, paths: new Map([...left, ...closed.paths]) }
    const captured = await persistently(() => deps.capture([...work.paths.keys()], `Change ${lastNumber + 1}`))
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
    if (work.headMoved !== null || madeBy !== null) notWritten.add(lastNumber)
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
      isUncaptured: (path) => uncaptured.has(path),
      change: (number) => ends.get(number) ?? null,
      lastChange: () => findLastChange([...ends.values()], notWritten, deps.told()),
      openChange() {
        const isOpen = uncaptured.size > 0 && !ended && held === null && deps.told()?.writing !== false
        return isOpen ? { from: latest, paths: [...uncaptured.keys()] } : null
      },
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
      if (ended) return
      moves.headIs(now)
      const move = open ? moves.pending() : null
      // What is being written meanwhile is not git's.
      if (move !== null && leavesFilesAlone(move.kind)) window.settle()
    },
    settle: closeNow,
    async end(finish) {
      await closeNow()
      ended = true
      window.dispose()
      moves.stop()
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
      moves.stop()
    },
  }
}

function workOf({ paths, closedAtMs, firstWriteMs, lastWriteMs }: ClosedChange): Omit<Work, 'headMoved' | 'restored'> {
  return { paths, closedAtMs, times: { firstWriteMs, lastWriteMs } }
}

/** A file nobody saw being written (its folder came or went, say) has the times of the whole change. */
function timesOf(work: Work, path: RepoPath): WriteTimes {
  return work.paths.get(path) ?? work.times
}
