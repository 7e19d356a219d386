import { describe, expect, it } from 'vitest'
import { decideCommitGate } from '../../../../src/core/gate/commit-gate'
import type { RepoStatus } from '../../../../src/core/repo/repo-status'
import { factsOfStart, type Passage, passageOf, whyOver } from '../../../../src/core/start/passage'
import type { StartCheck } from '../../../../src/core/start/start-check'
import { changedFile } from '../../../support/changed-file'

const commit = 'a'.repeat(40)
const all = { holdBack: true, checkpointOnly: true, startMyself: true, startAnyway: true, pause: true }

function statusWith(...paths: readonly string[]): RepoStatus {
  return {
    head: { commit, branch: 'main', detached: false },
    operation: null,
    files: paths.map((path) => changedFile(path)),
  }
}
const gateOf = (status: RepoStatus, held: readonly string[] = [], leftOut: readonly string[] = []) =>
  decideCommitGate(status, { paths: new Set(held), leftOut })
const open = gateOf(statusWith())
const closed = gateOf(statusWith('a.ts', 'b.ts'))
const checkpointOnly = { kind: 'checkpoint-only' } as const
const anyway = { kind: 'start-anyway', reason: 'because' } as const

describe('passageOf', () => {
  const facts = { gate: closed, gated: true, paused: false, way: null, allowed: all }

  it.each([
    ['lets everything in that is not gated', { gated: false }, { kind: 'free' }],
    ['lets in what is committed, whatever way was asked for', { gate: open, way: anyway }, { kind: 'open' }],
    ['takes checkpoint only', { way: checkpointOnly }, { kind: 'without', why: 'checkpoint-only', reason: null }],
    ['takes start anyway', { way: anyway }, { kind: 'without', why: 'start-anyway', reason: 'because' }],
    ['passes a paused gate', { paused: true }, { kind: 'without', why: 'gate-paused', reason: null }],
    [
      'keeps the way that was asked for, also while the gate is paused',
      { paused: true, way: anyway },
      { kind: 'without', why: 'start-anyway', reason: 'because' },
    ],
  ] as const)('%s', (_what, part, expected) => {
    expect(passageOf({ ...facts, ...part })).toEqual(expected)
  })

  it.each([
    ['uncommitted work', {}, 'gate-closed'],
    [
      'checkpoint only that is switched off',
      { way: checkpointOnly, allowed: { ...all, checkpointOnly: false } },
      'way-out-off',
    ],
    ['start anyway that is switched off', { way: anyway, allowed: { ...all, startAnyway: false } }, 'way-out-off'],
    [
      'checkpoint only for what no checkpoint would hold',
      { way: checkpointOnly, gate: gateOf(statusWith('x'), ['x'], ['x']) },
      'held-back-uncovered',
    ],
    ['what is held back and nowhere else', { gate: gateOf(statusWith('x'), ['x'], ['x']) }, 'gate-closed'],
  ] as const)('refuses %s', (_what, part, code) => {
    expect(passageOf({ ...facts, ...part })).toMatchObject({ kind: 'refused', refusal: { code } })
  })
})

describe('whyOver', () => {
  const quiet: StartCheck = {
    status: statusWith(),
    headMoved: false,
    indexChanged: false,
    written: [],
    uncovered: [],
  }
  const codeOf = (passage: Passage, part: Partial<StartCheck>, gate = open) =>
    whyOver({ passage, check: { ...quiet, ...part }, gate, commit })?.code ?? null
  const opened: Passage = { kind: 'open' }
  const hidden: Passage = { kind: 'without', why: 'checkpoint-only', reason: null }
  const waived: readonly Passage[] = [
    { kind: 'free' },
    { kind: 'without', why: 'start-anyway', reason: 'because' },
    { kind: 'without', why: 'gate-paused', reason: null },
  ]

  it('is nothing while nothing happened', () => {
    for (const passage of [opened, hidden, ...waived]) expect(codeOf(passage, {})).toBeNull()
  })

  it.each([
    ['a save', { written: ['a.ts'] }, 'saved-before-start'],
    ['something staged', { indexChanged: true }, 'index-changed'],
    ['a held-back file that the baseline does not have', { uncovered: ['a.ts'] }, 'held-back-uncovered'],
  ] as const)('is %s, unless the gate was waived', (_what, part, code) => {
    expect(codeOf(opened, part)).toBe(code)
    expect(codeOf(hidden, part)).toBe(code)
    for (const passage of waived) expect(codeOf(passage, part)).toBeNull()
  })

  it('is a moved HEAD in any case', () => {
    const elsewhere = { ...statusWith(), head: { commit: 'b'.repeat(40), branch: 'main', detached: false } }
    for (const passage of [opened, hidden, ...waived]) {
      expect(codeOf(passage, { headMoved: true })).toBe('head-moved')
      // It moved between the gate and the baseline.
      expect(codeOf(passage, { status: elsewhere })).toBe('head-moved')
    }
  })

  it('is uncommitted work that the baseline already holds', () => {
    expect(codeOf(opened, { status: statusWith('a.ts') }, gateOf(statusWith('a.ts')))).toBe('gate-closed')
    expect(codeOf(hidden, { status: statusWith('a.ts') }, gateOf(statusWith('a.ts')))).toBeNull()
  })

  it('names what was written, so that it cannot steer a terminal', () => {
    const written = ['evil\u001b[2J', 'b', 'c', 'd', 'e']
    expect(whyOver({ passage: opened, check: { ...quiet, written }, gate: open, commit })?.message).toBe(
      'evil‹U+001B›[2J, b, c and 2 more were written while the session was starting, so Codex was not started.',
    )
  })
})

it('keeps a way out only for a session that needed it', () => {
  const passage: Passage = { kind: 'without', why: 'start-anyway', reason: 'because' }
  expect(factsOfStart(passage, closed)).toEqual({
    startedWithoutGate: 'start-anyway',
    startReason: 'because',
    uncommittedAtStart: 2,
    heldBack: [],
  })
  expect(factsOfStart(passage, gateOf(statusWith('.env'), ['.env']))).toEqual({
    startedWithoutGate: null,
    startReason: null,
    uncommittedAtStart: 0,
    heldBack: ['.env'],
  })
})
