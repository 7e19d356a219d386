import { expect, it } from 'vitest'
import { changedFiles, type StatusFacts } from '../../../../src/core/repo/changed-files'
import type { StatusEntry } from '../../../../src/core/repo/parse-status'
import type { ChangedFile } from '../../../../src/core/repo/repo-status'

const one = '1'.repeat(40)
const two = '2'.repeat(40)
const none = '0'.repeat(40)

/** A record from its two letters, with modes and ids as git would write them. */
function entry(letters: string, change: Partial<Extract<StatusEntry, { kind: 'tracked' }>> = {}): StatusEntry {
  const [index = '.', workTree = '.'] = letters
  return {
    kind: 'tracked',
    path: 'f',
    from: null,
    index,
    workTree,
    headMode: index === 'A' ? 0 : 0o100644,
    indexMode: index === 'D' ? 0 : 0o100644,
    workTreeMode: workTree === 'D' || index === 'D' ? 0 : 0o100644,
    headId: index === 'A' ? none : one,
    indexId: index === 'D' ? none : index === '.' ? one : two,
    ...change,
  }
}

const facts = (known: Partial<StatusFacts> = {}): StatusFacts => ({
  unchanged: new Set(),
  sameContent: new Set(),
  undecided: new Map(),
  lines: new Map(),
  ...known,
})
const untracked: StatusEntry = { kind: 'untracked', path: 'f' }

it.each<[string, StatusEntry[], Partial<StatusFacts>, Partial<ChangedFile>]>([
  ['modified', [entry('.M')], {}, { status: 'modified', staged: false, unstaged: true, stagedDiffers: false }],
  ['staged', [entry('M.')], {}, { status: 'modified', staged: true, unstaged: false, stagedDiffers: false }],
  [
    'staged and modified again',
    [entry('MM')],
    {},
    { status: 'modified', staged: true, unstaged: true, stagedDiffers: true },
  ],
  ['added', [entry('A.')], {}, { status: 'added', staged: true, unstaged: false }],
  ['added and modified again', [entry('AM')], {}, { status: 'added', stagedDiffers: true }],
  ['added and deleted again', [entry('AD')], {}, { status: 'added', stagedDiffers: true }],
  ['deleted', [entry('.D')], {}, { status: 'deleted', staged: false, unstaged: true }],
  ['deleted and staged', [entry('D.')], {}, { status: 'deleted', staged: true, unstaged: false }],
  ['modified, staged and deleted', [entry('MD')], {}, { status: 'deleted', stagedDiffers: true }],
  ['untracked', [untracked], {}, { status: 'untracked', staged: false, unstaged: true }],
  [
    'removed from the index only',
    [entry('D.'), untracked],
    {},
    { status: 'modified', staged: true, unstaged: true, stagedDiffers: true },
  ],
  ['renamed', [entry('R.', { from: 'old' })], {}, { status: 'renamed', from: 'old', staged: true }],
  ['renamed and deleted', [entry('RD', { from: 'old' })], {}, { status: 'deleted', from: 'old' }],
  ['copied', [entry('C.', { from: 'old' })], {}, { status: 'copied', from: 'old' }],
  [
    'made executable and staged',
    [entry('M.', { indexMode: 0o100755, workTreeMode: 0o100755, indexId: one })],
    {},
    { status: 'mode-changed' },
  ],
  [
    'made executable',
    [entry('.M', { workTreeMode: 0o100755 })],
    { sameContent: new Set(['f']) },
    { status: 'mode-changed' },
  ],
  ['made executable and edited', [entry('.M', { workTreeMode: 0o100755 })], {}, { status: 'modified' }],
  ['file became a link', [entry('.T', { workTreeMode: 0o120000 })], {}, { status: 'type-changed' }],
  ['in conflict', [{ kind: 'unmerged', path: 'f' }], {}, { status: 'conflicted', staged: true, unstaged: true }],
  ['filtered', [entry('.M')], { undecided: new Map([['f', 'crypt']]) }, { status: 'undecided', filter: 'crypt' }],
  [
    'filtered and staged',
    [entry('MM')],
    { undecided: new Map([['f', 'crypt']]) },
    { status: 'modified', filter: null },
  ],
  [
    'a moved submodule',
    [entry('.M', { headMode: 0o160000, indexMode: 0o160000, workTreeMode: 0o160000 })],
    {},
    { status: 'modified' },
  ],
])('%s', (_name, entries, known, file) => {
  expect(changedFiles(entries, facts(known))).toEqual([expect.objectContaining({ path: 'f', ...file })])
})

it('drops a file that a filter only made look modified, but keeps what is staged of it', () => {
  const unchanged = new Set(['f'])
  expect(changedFiles([entry('.M')], facts({ unchanged }))).toEqual([])
  expect(changedFiles([entry('MM')], facts({ unchanged }))).toEqual([
    expect.objectContaining({ status: 'modified', staged: true, unstaged: false, stagedDiffers: false }),
  ])
})

it('sorts by path and gives the lines that are known', () => {
  const files = changedFiles(
    [entry('.M', { path: 'b' }), { kind: 'untracked', path: 'a' }],
    facts({ lines: new Map([['b', { added: 2, removed: 1 }]]) }),
  )
  expect(files.map(({ path, lines }) => [path, lines])).toEqual([
    ['a', null],
    ['b', { added: 2, removed: 1 }],
  ])
})
