import { describe, expect, it } from 'vitest'
import { decideCommitGate } from '../../../../src/core/gate/commit-gate'
import { gateOf } from '../../../../src/core/gate/held-back'
import type { ChangedFile, FileStatus, RepoStatus } from '../../../../src/core/repo/repo-status'
import { defaultSettings } from '../../../../src/core/settings'

const commit = 'a'.repeat(40)
const head = { commit, branch: 'main', detached: false }
const file = (path: string, status: FileStatus = 'modified'): ChangedFile => ({
  path,
  status,
  from: null,
  staged: false,
  unstaged: true,
  stagedDiffers: false,
  lines: null,
  filter: status === 'undecided' ? 'crypt' : null,
})
const status = (change: Partial<RepoStatus> = {}): RepoStatus => ({ head, operation: null, files: [], ...change })
const nothingHeld = { paths: new Set<string>(), leftOut: [] }

it('is open on a clean tree, from the commit HEAD points to', () => {
  expect(decideCommitGate(status(), nothingHeld)).toEqual({ kind: 'open', baseline: commit, heldBack: [] })
})

it('is open on a detached HEAD', () => {
  const detached = status({ head: { commit, branch: null, detached: true } })
  expect(decideCommitGate(detached, nothingHeld).kind).toBe('open')
})

it('is closed while anything is uncommitted, also a mode change or a file nobody could decide', () => {
  for (const kind of ['modified', 'untracked', 'mode-changed', 'undecided', 'deleted'] as const) {
    const files = [file('f', kind)]
    expect(decideCommitGate(status({ files }), nothingHeld)).toEqual({
      kind: 'closed',
      reason: 'uncommitted-files',
      files,
      heldBack: [],
    })
  }
})

it('leaves held-back files out, and names them', () => {
  const notes = file('notes.md')
  const held = { paths: new Set(['notes.md', 'not-changed.md']), leftOut: [] }
  expect(decideCommitGate(status({ files: [notes] }), held)).toEqual({
    kind: 'open',
    baseline: commit,
    heldBack: [notes],
  })
  const edited = file('a.ts')
  expect(decideCommitGate(status({ files: [edited, notes] }), held)).toEqual({
    kind: 'closed',
    reason: 'uncommitted-files',
    files: [edited],
    heldBack: [notes],
  })
})

it('leaves out all in a folder that is held back, and what a commit would take out of it', () => {
  const moved = { ...file('b', 'renamed'), from: 'vault/b' }
  const files = [moved, file('deep'), file('deep/in/key', 'deleted'), file('vault/a'), file('vault/c/d', 'untracked')]
  const held = { paths: new Set(['./vault/', 'deep/in']), leftOut: [] }
  expect(decideCommitGate(status({ files }), held)).toEqual({ kind: 'open', baseline: commit, heldBack: files })
  const beside = file('vaulted')
  expect(decideCommitGate(status({ files: [...files, beside] }), held)).toMatchObject({
    reason: 'uncommitted-files',
    files: [beside],
  })
})

it('is closed before the first commit', () => {
  const unborn = status({ head: { commit: null, branch: 'main', detached: false }, files: [file('a')] })
  expect(decideCommitGate(unborn, nothingHeld)).toMatchObject({ kind: 'closed', reason: 'no-commit-yet' })
})

it.each(['merge', 'rebase', 'cherry-pick', 'revert', 'bisect'] as const)(
  'is closed during a %s, files or not',
  (operation) => {
    expect(decideCommitGate(status({ operation }), nothingHeld)).toMatchObject({ kind: 'closed', reason: operation })
    expect(decideCommitGate(status({ operation, files: [file('a')] }), nothingHeld)).toMatchObject({
      reason: operation,
    })
  },
)

describe('a file that is held back', () => {
  const rules = (leftOut: readonly string[] = []) => ({ paths: new Set(['big.bin', 'secret/key', 'gone']), leftOut })

  it.each([
    ['too big for a checkpoint', { ...file('big.bin'), cannotCapture: 'TOO_BIG' }, [], 'TOO_BIG'],
    ['left out by its name', file('secret/key', 'untracked'), ['secret/key'], 'LEFT_OUT'],
    ['left out with its folder', file('secret/key', 'untracked'), ['secret/'], 'LEFT_OUT'],
  ] as const)('closes the gate when it is %s', (_what, held, leftOut, why) => {
    expect(decideCommitGate(status({ files: [held] }), rules(leftOut))).toEqual({
      kind: 'closed',
      reason: 'held-back-uncovered',
      files: [],
      heldBack: [held],
      uncovered: [{ path: held.path, why }],
    })
  })

  it('closes the gate also when it is its folder that is held back', () => {
    const held = { ...file('vault/big.bin'), cannotCapture: 'TOO_BIG' }
    expect(decideCommitGate(status({ files: [held] }), { paths: new Set(['vault']), leftOut: [] })).toMatchObject({
      reason: 'held-back-uncovered',
      uncovered: [{ path: 'vault/big.bin', why: 'TOO_BIG' }],
    })
  })

  it('does not when the baseline will hold it, or when what it was is gone', () => {
    const files = [file('big.bin'), file('gone', 'deleted'), file('secret/key')]
    expect(decideCommitGate(status({ files }), rules(['gone', 'secret/ke'])).kind).toBe('open')
  })

  it('is outranked by uncommitted work', () => {
    const files = [file('a'), { ...file('big.bin'), cannotCapture: 'TOO_BIG' }]
    expect(decideCommitGate(status({ files }), rules())).toMatchObject({ reason: 'uncommitted-files' })
  })

  it('counts as uncommitted where the settings do not allow holding back', () => {
    const settings = defaultSettings()
    const held = { ...settings, repositories: { ...settings.repositories, heldBack: { r: ['big.bin'] } } }
    const files = [file('big.bin')]
    expect(gateOf(status({ files }), held, 'r').kind).toBe('open')
    const off = { ...held, waysOut: { ...held.waysOut, holdBack: false } }
    expect(gateOf(status({ files }), off, 'r')).toMatchObject({ reason: 'uncommitted-files', heldBack: [] })
  })
})
