import { expect, it } from 'vitest'
import { leftOver } from '../../../../src/core/review/left-over'
import { nothingUncounted } from '../../../../src/core/review/uncounted'
import { leftWords } from '../../../../src/core/words/left-words'
import { noonMs, sessionAt, statusWith } from '../../../support/app-states'

const session = sessionAt({ state: 'ended', startedAtMs: noonMs - 20 * 60_000 })
const files = [
  { path: 'a.ts', lines: 10 },
  { path: 'b.ts', lines: 8 },
]
const review = { sessions: [{ sessionId: session.id, lines: 18, files }], uncounted: nothingUncounted }

it('is what a session wrote and nobody read', () => {
  const left = leftOver(session, review, statusWith('a.ts', 'b.ts', 'c.ts'))
  expect(left).toEqual({
    sessionId: session.id,
    startedAtMs: session.startedAtMs,
    lines: 18,
    uncountedFiles: 0,
    paths: ['a.ts', 'b.ts'],
    committedFiles: 0,
  })
  if (left === null) throw new Error('nothing')
  expect(leftWords(left, noonMs)).toBe('Left by Spark session 11:40, 18 lines never reviewed')
})

it('stays when it is committed, and says so', () => {
  const after = leftOver(session, review, statusWith())
  expect(after).toMatchObject({ lines: 18, committedFiles: 2 })
  const partly = leftOver(session, review, statusWith('b.ts'))
  if (after === null || partly === null) throw new Error('nothing')
  expect(leftWords(after, noonMs)).toBe(
    'Left by Spark session 11:40, 18 lines never reviewed; they are committed since',
  )
  expect(leftWords(partly, noonMs)).toBe(
    'Left by Spark session 11:40, 18 lines never reviewed; 1 of 2 files committed since',
  )
})

it('is nothing when all of it was read', () => {
  expect(leftOver(session, { sessions: [], uncounted: nothingUncounted }, statusWith('a.ts'))).toBeNull()
  expect(leftOver(sessionAt({ id: 'other' }), review, statusWith('a.ts'))).toBeNull()
})

it('names files of a change that was too large to count, also where no line is known', () => {
  const changes = [
    { sessionId: session.id, number: 3, files: 1200 },
    { sessionId: 'other', number: 1, files: 7 },
  ]
  const uncounted = { files: 1207, apart: 0, changes, folders: {} }
  const both = leftOver(session, { ...review, uncounted }, statusWith())
  const alone = leftOver(session, { sessions: [], uncounted }, statusWith())
  if (both === null || alone === null) throw new Error('nothing')
  expect(leftWords(both, noonMs)).toBe(
    'Left by Spark session 11:40, 18 lines never reviewed, and 1,200 files of a change too large to count',
  )
  expect(leftWords(alone, noonMs)).toBe(
    'Left by Spark session 11:40, 1,200 files never reviewed, of a change too large to count',
  )
})
