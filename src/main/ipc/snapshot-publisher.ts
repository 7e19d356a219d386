import type { AppSnapshot } from '../../core/app/snapshot'
import { toSnapshot } from '../../core/app/to-snapshot'
import type { Cancel, Clock } from '../../core/clock'
import type { AppStore } from '../app-store'

export interface SnapshotPublisher {
  current(): AppSnapshot
  /** Calls back with each newer snapshot, at most once per frame. */
  subscribe(listener: (snapshot: AppSnapshot) => void): Cancel
  stop(): void
}

/** One display frame at 60 Hz: more snapshots than frames would be drawn for nobody. */
const frameMs = 16

/** Makes the snapshot when somebody looks, and tells when there is a newer one. */
export function createSnapshotPublisher({
  store,
  clock,
}: {
  readonly store: AppStore
  readonly clock: Clock
}): SnapshotPublisher {
  const listeners = new Set<(snapshot: AppSnapshot) => void>()
  let pending: Cancel | null = null
  let publishedAtMs = Number.NEGATIVE_INFINITY
  const publish = () => {
    pending = null
    publishedAtMs = clock.now()
    const snapshot = toSnapshot(store.state(), clock.now())
    for (const listener of listeners) listener(snapshot)
  }
  const unsubscribe = store.subscribe(() => {
    // What comes after a pause is told at once; a clock that was set back must not hold it for long.
    pending ??= clock.after(Math.min(Math.max(publishedAtMs + frameMs - clock.now(), 0), frameMs), publish)
  })
  return {
    current: () => toSnapshot(store.state(), clock.now()),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    stop() {
      unsubscribe()
      pending?.()
    },
  }
}
