import { expect, it } from 'vitest'
import { startFacts } from '../../../../src/core/words/start-facts'
import { sessionAt } from '../../../support/app-states'

it('says nothing of a start from a commit', () => {
  expect(startFacts(sessionAt())).toEqual([])
})

it.each([
  [
    { startedWithoutGate: 'by-hand', uncommittedAtStart: 1 },
    'Started by hand on 1 uncommitted file, passed by the gate once.',
  ],
  [
    { startedWithoutGate: 'elsewhere', uncommittedAtStart: 2 },
    'Started without a commit on 2 uncommitted files, outside of Firebreak.',
  ],
  [
    { startedWithoutGate: 'checkpoint-only', uncommittedAtStart: 3 },
    'Checkpoint only: started on 3 uncommitted files.',
  ],
  [{ startedWithoutGate: 'start-anyway', startReason: 'a\u001bb' }, 'Started anyway: a‹U+001B›b.'],
  [{ startedWithoutGate: 'start-anyway' }, 'Started anyway: no reason given.'],
  [
    { startedWithoutGate: 'gate-paused', uncommittedAtStart: 2 },
    'Started on 2 uncommitted files while the gate was paused.',
  ],
] as const)('says which way was taken: %o', (part, words) => {
  expect(startFacts(sessionAt(part))).toEqual([words])
})

it('names what was held back and what the baseline does not hold, the first of many', () => {
  const heldBack = Array.from({ length: 8 }, (_, i) => `f${i}`)
  const partialBaseline = { files: 60, paths: ['pipe'] }
  expect(startFacts(sessionAt({ heldBack, partialBaseline }))).toEqual([
    'Held back at the start: f0, f1, f2, f3, f4 and 3 more files.',
    'Started on a partial checkpoint, without pipe and 59 more files.',
  ])
})

it('says how late the checkpoint of a session is that was started elsewhere', () => {
  const baseline = { checkpointId: '000001-aaaaaaaa', commit: null, atMs: 10_000 }
  const late = (startedAtMs: number) => startFacts(sessionAt({ where: 'elsewhere', baseline, startedAtMs }))
  expect(late(9900)).toEqual(['Late checkpoint, taken 1 s after the start.'])
  expect(late(6000)).toEqual(['Late checkpoint, taken 4 s after the start.'])
  expect(startFacts(sessionAt({ where: 'elsewhere', baseline: null }))).toEqual(['No checkpoint could be taken.'])
})
