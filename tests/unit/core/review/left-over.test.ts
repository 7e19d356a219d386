import { expect, it } from 'vitest'
import { leftOver } from '../../../../src/core/review/left-over'
import { labelChange } from '../../../../src/core/session/label-change'
import { leftWords } from '../../../../src/core/words/left-words'
import { commit, noonMs, sessionAt, statusWith } from '../../../support/app-states'

const session = sessionAt({
  state: 'ended',
  startedAtMs: noonMs - 20 * 60_000,
  turns: [
    {
      turnId: 't1',
      prompt: 'fix it',
      startedAtMs: noonMs - 10_000,
      endedAtMs: noonMs + 10_000,
      model: null,
      error: null,
      aborted: false,
    },
  ],
})
const file = (path: string, added: number) => ({
  path,
  firstWriteMs: noonMs,
  lastWriteMs: noonMs,
  added,
  removed: 0,
  kind: 'modified' as const,
})
const changes = [
  labelChange(
    {
      number: 1,
      sessionId: session.id,
      firstWriteMs: noonMs,
      lastWriteMs: noonMs,
      closedAtMs: noonMs + 300,
      checkpointId: null,
      previousCheckpointId: null,
      files: [file('a.ts', 10), file('b.ts', 8), file('package-lock.json', 500)],
      headMoved: null,
      restored: null,
    },
    session,
  ),
]
const head = (id: string) => ({ commit: id, branch: 'main', detached: false })

it('is what is still uncommitted', () => {
  const left = leftOver(session, changes, statusWith('a.ts', 'b.ts', 'c.ts'))
  expect(left).toEqual({
    sessionId: session.id,
    startedAtMs: session.startedAtMs,
    lines: 18,
    paths: ['a.ts', 'b.ts'],
    committedFiles: 0,
  })
  if (left === null) throw new Error('nothing')
  expect(leftWords(left, noonMs)).toBe('Left by Spark session 11:40, 18 lines never reviewed')
  expect(leftWords(left, noonMs + 86_400_000)).toBe('Left by Spark session yesterday 11:40, 18 lines never reviewed')
})

it('is gone with what was thrown away while HEAD stays', () => {
  expect(leftOver(session, changes, statusWith('a.ts'))).toMatchObject({ lines: 10, paths: ['a.ts'] })
  expect(leftOver(session, changes, statusWith())).toBeNull()
})

it('stays owed across a commit', () => {
  const after = leftOver(session, changes, { ...statusWith(), head: head('f'.repeat(40)) })
  expect(after).toMatchObject({ lines: 18, committedFiles: 2 })
  const partly = leftOver(session, changes, { ...statusWith('b.ts'), head: head('f'.repeat(40)) })
  expect(partly).toMatchObject({ lines: 18, committedFiles: 1 })
  if (after === null || partly === null) throw new Error('nothing')
  expect(leftWords(after, noonMs)).toContain('never reviewed; they are committed since')
  expect(leftWords(partly, noonMs)).toContain('1 of 2 files committed since')
})

it('is nothing where nobody but you wrote', () => {
  expect(leftOver({ ...session, turns: [] }, [], statusWith('a.ts'))).toBeNull()
  expect(leftOver(session, [], { ...statusWith('a.ts'), head: head(commit) })).toBeNull()
})
