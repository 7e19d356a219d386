import { expect, it } from 'vitest'
import { reviewedTotals } from '../../../src/renderer/src/views/diff/acting/reviewed-totals'

it('counts what is committed and what is left', () => {
  const one = { path: 'a', from: null, change: 'modified', hunks: { all: 1, reviewed: 1 } } as const
  const totals = (files: Parameters<typeof reviewedTotals>[0]['files']) =>
    reviewedTotals({ files, heldBack: [] }, new Set())
  expect(totals([one])).toMatchObject({
    words: '1 hunk in 1 file',
    stays: 'Nothing else is uncommitted.',
    empty: false,
  })
  expect(totals([{ ...one, hunks: { all: 1, reviewed: 0 } }])).toMatchObject({
    words: 'nothing',
    stays: '1 hunk in 1 file stays uncommitted; your files stay as they are.',
    empty: true,
  })
})
