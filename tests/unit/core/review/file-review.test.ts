import { describe, expect, it } from 'vitest'
import { type FileReview, reviewOfHunk, reviewUpdate, updatedReview } from '../../../../src/core/review/file-review'
import type { HunkReview } from '../../../../src/core/review/review-view'
import { createRandom } from '../../../support/random'

const path = 'a.ts'
const stands: readonly HunkReview[] = ['unreviewed', 'reviewed', 'not-owed', 'later']
const of = (count: number): FileReview => ({
  path,
  lines: count,
  hunks: Array.from({ length: count }, (_, at) => ({ id: `h${at}`, review: 'unreviewed' as const })),
})

describe('what is sent of a review', () => {
  it('is all of it at first, only what moved later, and nothing when nothing did', () => {
    const before = of(1000)
    expect(reviewUpdate(undefined, before)).toBe(before)
    expect(reviewUpdate(before, of(1000))).toBeNull()
    const now = { ...before, lines: 998, hunks: before.hunks.with(500, { id: 'new', review: 'reviewed' }) }
    expect(reviewUpdate(before, now)).toEqual({
      path,
      lines: 998,
      hunks: [{ id: 'new', review: 'reviewed' }],
      replaces: { at: 500, gone: 1 },
    })
    expect(reviewUpdate(before, { ...before, lines: 1 })).toMatchObject({ lines: 1, hunks: [] })
  })

  it('means nothing to a window that does not have the review', () => {
    const update = reviewUpdate(of(3), of(2))
    expect(update === null ? 'nothing' : updatedReview(undefined, update)).toBeNull()
  })

  it.each([1, 2, 3])('leads to the same review after any edits, hunk by hunk (seed %i)', (seed) => {
    const random = createRandom(seed)
    const pick = (below: number) => Math.floor(random() * below)
    let sent = of(20)
    let shown: FileReview = structuredClone(sent)
    let next = 20
    for (let round = 0; round < 400; round++) {
      const put = Array.from({ length: pick(4) }, () => ({
        id: `h${next++}`,
        review: stands[pick(4)] ?? 'later',
      }))
      const at = pick(sent.hunks.length + 1)
      const back = sent.hunks.find((_, index) => index === pick(20))
      const hunks = sent.hunks.toSpliced(at, pick(4), ...put).filter(({ id }) => id !== back?.id)
      const moved = back === undefined || random() < 0.5 ? hunks : hunks.toSpliced(pick(hunks.length), 0, back)
      const now = { path, lines: pick(9), hunks: moved }
      const update = reviewUpdate(sent, now)
      if (update !== null) shown = updatedReview(shown, structuredClone(update)) ?? shown
      expect(shown).toEqual(now)
      for (const { id, review } of now.hunks) expect(reviewOfHunk(shown, id)).toBe(review)
      const gone = sent.hunks.filter((hunk) => !now.hunks.some(({ id }) => id === hunk.id))
      for (const { id } of gone) expect(reviewOfHunk(shown, id)).toBeNull()
      sent = now
    }
  })
})
