import { expect, it } from 'vitest'
import type { GateView } from '../../../../src/core/app/snapshot'
import { gateLine } from '../../../../src/core/start/gate-line'
import { changedFile } from '../../../support/changed-file'

const dirty: GateView = {
  kind: 'closed',
  reason: 'uncommitted-files',
  files: [changedFile('a.ts'), changedFile('b.ts')],
  heldBack: [],
}
const clean: GateView = { kind: 'open', baseline: 'a'.repeat(40), subject: null, heldBack: [] }

function say(gate: GateView, part: Partial<Parameters<typeof gateLine>[0]> = {}, pausedUntilMs: number | null = null) {
  const repo = { gate, watch: { kind: 'watching' }, pausedUntilMs } as const
  const line = gateLine({ lane: 'spark', repo, standardPolicy: 'say', sessionOn: false, ...part })
  return [line.chip?.text, line.headline, line.below].filter(Boolean).join(' | ')
}

it('says what to do about uncommitted files', () => {
  expect(say(dirty)).toBe('Commit first: 2 uncommitted files | So that whatever Spark writes can be read and undone.')
})

it('says that everything is committed', () => {
  expect(say(clean)).toBe('Gate open | Everything is committed')
})

it('names the operation that has to be finished', () => {
  expect(say({ ...dirty, reason: 'merge' })).toMatch(/^Commit first: a merge is in progress \| Finish the merge/)
})

it('is calm about a standard session on uncommitted work', () => {
  expect(say(dirty, { lane: 'standard' })).toBe(
    'Gate open | Standard sessions are not gated | 2 uncommitted files: what the session writes will mix with them.',
  )
  expect(say(dirty, { lane: 'standard', standardPolicy: 'nothing' })).toBe(
    'Gate open | Standard sessions are not gated',
  )
  expect(say(dirty, { lane: 'standard', standardPolicy: 'gate' })).toMatch(/^Commit first/)
})

it('says how long it is paused', () => {
  expect(say(dirty, {}, Date.UTC(2026, 0, 2, 12, 40))).toBe(
    'Gate open | Paused until 12:40 | 2 uncommitted files would be in the way otherwise.',
  )
})

it('does not rush anybody while a session is on', () => {
  expect(say(dirty, { sessionOn: true })).toBe(
    'Commit first: 2 uncommitted files | Before the next session of this lane; this one goes on.',
  )
})

it('says what it does not know', () => {
  expect(say({ kind: 'reading' })).toBe('Reading the repository…')
  expect(say({ kind: 'unknown', problem: { message: 'git was not found.', next: 'Install git.' } })).toBe(
    'Not known | git was not found. | Install git.',
  )
})
