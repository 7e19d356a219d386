import { describe, expect, it } from 'vitest'
import {
  type Session,
  type SessionEvent,
  type SessionState,
  advanceSession,
  isLive,
  newSession,
  sessionSchema,
} from '../../../../src/core/session/session'

const started = newSession({
  id: 's1',
  repoId: '0123456789abcdef',
  repoPath: '/repo',
  lane: 'spark',
  model: 'gpt-5.3-codex-spark',
  where: 'terminal',
  prompt: 'fix it',
  startedAtMs: 1000,
  baseline: { checkpointId: 'c1', commit: 'a1b2c3', atMs: 900 },
  startedWithoutGate: null,
})

const events = {
  launched: { type: 'launched', process: { pid: 7, startTime: '99' } },
  found: { type: 'found', threadId: 't', rolloutPath: '/r.jsonl', certainty: 'sure' },
  ended: { type: 'ended', atMs: 5000, exitCode: 0 },
  'went-silent': { type: 'went-silent', atMs: 5000 },
  'turn-seen': { type: 'turn-seen' },
  'failed-to-start': { type: 'failed-to-start', atMs: 5000, failure: 'refused' },
  'start-read': { type: 'start-read', uncommitted: 2 },
  'stopped-following': { type: 'stopped-following' },
} as const satisfies Record<SessionEvent['type'], SessionEvent>

describe('advanceSession', () => {
  it.each<[SessionState, SessionEvent['type'], SessionState]>([
    ['starting', 'launched', 'live'],
    ['starting', 'found', 'live'],
    ['starting', 'ended', 'ended'],
    ['starting', 'went-silent', 'starting'],
    ['starting', 'failed-to-start', 'failed-to-start'],
    ['live', 'ended', 'ended'],
    ['live', 'went-silent', 'probably-ended'],
    ['live', 'failed-to-start', 'live'],
    ['live', 'stopped-following', 'live'],
    ['live', 'start-read', 'live'],
    ['ended', 'start-read', 'ended'],
    ['probably-ended', 'turn-seen', 'live'],
    ['probably-ended', 'ended', 'ended'],
    ['ended', 'turn-seen', 'ended'],
    ['ended', 'launched', 'ended'],
    ['ended', 'found', 'ended'],
    ['ended', 'ended', 'ended'],
    ['failed-to-start', 'launched', 'failed-to-start'],
    ['failed-to-start', 'found', 'failed-to-start'],
  ])('%s, %s → %s', (state, event, next) => {
    expect(advanceSession({ ...started, state }, events[event]).state).toBe(next)
  })

  it('has no end while it may still write', () => {
    const silent = advanceSession(advanceSession(started, events.launched), events['went-silent'])
    expect([isLive(silent), silent.endedAtMs]).toEqual([false, 5000])
    const again = advanceSession(silent, events['turn-seen'])
    expect([isLive(again), again.endedAtMs]).toEqual([true, null])
  })

  it('keeps the first end and the first thread', () => {
    const ended = advanceSession(advanceSession(started, events.found), events.ended)
    expect(advanceSession(ended, { type: 'ended', atMs: 9000, exitCode: 1 })).toEqual(ended)
    expect(advanceSession(ended, { ...events.found, threadId: 'other' }).threadId).toBe('t')
  })

  it('marks a session that was started elsewhere on uncommitted work', () => {
    const marked = advanceSession(started, events['start-read'])
    expect(marked).toMatchObject({ uncommittedAtStart: 2, startedWithoutGate: 'elsewhere' })
    const committed = advanceSession(marked, { type: 'start-read', uncommitted: 0 })
    expect(committed).toMatchObject({ uncommittedAtStart: 0, startedWithoutGate: null })
  })

  it('makes only sessions that can be kept', () => {
    const kept: Session = advanceSession(advanceSession(started, events.launched), events.ended)
    expect(sessionSchema.parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept)
  })
})
