import { type RefObject, useLayoutEffect, useState } from 'react'

/** Which rows of a long list are in the page. */
export interface RowWindow {
  readonly first: number
  /** Exclusive. */
  readonly end: number
}

/** Lists up to this length are in the page as a whole. */
const short = 100
const spare = 20

/** The rows in sight of a list whose rows are all `rowRem` high, and some around them. */
export function useRowWindow(list: RefObject<HTMLElement | null>, count: number, rowRem: number): RowWindow {
  const [{ top, height }, setSeen] = useState({ top: 0, height: 0 })
  const long = count > short
  useLayoutEffect(() => {
    const element = list.current
    if (element === null || !long) return undefined
    const look = () => setSeen({ top: element.scrollTop, height: element.clientHeight })
    look()
    element.addEventListener('scroll', look, { passive: true })
    const sizes = new ResizeObserver(look)
    sizes.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      sizes.disconnect()
    }
  }, [list, long])
  if (!long) return { first: 0, end: count }
  const rowPx = rowRem * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16)
  const first = Math.max(0, Math.min(Math.floor(top / rowPx) - spare, count - short))
  return { first, end: Math.min(count, Math.ceil((top + height) / rowPx) + spare) }
}
