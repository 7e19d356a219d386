import { expect, it } from 'vitest'
import { withCompanions } from '../../../../src/core/session/companions'
import { labelChange } from '../../../../src/core/session/label-change'
import type { Session } from '../../../../src/core/session/session'
import { sessionAt } from '../../../support/app-states'

const turn = (turnId: string, startedAtMs: number, endedAtMs: number | null) => ({
  turnId,
  prompt: turnId,
  startedAtMs,
  endedAtMs,
  model: null,
  error: null,
  aborted: false,
})

/** Two sessions of one repository: A records, B works from 2000 on. */
const a = sessionAt({ id: 'a', startedAtMs: 1000, turns: [turn('a1', 1000, 1500)] })
const b = sessionAt({
  id: 'b',
  startedAtMs: 2000,
  turns: [turn('b1', 2000, null)],
  patches: [{ callId: 'c', turnId: 'b1', paths: ['x.txt'], startedAtMs: 3000, endedAtMs: 3100 }],
})

function writerOf(session: Session): { writer: string; turnId: string | null } {
  const times = { firstWriteMs: 3050, lastWriteMs: 3050 }
  const label = labelChange(
    {
      number: 1,
      sessionId: 'a',
      ...times,
      closedAtMs: 3400,
      checkpointId: null,
      previousCheckpointId: null,
      files: [{ path: 'x.txt', ...times, added: 1, removed: 0, kind: 'modified' }],
      headMoved: null,
      restored: null,
    },
    session,
  )
  return { writer: label.writer, turnId: label.turn?.turnId ?? null }
}

it('labels what another session of the repository wrote as Codex’s', () => {
  expect(writerOf(a).writer).toBe('outside')
  expect(writerOf(withCompanions(a, [a, b]))).toEqual({ writer: 'codex-patch', turnId: 'b1' })
})

it('leaves a session alone that ran by itself, and is the same value for the same sessions', () => {
  expect(withCompanions(a, [a])).toBe(a)
  expect(withCompanions(a, [a, { ...b, repoId: 'another' }])).toBe(a)
  expect(withCompanions(a, [a, { ...b, endedAtMs: 900, startedAtMs: 100 }])).toBe(a)
  expect(withCompanions(a, [a, b])).toBe(withCompanions(a, [a, b]))
  expect(withCompanions(a, [a, b])).not.toBe(withCompanions(a, [a, { ...b }]))
})

it('ends with a session what it left open', () => {
  const killed = { ...b, endedAtMs: 2500, patches: [] }
  expect(writerOf(withCompanions(a, [a, killed]))).toEqual({ writer: 'outside', turnId: null })
})
