import { type ReactNode, useEffect, useLayoutEffect, useState } from 'react'
import type { FileDiff } from '../../../core/diff/file-diff'
import { afterPaint } from '../after-frame'
import { useApp } from '../app-context'
import { shownOf } from '../stores/diff-state'
import { useDiff, useDiffState } from '../views/diff/diff-context'
import { startHighlightWorker } from './highlight-worker'
import './highlight.css'
import { createHighlighter } from './highlighter'
import { MarkersContext } from './line-marks'
import { createMovedHints } from './moved-hints'
import { startMovedWorker } from './moved-worker'
import { createWordMarks } from './word-marks'

const noFiles: readonly FileDiff[] = []

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
  const shown = useDiffState(shownOf)
  const files = shown.kind === 'diff' ? shown.files : noFiles
  useLayoutEffect(() => markers.moved.show(files), [markers, files])
  useEffect(
    () => () => {
      markers.highlighter.close()
      markers.moved.close()
    },
    [markers],
  )
  return <MarkersContext value={markers}>{children}</MarkersContext>
}
