import { type RefObject, useLayoutEffect, useState } from 'react'

/** Sizes that the layout of the rows depends on, in px. */
export interface BoxSize {
  readonly width: number
  readonly height: number
  readonly remPx: number
  /** Width of one column of code. */
  readonly columnPx: number
}

/** The letters of the probe, so that its width is that of so many columns. */
export const probeText = '0'.repeat(100)
/** For a page that is not laid out: what the code font has at its usual size. */
const usualColumnPx = 7.5

/** The size of the box with the rows, and of a column by means of a probe in it. Guessed until the box is there. */
export function useBoxSize(box: RefObject<HTMLElement | null>, probe: RefObject<HTMLElement | null>): BoxSize {
  const [size, setSize] = useState<BoxSize>(() => ({
    width: window.innerWidth,
    height: window.innerHeight,
    remPx: remPx(),
    columnPx: usualColumnPx,
  }))
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const measure = () => {
      const probed = probe.current?.getBoundingClientRect().width ?? 0
      const next = {
        width: element.clientWidth,
        height: element.clientHeight,
        remPx: remPx(),
        columnPx: probed > 0 ? probed / probeText.length : usualColumnPx,
      }
      setSize((known) => (same(known, next) ? known : next))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    if (probe.current !== null) observer.observe(probe.current)
    return () => observer.disconnect()
  }, [box, probe])
  return size
}

function remPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
}

function same(a: BoxSize, b: BoxSize): boolean {
  return a.width === b.width && a.height === b.height && a.remPx === b.remPx && a.columnPx === b.columnPx
}
