import { expect, it } from 'vitest'
import type { Change } from '../../../../src/core/session/change'
import { lastChange } from '../../../../src/core/session/last-change'
import { newSession, type Session } from '../../../../src/core/session/session'

function session(part: Partial<Session> = {}): Session {
  const made = newSession({
    id: 's',
    repoId: 'r',
    repoPath: '/r',
    lane: 'spark',
    model: 'm',
    where: 'terminal',
    prompt: null,
    startedAtMs: 0,
    baseline: null,
    startedWithoutGate: null,
  })
  return { ...made, state: 'live', ...part }
}

function turn(turnId: string, startedAtMs: number, endedAtMs: number | null): Session['turns'][number] {
  return { turnId, prompt: null, startedAtMs, endedAtMs, model: null, error: null, aborted: false }
}

function change(number: number, atMs: number, part: Partial<Change> = {}): Change {
  return {
    number,
    sessionId: 's',
    firstWriteMs: atMs,
    lastWriteMs: atMs,
    closedAtMs: atMs,
    checkpointId: `c${number}`,
    previousCheckpointId: `c${number - 1}`,
    files: [{ path: 'a', firstWriteMs: atMs, lastWriteMs: atMs, added: 1, removed: 0, kind: 'modified' }],
    headMoved: null,
    restored: null,
    ...part,
  }
}

const moved = { from: 'a', to: 'b', branch: 'x', fromBranch: 'main', kind: 'switch' } as const
const restored = { kind: 'restore', checkpointId: 'c0', atMs: 0 } as const
const oneTurn = { turns: [turn('t', 1000, 2000)] }

it('is what Codex may have written, not what came after it', () => {
  const changes = [
    change(1, 1500),
    change(2, 9000),
    change(3, 9100, { headMoved: moved }),
    change(4, 9200, { restored }),
    change(5, 9300, { files: [] }),
  ]
  expect(lastChange(session(oneTurn), changes)).toEqual({ known: 5, number: 1, writing: false })
})

it('is the newest of anybody while Codex has written nothing', () => {
  expect(
    lastChange(session(oneTurn), [change(1, 8000), change(2, 9000), change(3, 9100, { headMoved: moved })]),
  ).toEqual({
    known: 3,
    number: 2,
    writing: false,
  })
  expect(lastChange(session(), [])).toEqual({ known: 0, number: null, writing: true })
})

it('may be what is being written as long as a turn or a command runs', () => {
  expect(lastChange(session({ turns: [turn('t', 1000, null)] }), []).writing).toBe(true)
  const background = { callId: 'c', turnId: 't', command: 'watch', startedAtMs: 1, endedAtMs: null }
  expect(lastChange(session({ ...oneTurn, commands: [background] }), []).writing).toBe(true)
  expect(lastChange(session({ turns: [turn('t', 1000, null)], state: 'ended' }), []).writing).toBe(false)
})
