import { describe, expect, it } from 'vitest'
import type { GateView } from '../../../../src/core/app/snapshot'
import { waysOutOf } from '../../../../src/core/start/ways-out'
import { changedFile } from '../../../support/changed-file'

const dirty: GateView = { kind: 'closed', reason: 'uncommitted-files', files: [changedFile('a.ts')], heldBack: [] }
const clean: GateView = { kind: 'open', baseline: 'a'.repeat(40), subject: 'first', heldBack: [] }
const all = { holdBack: true, checkpointOnly: true, startMyself: true, startAnyway: true, pause: true }

type Facts = Parameters<typeof waysOutOf>[0]

function ways({ gate = dirty, ...part }: Partial<Facts> & { readonly gate?: GateView } = {}) {
  const found = waysOutOf({
    lane: 'spark',
    repo: { gate, watch: { kind: 'watching' }, pausedUntilMs: null },
    standardPolicy: 'say',
    waysOut: all,
    readiness: { kind: 'ready', text: 'Ready' },
    running: null,
    sessionOn: false,
    ...part,
  })
  return Object.fromEntries(found.map(({ label, disabledWhy }) => [label, disabledWhy]))
}

const open = { 'Checkpoint only': null, 'I start it myself': null, 'Start anyway': null, 'Pause gate': null }

describe('the ways out', () => {
  it('are four while the gate is closed, in the order of their weight', () => {
    expect(ways()).toEqual(open)
    expect(Object.keys(ways())).toEqual(Object.keys(open))
    expect(ways({ lane: 'standard', standardPolicy: 'gate' })).toEqual(open)
  })

  it.each([
    ['the gate is open', { gate: clean }],
    ['it is paused', { repo: { gate: dirty, watch: { kind: 'watching' }, pausedUntilMs: 1 } }],
    ['the lane is not gated', { lane: 'standard' }],
  ] as const)('are only the start by hand when %s', (_when, part) => {
    expect(ways(part)).toEqual({ 'I start it myself': null })
  })

  it('say which of them the settings forbid', () => {
    const off = 'Switched off in the settings'
    expect(
      ways({
        waysOut: { holdBack: false, checkpointOnly: false, startMyself: false, startAnyway: false, pause: false },
      }),
    ).toEqual({ 'Checkpoint only': off, 'I start it myself': off, 'Start anyway': off, 'Pause gate': off })
  })

  it('leave checkpoint only out when the checkpoint would not hold what is held back', () => {
    const held = changedFile('big.bin')
    const gate: GateView = {
      kind: 'closed',
      reason: 'held-back-uncovered',
      files: [],
      heldBack: [held],
      uncovered: [{ path: 'big.bin', why: 'TOO_BIG' }],
    }
    expect(ways({ gate })).toEqual({ ...open, 'Checkpoint only': 'It would not hold what is held back' })
  })

  it('wait for a start that is under way, and for what is not ready', () => {
    const busy = 'The last press is still at work'
    expect(ways({ running: 'starting' })).toEqual({
      ...open,
      'Checkpoint only': busy,
      'I start it myself': busy,
      'Start anyway': busy,
    })
    const item = { code: 'codex-missing', message: 'Codex was not found.', next: 'Install it.', source: 's' } as const
    const notReady = 'Not ready, see above'
    expect(ways({ readiness: { kind: 'not-ready', blocking: true, answer: 'no', items: [item] } })).toEqual({
      ...open,
      'Checkpoint only': notReady,
      'Start anyway': notReady,
    })
  })
})
