import { describe, expect, it } from 'vitest'
import type { Change } from '../../../../src/core/session/change'
import { labelChange } from '../../../../src/core/session/label-change'
import { type Session, newSession } from '../../../../src/core/session/session'

const turn = (turnId: string, startedAtMs: number, endedAtMs: number | null) => ({
  turnId,
  prompt: null,
  startedAtMs,
  endedAtMs,
  model: null,
  error: null,
  aborted: false,
})

const session: Session = {
  ...newSession({
    id: 's1',
    repoId: '0123456789abcdef',
    repoPath: '/repo',
    lane: 'spark',
    model: 'gpt-5.3-codex-spark',
    where: 'terminal',
    prompt: null,
    startedAtMs: 0,
    baseline: null,
    startedWithoutGate: null,
  }),
  turns: [turn('t1', 10_000, 20_000), turn('t2', 30_000, null)],
  patches: [
    { callId: 'p1', turnId: 't1', paths: ['src/a.ts', 'caf\u00e9.txt'], startedAtMs: 11_000, endedAtMs: 11_100 },
  ],
  commands: [
    { callId: 'c1', turnId: 't1', command: 'npm test', startedAtMs: 13_000, endedAtMs: 14_000 },
    { callId: 'c2', turnId: 't1', command: 'git switch -c x', startedAtMs: 16_000, endedAtMs: 16_500 },
    { callId: 'c3', turnId: 't1', command: 'npm run watch', startedAtMs: 18_000, endedAtMs: 25_000 },
  ],
}

function change(path: string, firstWriteMs: number, lastWriteMs: number, headMoved = false): Change {
  return {
    number: 1,
    sessionId: 's1',
    firstWriteMs,
    lastWriteMs,
    closedAtMs: lastWriteMs + 300,
    checkpointId: 'c2',
    previousCheckpointId: 'c1',
    files: [{ path, firstWriteMs, lastWriteMs, added: 1, removed: 0, kind: 'modified' }],
    headMoved: headMoved ? { from: 'a', to: 'b', branch: 'x', fromBranch: 'main', kind: 'switch' } : null,
    restored: null,
  }
}

describe('labelChange', () => {
  it.each([
    ['a path that the patch names', 'src/a.ts', 11_050, 11_050, 'codex-patch', 't1'],
    ['the same, noticed a moment after the patch was done', 'src/a.ts', 11_340, 11_340, 'codex-patch', 't1'],
    ['the same path, long after the patch', 'src/a.ts', 12_000, 12_000, 'unclear', 't1'],
    ['a name in decomposed form, as macOS gives it', 'cafe\u0301.txt', 11_050, 11_050, 'codex-patch', 't1'],
    ['another path while the patch was made', 'src/b.ts', 11_050, 11_050, 'unclear', 't1'],
    ['any path while a command runs', 'out.txt', 13_500, 13_500, 'codex-command', 't1'],
    ['any path during a turn, unreported', 'notes.md', 15_000, 15_000, 'unclear', 't1'],
    ['before the first turn', 'notes.md', 5000, 5000, 'outside', null],
    ['between two turns', 'notes.md', 27_000, 27_000, 'outside', null],
    ['between two turns, while a command runs on in the background', 'dist.js', 24_000, 24_000, 'codex-command', null],
    ['in the turn that still runs', 'notes.md', 31_000, 31_000, 'unclear', 't2'],
    ['begun between turns and still written in one', 'notes.md', 29_000, 30_500, 'unclear', null],
  ] as const)('%s', (_, path, first, last, writer, turnId) => {
    const labelled = labelChange(change(path, first, last), session)
    expect([labelled.writer, labelled.turn?.turnId ?? null]).toEqual([writer, turnId])
  })

  it('gives what a moved HEAD wrote to git, unless a git command of Codex moved it', () => {
    expect(labelChange(change('a', 15_000, 15_000, true), session).writer).toBe('git')
    expect(labelChange(change('a', 13_500, 13_500, true), session).writer).toBe('git')
    expect(labelChange(change('a', 16_200, 16_200, true), session).writer).toBe('codex-command')
    expect(labelChange({ ...change('a', 27_000, 27_000, true), files: [] }, session).writer).toBe('git')
  })

  it('names what has to be read first when a change has several writers', () => {
    const two = change('src/a.ts', 11_050, 11_050)
    const files = [...two.files, ...change('src/b.ts', 11_050, 11_050).files]
    const labelled = labelChange({ ...two, files }, session)
    expect(labelled.writer).toBe('codex-patch')
    expect(labelled.writers).toEqual(['codex-patch', 'unclear'])
  })

  it('is corrected by a report that comes later', () => {
    const written = change('src/c.ts', 31_000, 31_000)
    expect(labelChange(written, session).writer).toBe('unclear')
    const late = { callId: 'p2', turnId: 't2', paths: ['src/c.ts'], startedAtMs: 30_990, endedAtMs: 31_010 }
    expect(labelChange(written, { ...session, patches: [...session.patches, late] }).writer).toBe('codex-patch')
  })

  it('lets a turn without an end record run until the session ended', () => {
    const killed: Session = { ...session, state: 'ended', endedAtMs: 32_000 }
    expect(labelChange(change('a', 31_500, 31_500), killed).writer).toBe('unclear')
    expect(labelChange(change('a', 33_000, 33_000), killed).writer).toBe('outside')
  })
})
