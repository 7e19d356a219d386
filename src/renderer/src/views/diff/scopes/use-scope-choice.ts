import { useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { SessionView } from '../../../../../core/app/session-views'
import type { CheckpointId } from '../../../../../core/checkpoint/checkpoint'
import { sameScope, type Scope } from '../../../../../core/diff/scope'
import { turnScope } from '../../../../../core/timeline/turn-scope'
import type { DiffStore } from '../../../stores/diff-store'
import type { ScopeActions, Scopes, TimelinePoint } from './scopes-context'

/** What somebody wants to see. A turn moves on as it writes; `turnId` null is the newest that has written. */
type Wish = Exclude<Scope, { kind: 'turn' }> | { readonly kind: 'turn'; readonly turnId: string | null }

/** The newest change when the pause began. */
interface PausedAt {
  readonly sessionId: string | null
  readonly newest: number
}

const sinceBaseline = { kind: 'since-baseline' } as const
const lastChange = { kind: 'last-change' } as const

/** Holds what is to be seen and keeps the live diff on it as the session goes on. */
export function useScopeChoice(diff: DiffStore, session: SessionView | null, reviewWish: number): Scopes {
  const [wish, setWish] = useState<Wish>(session === null ? { kind: 'uncommitted' } : sinceBaseline)
  const [byHand, setByHand] = useState(false)
  const [start, setStart] = useState<TimelinePoint | null>(null)
  const [upTo, setUpTo] = useState<number | null>(null)
  const [pausedAt, setPausedAt] = useState<PausedAt>({ sessionId: null, newest: 0 })
  const scope = useStore(diff.store, (state) => state.scope)
  const paused = useStore(diff.store, (state) => state.paused !== null)

  // A session brings its baseline, unless somebody chose what to look at; numbers and turns of the one before mean nothing in it.
  const sessionId = session?.id ?? null
  const [known, setKnown] = useState(sessionId)
  if (known !== sessionId) {
    setKnown(sessionId)
    if (sessionId !== null && (!byHand || wish.kind === 'change' || wish.kind === 'turn')) setWish(sinceBaseline)
  }
  // "Review first": what a session changed, whatever was looked at before.
  const [answered, setAnswered] = useState(0)
  if (answered !== reviewWish) {
    setAnswered(reviewWish)
    setWish(sinceBaseline)
  }

  const target = wish.kind === 'turn' ? (session === null ? null : turnScope(session, wish.turnId)) : wish
  const key = target === null ? '' : JSON.stringify(target)
  useEffect(() => {
    const now = diff.store.getState()
    if (target === null || sameScope(now.scope, target)) return
    const goesOn = now.scope.kind === 'turn' && target.kind === 'turn' && now.scope.turnId === target.turnId
    if (!goesOn) diff.show(target)
    else if (!paused) diff.follow(target)
    // oxlint-disable-next-line react/exhaustive-deps -- the key says what the target is
  }, [diff, key, paused])

  const latest = useRef({ session, wish, start })
  useEffect(() => {
    latest.current = { session, wish, start }
  })
  const [act] = useState((): ScopeActions => {
    const choose = (next: Wish): void => {
      setByHand(true)
      setWish(next)
    }
    const between = (from: CheckpointId, to: CheckpointId | null, change: number | null): void => {
      setUpTo(change)
      choose({ kind: 'between', from, to })
    }
    return {
      show: choose,
      showTurn() {
        const { wish: now, session: of } = latest.current
        const chosen = now.kind === 'change' ? of?.changes.find(({ number }) => number === now.number) : undefined
        choose({ kind: 'turn', turnId: chosen?.turnId ?? null })
      },
      showNewest() {
        diff.setFollowing(true)
        choose(lastChange)
      },
      compareFrom(point) {
        setStart(point)
        between(point.checkpointId, null, null)
      },
      compareTo(point) {
        const { start: marked } = latest.current
        if (marked === null) return
        // Ids sort by the order in which the states were captured.
        const isLater = point.checkpointId >= marked.checkpointId
        const [from, to] = isLater ? [marked, point] : [point, marked]
        setStart(from)
        between(from.checkpointId, to.checkpointId, to.change)
      },
      compareWithNow() {
        const { start: from } = latest.current
        if (from !== null) between(from.checkpointId, null, null)
      },
      setFollowing(following) {
        const { session: of } = latest.current
        if (!following) setPausedAt({ sessionId: of?.id ?? null, newest: of?.changes.at(-1)?.number ?? 0 })
        diff.setFollowing(following)
      },
    }
  })

  const nothingWritten = target === null
  return useMemo(
    () => ({
      session,
      chosen: wish.kind,
      scope: wish.kind === 'turn' ? scope : wish,
      nothingWritten,
      start,
      points: { from: start?.change ?? null, to: upTo },
      following: !paused,
      missed: paused && session !== null ? changesSince(session, pausedAt) : 0,
      act,
    }),
    [session, wish, scope, nothingWritten, start, upTo, paused, pausedAt, act],
  )
}

/** Each session numbers its changes anew, and not every number is shown where the window is limited to a folder. */
function changesSince({ id, changes }: SessionView, { sessionId, newest }: PausedAt): number {
  return id === sessionId ? changes.filter(({ number }) => number > newest).length : changes.length
}
