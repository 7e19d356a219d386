import { afterEach, describe, expect, it } from 'vitest'
import { createReviewBed, hunkIds, numbered, type ReviewBed, sinceBaseline } from '../../support/review-bed'

const beds: ReviewBed[] = []
afterEach(async () => {
  for (const made of beds.splice(0)) await made.cleanup()
})
async function bedWith(options: Parameters<typeof createReviewBed>[0]): Promise<ReviewBed> {
  const made = await createReviewBed(options)
  beds.push(made)
  return made
}
const marked = (hunks: number, lines: number) => ({
  ok: true,
  value: { hunks, lines, marks: Array.from({ length: hunks }, () => expect.any(Number)) },
})

describe('a mark', () => {
  it('clears by a later edit of the very hunk and of no other, whatever moves', async () => {
    const bed = await bedWith({ files: { 'a.txt': numbered(60) } })
    await bed.write('codex-patch', { 'a.txt': numbered(60, { 10: 'ten', 30: 'thirty', 50: 'fifty' }) })
    await bed.reviewed({ unreviewedLines: 6, reviewedLines: 0, files: [{ path: 'a.txt', lines: 6 }] })
    const window = await bed.window(sinceBaseline, 'a.txt')
    expect(await bed.hunks(window, 'a.txt')).toEqual(['unreviewed', 'unreviewed', 'unreviewed'])

    for (const id of hunkIds(window, 'a.txt')) expect(await bed.mark('a.txt', { hunkIds: [id] })).toEqual(marked(1, 2))
    await bed.reviewed({ unreviewedLines: 0, reviewedLines: 6, files: [] })
    await window.until(() => window.review.get('a.txt')?.hunks.every(({ review }) => review === 'reviewed'))

    // Two lines more at the top move all three, and one of them is written again.
    const again = `first\nsecond\n${numbered(60, { 10: 'ten', 30: 'THIRTY', 50: 'fifty' })}`
    await bed.write('codex-patch', { 'a.txt': again })
    await bed.reviewed({ unreviewedLines: 4, reviewedLines: 4 })
    await window.until(() => hunkIds(window, 'a.txt').length === 4)
    expect(await bed.hunks(window, 'a.txt')).toEqual(['unreviewed', 'reviewed', 'unreviewed', 'reviewed'])
  })

  it('of a hunk that changed meanwhile is refused', async () => {
    const bed = await bedWith({ files: { 'a.txt': numbered(20) } })
    await bed.write('codex-patch', { 'a.txt': numbered(20, { 10: 'ten' }) })
    const window = await bed.window(sinceBaseline, 'a.txt')
    const [seen = ''] = hunkIds(window, 'a.txt')
    bed.repo.write('a.txt', numbered(20, { 10: 'something else' }))
    expect(await bed.mark('a.txt', { hunkIds: [seen] })).toEqual({ ok: false, error: { kind: 'hunk-changed' } })
    expect(bed.review()?.reviewedLines).toBe(0)
  })

  it('is taken back one press after the other, and by pressing again', async () => {
    const bed = await bedWith({ files: { 'a.txt': numbered(40), 'b.txt': numbered(3) } })
    await bed.write('codex-patch', { 'a.txt': numbered(40, { 5: 'five', 30: 'thirty' }), 'b.txt': numbered(4) })
    const window = await bed.window(sinceBaseline, 'a.txt', 'b.txt')
    const [first = '', second = ''] = hunkIds(window, 'a.txt')
    expect(await bed.undo()).toEqual({ ok: true, value: null })
    expect(await bed.mark('a.txt', { hunkIds: [first] })).toEqual(marked(1, 2))
    expect(await bed.mark(null)).toEqual(marked(2, 3))
    const all = await bed.reviewed({ unreviewedLines: 0, reviewedLines: 5, undoable: { path: null, hunks: 2 } })
    expect(all.marks).toEqual({ sessionId: 's1', oneByOne: 1, atOnce: 2, lines: 5 })

    expect(await bed.undo()).toEqual({ ok: true, value: { path: null, hunks: 2 } })
    await bed.reviewed({ unreviewedLines: 3, reviewedLines: 2, undoable: { path: 'a.txt', hunks: 1 } })
    expect(await bed.mark('a.txt', { hunkIds: [first], reviewed: false })).toMatchObject({ ok: true })
    const none = await bed.reviewed({ unreviewedLines: 5, reviewedLines: 0, undoable: null })
    expect(none.marks).toEqual({ sessionId: 's1', oneByOne: 0, atOnce: 0, lines: 0 })
    expect(await bed.mark('a.txt', { hunkIds: [second] })).toEqual(marked(1, 2))
    await bed.reviewed({ unreviewedLines: 3, reviewedLines: 2 })
  })

  it('is set in one scope and seen in every other', async () => {
    const bed = await bedWith({ files: { 'a.txt': numbered(40) } })
    await bed.write('codex-patch', { 'a.txt': numbered(40, { 5: 'five' }) })
    await bed.write('codex-patch', { 'a.txt': numbered(40, { 5: 'five', 30: 'thirty' }) })
    const second = { kind: 'change', number: 2 } as const
    const change = await bed.window(second, 'a.txt')
    expect(await bed.mark('a.txt', { hunkIds: hunkIds(change, 'a.txt'), scope: second })).toEqual(marked(1, 2))
    const all = await bed.window(sinceBaseline, 'a.txt')
    expect(await bed.hunks(all, 'a.txt')).toEqual(['unreviewed', 'reviewed'])
    const head = await bed.window({ kind: 'uncommitted' }, 'a.txt')
    expect(await bed.hunks(head, 'a.txt')).toEqual(['unreviewed', 'reviewed'])

    await bed.write('codex-patch', { 'a.txt': numbered(40, { 5: '5', 30: 'thirty' }) })
    const first = await bed.window({ kind: 'change', number: 1 }, 'a.txt')
    expect(await bed.hunks(first, 'a.txt')).toEqual(['later'])
  })
})

describe('what is owed', () => {
  it('is one reading of what was written five times, and none of what was taken back', async () => {
    const bed = await bedWith({ files: { 'a.txt': numbered(20), 'b.txt': 'bee\n' } })
    for (const word of ['one', 'two', 'three', 'four', 'five'])
      await bed.write('codex-patch', { 'a.txt': numbered(20, { 10: word }), 'b.txt': `${word}\n` })
    await bed.reviewed({ unreviewedLines: 4 })
    await bed.write('codex-command', { 'b.txt': 'bee\n' })
    const left = await bed.reviewed({ unreviewedLines: 2 })
    expect(left.files).toEqual([{ path: 'a.txt', lines: 2 }])
  })

  it('is not what you or a formatter wrote, and late reports correct it', async () => {
    const bed = await bedWith({ files: { 'a.txt': numbered(20) } })
    const change = await bed.write('outside', { 'a.txt': numbered(20, { 3: 'three' }) })
    await bed.reviewed({ unreviewedLines: 0, sessions: [] })
    const window = await bed.window(sinceBaseline, 'a.txt')
    expect(await bed.hunks(window, 'a.txt')).toEqual(['not-owed'])
    await bed.label(change, 'codex-patch')
    await bed.reviewed({
      unreviewedLines: 2,
      sessions: [{ sessionId: 's1', lines: 2, files: [{ path: 'a.txt', lines: 2 }] }],
    })
    await window.until(() => window.review.get('a.txt')?.hunks.some(({ review }) => review === 'unreviewed'))
    // A formatter that writes the whole file anew leaves nothing of Codex's.
    await bed.write('outside', { 'a.txt': numbered(20, { 3: 'three' }).replaceAll('l', '  l').replace('three', '3') })
    await bed.reviewed({ unreviewedLines: 0 })
  })

  it('sets generated, lock and vendored lines apart', async () => {
    const bed = await bedWith({ files: { 'a.txt': 'a\n' } })
    await bed.write('codex-command', {
      'package-lock.json': numbered(9),
      'vendor/x.go': numbered(2),
      'dist/app.min.js': 'x\n',
      'b.txt': 'b\n',
    })
    await bed.reviewed({
      unreviewedLines: 1,
      files: [{ path: 'b.txt', lines: 1 }],
      aside: { generated: 1, lock: 9, vendored: 2, moved: 0 },
    })
    const window = await bed.window(sinceBaseline, 'package-lock.json')
    expect(await bed.hunks(window, 'package-lock.json')).toEqual(['not-owed'])
  })

  it('sets lines apart that were only moved', async () => {
    const block = 'function moved() {\n  return somethingLongEnough(1)\n}\n'
    const bed = await bedWith({ files: { 'a.ts': `${block}${numbered(20)}`, 'b.ts': numbered(5) } })
    await bed.write('codex-patch', { 'a.ts': numbered(20), 'b.ts': `${numbered(5)}${block}new\n` })
    const left = await bed.reviewed({ unreviewedLines: 1 })
    expect(left).toMatchObject({ files: [{ path: 'b.ts', lines: 1 }], aside: { moved: 6 } })
  })

  it('is nothing for a file that only has another name', async () => {
    const bed = await bedWith({ files: { 'a.txt': numbered(30) } })
    await bed.write('codex-command', { 'a.txt': null, 'b.txt': numbered(30) })
    await bed.reviewed({ unreviewedLines: 0 })
    await bed.write('codex-patch', { 'b.txt': numbered(30, { 3: 'three' }) })
    const left = await bed.reviewed({ unreviewedLines: 2 })
    expect(left.files).toEqual([{ path: 'b.txt', lines: 2 }])
  })
})
