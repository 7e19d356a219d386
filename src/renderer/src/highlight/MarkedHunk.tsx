import { type ReactNode, useContext, useLayoutEffect, useState } from 'react'
import type { Hunk } from '../../../core/diff/file-diff'
import { createMarkedHunk, MarkedHunkContext, MarkersContext } from './line-marks'

interface Props {
  readonly hunk: Hunk
  /** The changed lines of it that are in the page, by their index in the hunk. */
  readonly changed: readonly number[]
  readonly children: ReactNode
}

/** Around the rows of a hunk: tells them which it is, and asks for the marks of those in the page. */
export function MarkedHunk({ hunk, changed, children }: Props) {
  const words = useContext(MarkersContext)?.words ?? null
  const [marked] = useState(createMarkedHunk)
  // Rows are drawn after this, and read it; a new value would have all of them drawn anew for an edit in one.
  marked.draw(hunk)
  useLayoutEffect(() => {
    for (const at of changed) words?.want(hunk, at)
  }, [words, hunk, changed])
  return <MarkedHunkContext value={marked}>{children}</MarkedHunkContext>
}
