import { useContext, useEffect, useLayoutEffect, useRef } from 'react'
import { DiffContext } from './diff-context'
import type { KeyBinding } from './key-registry'

/** Binds keys for as long as the component is in the page. */
export function useKeyBindings(bindings: readonly KeyBinding[]): void {
  const keys = useContext(DiffContext)?.keys
  const latest = useRef(bindings)
  useLayoutEffect(() => {
    latest.current = bindings
  })
  // The keys and words of a component do not change, only what they run.
  useEffect(
    () => keys?.add(latest.current.map((binding, at) => ({ ...binding, run: () => latest.current[at]?.run() }))),
    [keys],
  )
}
