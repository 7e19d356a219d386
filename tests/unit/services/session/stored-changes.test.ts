import { expect, it } from 'vitest'
import type { Change } from '../../../../src/core/session/change'
import { parseChanges } from '../../../../src/services/session/stored-changes'

const changeOf = (files: number, added: number | null): Change => ({
  number: 1,
  sessionId: 'a',
  firstWriteMs: 1,
  lastWriteMs: 2,
  closedAtMs: 3,
  checkpointId: 'c',
  previousCheckpointId: null,
  files: Array.from({ length: files }, (_, at) => ({
    path: `f${at}`,
    firstWriteMs: 1,
    lastWriteMs: 2,
    added,
    removed: added === null ? null : 0,
    kind: 'modified' as const,
  })),
  headMoved: null,
  restored: null,
})
const kept = (change: Change) => parseChanges(`${JSON.stringify(change)}\n`)

it('keeps what is known of the lines, and that nothing is', () => {
  for (const change of [changeOf(2, 3), changeOf(2, null), changeOf(1001, null), changeOf(1001, 3)])
    expect(kept(change)).toEqual([change])
})

it('takes the zeros of an earlier version, which counted at most 1000 files, for lines that nobody counted', () => {
  expect(kept(changeOf(1001, 0))).toEqual([changeOf(1001, null)])
  expect(kept(changeOf(1000, 0))).toEqual([changeOf(1000, 0)])
})
