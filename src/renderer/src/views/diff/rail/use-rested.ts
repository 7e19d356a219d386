import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useApp } from '../../../app-context'

const everyMs = 500

/** The value itself; while `isLong`, the one of a moment ago: for what takes long to work out and nobody waits for. */
export function useRested<T>(value: T, isLong: boolean): T {
  const { clock } = useApp()
  const [held, setHeld] = useState(value)
  const latest = useRef(value)
  useLayoutEffect(() => {
    latest.current = value
  }, [value])
  const differs = isLong && !Object.is(held, value)
  useEffect(() => (differs ? clock.after(everyMs, () => setHeld(latest.current)) : undefined), [clock, differs])
  return isLong ? held : value
}
