import { expect, it } from 'vitest'
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
    patchFileName('acme api/../x', { kind: 'change', number: 3 }),
    patchFileName('..', { kind: 'uncommitted' }),
    patchFileName('é-1', { kind: 'between', from: 'a', to: null }),
  ]).toEqual(['acme-api-..-x-change-3.patch', 'repository-uncommitted.patch', 'é-1-between.patch'])
})
