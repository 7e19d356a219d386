import { type ReactNode, useEffect, useState } from 'react'
import { useApp } from '../app-context'
import { afterNextFrame } from '../stores/diff-store'
import { useDiff } from '../views/diff/diff-context'
import { startHighlightWorker } from './highlight-worker'
import './highlight.css'
import { createHighlighter } from './highlighter'
import { MarkersContext } from './line-marks'
import { createWordMarks } from './word-marks'

/** Syntax colours and word marks for the rows inside, after they are painted. */
export function MarkersProvider({ children }: { readonly children: ReactNode }) {
  const { clock } = useApp()
  const { diff } = useDiff()
  const [markers] = useState(() => ({
    highlighter: createHighlighter({
      content: diff.content,
      startWorker: startHighlightWorker,
      clock,
      afterPaint: afterNextFrame,
    }),
    words: createWordMarks(clock, afterNextFrame),
  }))
  useEffect(() => () => markers.highlighter.close(), [markers])
  return <MarkersContext value={markers}>{children}</MarkersContext>
}
