import { describe, expect, it } from 'vitest'
import type { GateView } from '../../../../src/core/app/snapshot'
import { type StartFacts, startCard } from '../../../../src/core/start/start-card'
import { changedFile } from '../../../support/changed-file'

const dirty: GateView = {
  kind: 'closed',
  reason: 'uncommitted-files',
  files: [changedFile('a.ts'), changedFile('b.ts')],
  heldBack: [],
}
const clean: GateView = { kind: 'open', baseline: 'a'.repeat(40), subject: 'first', heldBack: [] }

function facts(part: Partial<StartFacts> & { readonly gate?: GateView } = {}): StartFacts {
  const { gate = dirty, ...rest } = part
  return {
    lane: 'spark',
    repo: { gate, watch: { kind: 'watching' }, pausedUntilMs: null },
    standardPolicy: 'say',
    readiness: { kind: 'ready', text: 'Ready' },
    running: null,
    sessionOn: false,
    ticked: gate.kind === 'closed' ? gate.files.length : 0,
    hasMessage: true,
    identityNeeded: false,
    ...rest,
  }
}

describe('the primary button', () => {
  it('commits and starts in one press while files are uncommitted', () => {
    expect(startCard(facts()).primary).toEqual({
      does: 'commit-and-start',
      label: 'Commit 2 files and start Spark',
      disabledWhy: null,
    })
  })

  it('says one file in the singular', () => {
    const gate: GateView = { ...dirty, files: [changedFile('a.ts')] }
    expect(startCard(facts({ gate })).primary.label).toBe('Commit 1 file and start Spark')
    expect(startCard(facts({ gate })).commitOnly?.label).toBe('Commit 1 file')
  })

  it('starts at once when everything is committed', () => {
    const card = startCard(facts({ gate: clean }))
    expect(card.primary).toEqual({ does: 'start', label: 'Start Spark session', disabledWhy: null })
    expect(card.commitOnly).toBeNull()
  })

  it('starts a standard session on uncommitted work, and leaves the commit as the second choice', () => {
    const card = startCard(facts({ lane: 'standard' }))
    expect(card.primary).toEqual({ does: 'start', label: 'Start standard session', disabledWhy: null })
    expect(card.commitOnly?.label).toBe('Commit 2 files')
  })

  it('commits before a standard session where the settings put it under the gate', () => {
    expect(startCard(facts({ lane: 'standard', standardPolicy: 'gate' })).primary).toMatchObject({
      does: 'commit-and-start',
      label: 'Commit 2 files and start standard session',
    })
  })

  it('starts without a commit while the gate is paused', () => {
    const repo = { gate: dirty, watch: { kind: 'watching' }, pausedUntilMs: 1 } as const
    expect(startCard(facts({ repo })).primary).toMatchObject({ does: 'start', disabledWhy: null })
  })

  it('shows the live diff while a session of the lane is on', () => {
    const card = startCard(facts({ sessionOn: true }))
    expect(card.primary).toEqual({ does: 'show-diff', label: 'Show live diff', disabledWhy: null })
    expect(card.commitOnly).toEqual({ label: 'Commit 2 files', disabledWhy: null })
  })

  it('says what it is doing', () => {
    expect(startCard(facts({ running: 'committing' })).primary).toMatchObject({
      label: 'Committing…',
      disabledWhy: 'The commit is running.',
    })
    expect(startCard(facts({ running: 'starting' })).primary.label).toBe('Starting…')
  })
})

describe('a disabled button says why', () => {
  it.each<[string, Partial<StartFacts> & { gate?: GateView }, string]>([
    ['no file is ticked', { ticked: 0 }, 'Tick the files to commit.'],
    ['there is no message', { hasMessage: false }, 'Write a commit message.'],
    ['nobody is named', { identityNeeded: true }, 'Give a name and an e-mail address.'],
    [
      'an unticked file would keep the gate closed',
      { ticked: 1 },
      '1 file without a tick would keep the gate closed: hold it back, or tick it.',
    ],
    ['the repository is being read', { gate: { kind: 'reading' } }, 'The repository is being read.'],
    [
      'it cannot be read',
      { gate: { kind: 'unknown', problem: { message: 'git was not found.', next: 'Install git.' } } },
      'The repository cannot be read.',
    ],
    ['a rebase is in progress', { gate: { ...dirty, reason: 'rebase' } }, 'The gate is closed, see above.'],
    [
      'there is no commit and no file',
      { gate: { ...dirty, reason: 'no-commit-yet', files: [] } },
      'The gate is closed, see above.',
    ],
    [
      'the folder is gone',
      { repo: { gate: clean, watch: { kind: 'gone' }, pausedUntilMs: null } },
      'The folder is not there.',
    ],
  ])('when %s', (_when, part, why) => {
    expect(startCard(facts(part)).primary.disabledWhy).toBe(why)
  })

  it('leaves the commit possible where only the start is not', () => {
    const card = startCard(facts({ ticked: 1 }))
    expect(card.commitOnly).toEqual({ label: 'Commit 1 file', disabledWhy: null })
    expect(card.leftOver).toBe(1)
  })
})

describe('a model that is not offered', () => {
  const readiness = {
    kind: 'not-ready',
    blocking: true,
    answer: 'no',
    items: [{ code: 'model-not-offered', message: 'not offered', next: 'Use another', source: 's' }],
  } as const

  it('is started only by an explicit try', () => {
    const card = startCard(facts({ readiness }))
    expect(card.primary.disabledWhy).toBe('Not ready, see above.')
    expect(card.canTryAnyway).toBe(true)
  })

  it('is not even tried while the gate stands in the way', () => {
    expect(startCard(facts({ readiness, ticked: 0 })).canTryAnyway).toBe(false)
  })

  it('is not tried without Codex', () => {
    const missing = { code: 'codex-missing', message: 'Codex was not found.', next: 'Install it', source: 's' } as const
    expect(startCard(facts({ readiness: { ...readiness, items: [...readiness.items, missing] } })).canTryAnyway).toBe(
      false,
    )
  })

  it('does not hold up a start when something only deserves a look', () => {
    const look = {
      ...readiness,
      blocking: false,
      items: [{ code: 'signed-out', message: 'm', next: 'n', source: 's' }],
    } as const
    expect(startCard(facts({ readiness: look })).primary.disabledWhy).toBeNull()
  })
})
