import { createContext, useContext, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { AppSnapshot } from '../../core/app/snapshot'
import type { Clock } from '../../core/clock'
import type { AppBridge } from '../../shared/contract'
import type { AppMirror } from './stores/app-mirror'
import { sameData } from './stores/same-data'

/** All that a view reaches besides its own state. */
export interface AppContextValue {
  readonly mirror: AppMirror
  readonly dispatch: AppBridge['dispatch']
  readonly clock: Clock
}

export const AppContext = createContext<AppContextValue | null>(null)

export function useApp(): AppContextValue {
  const app = useContext(AppContext)
  if (app === null) throw new Error('used outside of AppContext')
  return app
}

/** A part of the newest snapshot. A part that says the same as before keeps its identity, so nothing is drawn again. */
export function useSnapshot<T>(select: (snapshot: AppSnapshot) => T): T {
  const last = useRef<{ readonly value: T } | null>(null)
  return useStore(useApp().mirror, ({ snapshot }) => {
    const value = select(snapshot)
    if (last.current !== null && sameData(last.current.value, value)) return last.current.value
    last.current = { value }
    return value
  })
}

/** The present moment, drawn again every `everyMs`: for ages and times of day. */
export function useNow(everyMs: number): number {
  const { clock } = useApp()
  const [now, setNow] = useState(() => clock.now())
  useEffect(() => {
    let cancel = clock.after(everyMs, tick)
    function tick() {
      setNow(clock.now())
      cancel = clock.after(everyMs, tick)
    }
    return () => cancel()
  }, [clock, everyMs])
  return now
}
