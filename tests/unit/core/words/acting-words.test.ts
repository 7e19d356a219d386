import { expect, it } from 'vitest'
import { exportWords } from '../../../../src/core/words/export-words'
import { patchFileName } from '../../../../src/core/words/patch-name'
import { revertWords } from '../../../../src/core/words/revert-words'

it('names what was reverted, and shows what is hidden in a name', () => {
  const revert = { type: 'revert', path: 'a\u202e.ts' } as const
  expect([
    revertWords({ ...revert, part: { kind: 'file' } }),
    revertWords({ ...revert, part: { kind: 'hunk' } }),
    revertWords({ ...revert, part: { kind: 'lines', lines: [1, 2] } }),
    revertWords({ type: 'revert-change', number: 3 }),
  ]).toEqual([
    'Reverted a‹U+202E›.ts',
    'Reverted 1 hunk in a‹U+202E›.ts',
    'Reverted 2 lines in a‹U+202E›.ts',
    'Reverted change 3',
  ])
})

it('proposes a name for a patch that is one on every disk', () => {
  expect([
    patchFileName('acme api/../x', { kind: 'change', number: 3 }, null),
    patchFileName('..', { kind: 'uncommitted' }, null),
    patchFileName('é-1', { kind: 'between', from: 'a', to: null }, 'src/ui'),
  ]).toEqual(['acme-api-..-x-change-3.patch', 'repository-uncommitted.patch', 'é-1-src-ui-between.patch'])
})

it('says where an export is and what it leaves out', () => {
  const bytes = new Uint8Array()
  const big = { path: 'big\u202e.bin', why: 'too-large' } as const
  expect(exportWords({ bytes, files: 12, leftOut: [] }, '~/all.patch')).toBe('Exported 12 files to ~/all.patch.')
  expect(exportWords({ bytes, files: 1, leftOut: [big, { path: 'lib', why: 'submodule' }] }, '~/all.patch')).toBe(
    'Exported 1 file to ~/all.patch. Left out: big‹U+202E›.bin (too large), lib (a repository of its own).',
  )
  const many = Array.from({ length: 7 }, (_, at) => ({ path: `f${at}`, why: 'unreadable' }) as const)
  expect(exportWords({ bytes, files: 1, leftOut: many }, '/p')).toMatch(/, f4 \(cannot be read\) and 2 more files\.$/)
})
