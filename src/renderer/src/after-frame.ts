import { type DependencyList, useLayoutEffect } from 'react'

/** Runs `fn` once the frame that draws the present state is on the screen. */
export type AfterFrame = (fn: () => void) => void

/** After the next frame: its callbacks run before it is drawn, a message sent from there arrives after. */
export function afterNextFrame(fn: () => void): void {
  nextFrame().first.push(fn)
}

/** After everything that waits for the next frame: for what nobody waits for. */
export function afterPaint(fn: () => void): void {
  nextFrame().later.push(fn)
}

interface Frame {
  readonly first: (() => void)[]
  readonly later: (() => void)[]
}

let waiting: Frame | null = null

/** What waits for the same frame comes with one message, as the frame waits for each that is sent. */
function nextFrame(): Frame {
  if (waiting !== null) return waiting
  const frame: Frame = { first: [], later: [] }
  waiting = frame
  requestAnimationFrame(() => {
    waiting = null
    inNextTask(() => {
      // Each in a task of its own, in which keys and clicks can come between.
      for (const fn of frame.later) inNextTask(fn)
      for (const fn of frame.first) fn()
    })
  })
  return frame
}

/**
 * An effect for what nobody waits for. What a save brings is drawn at once, and React runs `useEffect` within that: so what
 * each save sets off is one of these, or a layout effect where it is next to nothing.
 */
export function useAfterPaint(effect: () => (() => void) | undefined, given?: DependencyList): void {
  useLayoutEffect(() => {
    let isOver = false
    let end: (() => void) | undefined
    afterPaint(() => {
      if (!isOver) end = effect()
    })
    return () => {
      isOver = true
      end?.()
    }
    // oxlint-disable-next-line react/exhaustive-deps -- they are the caller's
  }, given)
}

const tasks: (() => void)[] = []
let channel: MessageChannel | null = null

/** One channel for all: making one takes longer than sending through it, and the frame waits for that. */
function inNextTask(fn: () => void): void {
  if (channel === null) {
    channel = new MessageChannel()
    channel.port1.addEventListener('message', () => tasks.shift()?.())
    channel.port1.start()
  }
  tasks.push(fn)
  channel.port2.postMessage(null)
}
