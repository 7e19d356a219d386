import { type ReactNode, useEffect, useState } from 'react'
import { afterPaint } from '../after-frame'
import { useApp } from '../app-context'
import { type DiffState, shownOf } from '../stores/diff-state'
import { useDiff } from '../views/diff/diff-context'
import { startHighlightWorker } from './highlight-worker'
import './highlight.css'
import { createHighlighter } from './highlighter'
import { MarkersContext } from './line-marks'
import { createMovedHints } from './moved-hints'
import { startMovedWorker } from './moved-worker'
import { createWordMarks } from './word-marks'

const noFiles: readonly never[] = []

/** Syntax colours, word marks and moved lines for the rows inside, after they are painted. */
export function MarkersProvider({ children }: { readonly children: ReactNode }) {
  const { clock } = useApp()
  const { diff } = useDiff()
  const [markers] = useState(() => ({
    highlighter: createHighlighter({
      content: diff.content,
      startWorker: startHighlightWorker,
      clock,
      afterPaint,
    }),
    words: createWordMarks(clock, afterPaint),
    moved: createMovedHints(startMovedWorker, clock),
  }))
  // Heard of without being drawn, as nothing here looks different then.
  useEffect(() => {
    const look = () => {
      const shown = shownOf(diff.store.getState())
      markers.moved.show(shown.kind === 'diff' ? shown.files : noFiles)
    }
    const lookLater = (now: DiffState, before: DiffState) => {
      if (now.live !== before.live || now.paused !== before.paused) afterPaint(look)
    }
    look()
    return diff.store.subscribe(lookLater)
  }, [markers, diff])
  useEffect(
    () => () => {
      markers.highlighter.close()
      markers.moved.close()
    },
    [markers],
  )
  return <MarkersContext value={markers}>{children}</MarkersContext>
}
