import { expect, it } from 'vitest'
import { decideCommitGate } from '../../../../src/core/gate/commit-gate'
import type { ChangedFile, FileStatus, RepoStatus } from '../../../../src/core/repo/repo-status'

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
const nothingHeld = new Set<string>()

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
  const held = new Set(['notes.md', 'not-changed.md'])
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
