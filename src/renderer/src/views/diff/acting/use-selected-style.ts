import { useEffect } from 'react'
import type { LineSelection } from './acting-store'

/** Longer selections are drawn up to here. */
const mostDrawn = 2000

/**
 * Marks the selected lines by a style sheet made for them: rows come and go while one scrolls, and none of them has to know
 * whether it is selected.
 */
export function useSelectedStyle(selection: LineSelection | null): void {
  useEffect(() => {
    if (selection === null || document.adoptedStyleSheets === undefined) return undefined
    const { hunkId, anchor, head } = selection
    const first = Math.min(anchor, head)
    const count = Math.min(Math.abs(anchor - head) + 1, mostDrawn)
    const lines = Array.from({ length: count }, (_, at) => `.line[data-at="${first + at}"]:not(.context) .gutter`)
    const sheet = new CSSStyleSheet()
    const where = `[data-hunk="${CSS.escape(hunkId)}"] :is(${lines.join(', ')})`
    sheet.replaceSync(
      `${where} { background: var(--selected-lines); color: var(--selected-ink); } ${where} * { color: inherit; }`,
    )
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet)
    }
  }, [selection])
}
