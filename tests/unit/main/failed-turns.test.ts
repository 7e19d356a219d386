import { describe, expect, it } from 'vitest'
import type { Session, Turn } from '../../../src/core/session/session'
import { toSnapshot } from '../../../src/core/app/to-snapshot'
import { createAppStore } from '../../../src/main/app-store'
import { sayFailedTurns } from '../../../src/main/failed-turns'
import { sessionAt, stateAfter } from '../../support/app-states'
import { createManualClock } from '../../support/manual-clock'

function bed() {
  const { clock, advance } = createManualClock()
  const store = createAppStore(stateAfter())
  const stop = sayFailedTurns({ store, clock })
  const turn = (turnId: string, error: Turn['error']): Turn => ({
    turnId,
    prompt: null,
    startedAtMs: clock.now(),
    endedAtMs: clock.now(),
    model: 'gpt-5.3-codex-spark',
    error,
    aborted: false,
  })
  const tell = (turns: readonly Turn[], more: Partial<Session> = {}): void =>
    store.dispatch({ type: 'session/changed', session: sessionAt({ turns, ...more }) })
  const notices = () => store.state().notices.map(({ message, next }) => [message.replace(/\d\d:\d\d/, 'T'), next])
  return { clock, advance, store, stop, turn, tell, notices }
}

const capacity = { message: 'Selected model is at capacity.', code: 'server_overloaded' }
const said = [
  'gpt-5.3-codex-spark is at capacity. (acme-api, T)',
  'Try again in a few minutes, or use the standard lane.',
]

describe('a turn that Codex did not finish', () => {
  it('is said once, with one next step, and stands with its session', () => {
    const { store, turn, tell, notices, clock } = bed()
    const failed = turn('t1', capacity)
    tell([failed])
    expect(notices()).toEqual([said])
    store.dispatch({ type: 'notice/dismissed', id: 'turn-failed:a1' })
    tell([failed], { endedAtMs: 1 })
    expect(notices()).toEqual([])
    expect(toSnapshot(store.state(), clock.now()).sessions[0]?.problem?.message).toMatch(
      /^\d\d:\d\d: gpt-5\.3-codex-spark is at capacity\.$/,
    )
  })

  it('is taken back when a later turn works', async () => {
    const { store, advance, turn, tell, notices, clock } = bed()
    const failed = turn('t1', capacity)
    tell([failed])
    await advance(1000)
    tell([failed, turn('t2', null)])
    expect(notices()).toEqual([])
    expect(toSnapshot(store.state(), clock.now()).sessions[0]?.problem).toBe(null)
  })

  it('is said again when it fails again', async () => {
    const { store, advance, turn, tell, notices } = bed()
    const first = turn('t1', capacity)
    tell([first])
    store.dispatch({ type: 'notice/dismissed', id: 'turn-failed:a1' })
    await advance(1000)
    tell([first, turn('t2', capacity)])
    expect(notices()).toEqual([said])
  })

  it('of an earlier time is not said at the start of Firebreak', async () => {
    const { turn, tell, notices } = bed()
    tell([{ ...turn('t1', capacity), endedAtMs: 0 }])
    expect(notices()).toEqual([])
  })

  it('that the user stopped is no failure, and nothing is said any more once it is not asked for', () => {
    const { stop, turn, tell, notices } = bed()
    tell([{ ...turn('t1', capacity), aborted: true }])
    expect(notices()).toEqual([])
    stop()
    tell([turn('t2', capacity)])
    expect(notices()).toEqual([])
  })
})
