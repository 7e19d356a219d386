import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AppSnapshot } from '../../../core/app/snapshot'
import type { AppBridge } from '../../../shared/contract'
import { keepSame } from './same-data'

export interface Mirrored {
  readonly snapshot: AppSnapshot
}

export type AppMirror = StoreApi<Mirrored>

/** Waits for the first snapshot, then mirrors every newer one; an older or repeated one is dropped. */
export function openAppMirror(bridge: Pick<AppBridge, 'subscribe'>): Promise<AppMirror> {
  return new Promise((resolve) => {
    let mirror: AppMirror | null = null
    bridge.subscribe((snapshot) => {
      if (mirror === null) {
        mirror = createStore<Mirrored>(() => ({ snapshot }))
        resolve(mirror)
      } else {
        const before = mirror.getState().snapshot
        // Most of a snapshot says what the one before said: a long session is not drawn again for it.
        if (snapshot.revision > before.revision) mirror.setState({ snapshot: keepSame(before, snapshot) })
      }
    })
  })
}
