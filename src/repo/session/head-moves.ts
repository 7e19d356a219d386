import type { Cancel, Clock } from '../../core/clock'
import type { HeadMove } from '../../core/session/change'
import { changeQuietMs } from '../../core/session/change-window'
import type { HeadPlace } from '../../core/session/head-move'

/** Where HEAD stood when the change before closed, and what has moved it since. */
export interface HeadMoves {
  headIs(head: HeadPlace): void
  /** The move since, which is forgotten then; null when there is none, and after a checkout there and back. */
  take(): (HeadMove & { readonly atMs: number }) | null
  /** What moved it so far. */
  pending(): HeadMove | null
  stop(): void
}

export function createHeadMoves(deps: {
  readonly clock: Clock
  readonly head: HeadPlace
  readonly describe: (from: HeadPlace, to: HeadPlace) => HeadMove
  /** A move has rested and still waits to be taken. */
  readonly onRested: () => void
}): HeadMoves {
  const { clock, describe } = deps
  let head = deps.head
  let move: { readonly from: HeadPlace; readonly atMs: number } | null = null
  let cancel: Cancel | null = null

  const stop = (): void => {
    cancel?.()
    cancel = null
  }
  const pending = (): HeadMove | null => (move === null || isSame(move.from, head) ? null : describe(move.from, head))

  return {
    headIs(now) {
      if (isSame(now, head)) return
      move ??= { from: head, atMs: clock.now() }
      head = now
      stop()
      cancel = clock.after(changeQuietMs, deps.onRested)
    },
    take() {
      stop()
      const [found, atMs] = [pending(), move?.atMs ?? 0]
      move = null
      return found === null ? null : { ...found, atMs }
    },
    pending,
    stop,
  }
}

function isSame(a: HeadPlace, b: HeadPlace): boolean {
  return a.commit === b.commit && a.branch === b.branch
}
