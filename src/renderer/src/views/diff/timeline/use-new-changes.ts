import { useEffect, useState } from 'react'
import type { ChangeView } from '../../../../../core/app/session-views'
import { useApp } from '../../../app-context'
import { useScopes } from '../scopes/scopes-context'

/** News is news for so long. */
const newsMs = 1500

const none: readonly ChangeView[] = []

/** The changes that came in the last moment, oldest first. What was there when the window opened is none. */
export function useNewChanges(): readonly ChangeView[] {
  const { clock } = useApp()
  const { session } = useScopes()
  const newest = session?.changes.at(-1)?.number ?? 0
  const [known, setKnown] = useState({ sessionId: session?.id, upTo: newest })
  if (known.sessionId !== session?.id) setKnown({ sessionId: session?.id, upTo: newest })
  const came = session?.changes.filter(({ number }) => number > known.upTo) ?? none
  const isNews = came.length > 0
  useEffect(
    () => (isNews ? clock.after(newsMs, () => setKnown({ sessionId: session?.id, upTo: newest })) : undefined),
    [clock, isNews, newest, session?.id],
  )
  return came
}
