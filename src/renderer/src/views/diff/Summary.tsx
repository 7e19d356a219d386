import { useEffect, useRef, useState } from 'react'
import { endsWords } from '../../../../core/words/change-words'
import { count } from '../../../../core/words/counts'
import { useApp } from '../../app-context'
import type { Shown } from '../../stores/diff-state'

/** Which two ends are compared and how much differs; said aloud too, but at most once a second. */
export function Summary({ shown }: { readonly shown: Shown }) {
  if (shown.kind !== 'diff') return null
  const added = shown.files.reduce((sum, file) => sum + file.added, 0)
  const removed = shown.files.reduce((sum, file) => sum + file.removed, 0)
  const files = count(shown.files.length, 'file')
  return (
    <p className="diff-summary small muted">
      {endsWords(shown.from, shown.to)} · {files} · <span className="plus">+{added}</span>{' '}
      <span className="minus">−{removed}</span>
      <Spoken text={`${files} changed`} />
    </p>
  )
}

function Spoken({ text }: { readonly text: string }) {
  const { clock } = useApp()
  const [said, setSaid] = useState(text)
  const next = useRef(text)
  useEffect(() => {
    next.current = text
  }, [text])
  const differs = text !== said
  useEffect(() => (differs ? clock.after(1000, () => setSaid(next.current)) : undefined), [clock, differs])
  return (
    <span className="hidden-text" aria-live="polite">
      {said}
    </span>
  )
}
