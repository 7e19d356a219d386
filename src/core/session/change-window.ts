import type { Cancel, Clock } from '../clock'
import type { RepoPath } from '../repo/repo-path'

/** A change closes when its paths have been quiet for this long. */
export const changeQuietMs = 300
/** Unbroken writing is cut after this long, so that a long generator run is still shown and captured in steps. */
const changeLongestMs = 2000
/** However long somebody holds a change open, it closes after this. */
const heldLongestMs = 30_000

/** First and last write of one path, in milliseconds since the Unix epoch. */
export interface WriteTimes {
  readonly firstWriteMs: number
  readonly lastWriteMs: number
}

/** `quiet`: the paths rested. `settled`: Codex reported its tool call or turn done. `unbroken`: the writing did not stop. */
export type CloseReason = 'quiet' | 'settled' | 'unbroken'

export interface ClosedChange extends WriteTimes {
  readonly paths: ReadonlyMap<RepoPath, WriteTimes>
  readonly closedAtMs: number
  readonly reason: CloseReason
}

/** When the open change has to close, if nothing else happens until then. */
function closeDue(open: WriteTimes): { readonly atMs: number; readonly reason: CloseReason } {
  const quietAtMs = open.lastWriteMs + changeQuietMs
  const cutAtMs = open.firstWriteMs + changeLongestMs
  return cutAtMs < quietAtMs ? { atMs: cutAtMs, reason: 'unbroken' } : { atMs: quietAtMs, reason: 'quiet' }
}

/** Groups writes into changes as time passes. */
export interface ChangeWindow {
  wrote(path: RepoPath, atMs: number): void
  /** Codex reported a tool call or turn done: what is open closes now. */
  settle(): void
  /** Forgets the open change and never calls back again. */
  dispose(): void
}

/** Calls `onClose` once for each change, never for one without a write. */
export function createChangeWindow(deps: {
  readonly clock: Clock
  readonly onClose: (change: ClosedChange) => void
  /** What is being written is one thing, however long it takes: a branch switch. */
  readonly isHeld: () => boolean
}): ChangeWindow {
  const { clock, onClose } = deps
  let open: { paths: Map<RepoPath, WriteTimes>; times: WriteTimes } | null = null
  let wasHeld = false
  let cancelTimer: Cancel | null = null
  let disposed = false

  const close = (reason: CloseReason): void => {
    cancelTimer?.()
    cancelTimer = null
    if (open === null) return
    const { paths, times } = open
    open = null
    wasHeld = false
    onClose({ ...times, paths, closedAtMs: clock.now(), reason })
  }

  // One timer at a time: a burst of writes moves the end, and the timer finds that out when it fires.
  const arm = (atMs: number): void => {
    cancelTimer = clock.after(Math.max(0, atMs - clock.now()), () => {
      cancelTimer = null
      if (open === null) return
      const due = closeDue(open.times)
      const now = clock.now()
      if (due.atMs > now) arm(due.atMs)
      else if (waits(now, open.times)) arm(now + changeQuietMs)
      else close(due.reason)
    })
  }

  /** The end of what held it open belongs to it as well, so it rests once more after that. */
  const waits = (now: number, { firstWriteMs }: WriteTimes): boolean => {
    const [before, isHeld] = [wasHeld, now - firstWriteMs < heldLongestMs && deps.isHeld()]
    wasHeld = isHeld
    return before || isHeld
  }

  return {
    wrote(path, atMs) {
      if (disposed) return
      const paths = open?.paths ?? new Map<RepoPath, WriteTimes>()
      paths.set(path, spanning(paths.get(path), atMs))
      open = { paths, times: spanning(open?.times, atMs) }
      if (cancelTimer === null) arm(closeDue(open.times).atMs)
    },
    settle() {
      close('settled')
    },
    dispose() {
      disposed = true
      cancelTimer?.()
      cancelTimer = null
      open = null
    },
  }
}

function spanning(times: WriteTimes | undefined, atMs: number): WriteTimes {
  return {
    firstWriteMs: Math.min(times?.firstWriteMs ?? atMs, atMs),
    lastWriteMs: Math.max(times?.lastWriteMs ?? atMs, atMs),
  }
}
