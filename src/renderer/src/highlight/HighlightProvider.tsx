import { type ReactNode, useEffect, useState } from 'react'
import { useApp } from '../app-context'
import { afterNextFrame } from '../stores/diff-store'
import { useDiff } from '../views/diff/diff-context'
import { HighlightContext } from './highlight-context'
import { startHighlightWorker } from './highlight-worker'
import { createHighlighter } from './highlighter'

/** Colours for the rows inside, where the window can have a worker. */
export function HighlightProvider({ children }: { readonly children: ReactNode }) {
  const { clock } = useApp()
  const { diff } = useDiff()
  const [highlighter] = useState(() =>
    typeof Worker === 'undefined'
      ? null
      : createHighlighter({
          content: diff.content,
          startWorker: startHighlightWorker,
          clock,
          afterPaint: afterNextFrame,
        }),
  )
  useEffect(() => () => highlighter?.close(), [highlighter])
  return <HighlightContext value={highlighter}>{children}</HighlightContext>
}
