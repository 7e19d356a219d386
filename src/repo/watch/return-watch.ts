import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Cancel, Clock } from '../../core/clock'
import type { NativeWatch, WatchDirectory } from './native-watch'
import type { WatchPlace } from './watcher'

/** Waits for a work tree that is gone. */
export interface ReturnWatch {
  count(): number
  stop(): void
}

// A clone or a copy makes the folder long before it is whole: each failed try waits twice as long, at most half a minute.
const settleMs = 100
const firstRetryMs = 500
const longestRetryMs = 30_000

/**
 * Watches the nearest folder that still exists, so that nothing is polled while the work tree is away. `tryAgain` is
 * asked when both directories are there; once it answers true, the watch ends by itself.
 */
export function watchForReturn(options: {
  readonly place: WatchPlace
  readonly clock: Clock
  readonly watch: WatchDirectory
  readonly tryAgain: () => Promise<boolean>
}): ReturnWatch {
  const { place, clock } = options
  let anchors: NativeWatch[] = []
  let cancel: Cancel | null = null
  let stopped = false
  let trying = false
  let retryMs = firstRetryMs

  const release = (): void => {
    for (const anchor of anchors) anchor.close()
    anchors = []
  }

  const lookIn = (delayMs: number): void => {
    if (stopped || cancel !== null || trying) return
    cancel = clock.after(delayMs, () => {
      cancel = null
      void look()
    })
  }

  const anchor = (): void => {
    release()
    const folders = new Set([nearestFolder(place.top), nearestFolder(place.gitDir)])
    for (const folder of folders) {
      try {
        anchors.push(
          options.watch(
            folder,
            () => lookIn(settleMs),
            () => lookIn(settleMs),
          ),
        )
      } catch {
        // No watch to be had: looking now and then is all that is left.
        lookIn(longestRetryMs)
      }
    }
  }

  const look = async (): Promise<void> => {
    // Anchored first: what appears after the look below gives an event.
    anchor()
    if (!isThere(place)) return
    trying = true
    const back = await options.tryAgain()
    trying = false
    if (back || stopped) return stop()
    lookIn(retryMs)
    retryMs = Math.min(retryMs * 2, longestRetryMs)
  }

  const stop = (): void => {
    stopped = true
    cancel?.()
    release()
  }

  void look()
  return { count: () => anchors.length, stop }
}

/** Whether both the work tree and its git directory exist. */
export function isThere({ top, gitDir }: WatchPlace): boolean {
  return isFolder(top) && isFolder(gitDir)
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch {
    return false
  }
}

function nearestFolder(path: string): string {
  let at = path
  while (!isFolder(at) && dirname(at) !== at) at = dirname(at)
  return at
}
