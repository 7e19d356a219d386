import { afterEach, expect, it } from 'vitest'
import { nothingUncounted } from '../../../src/core/review/uncounted'
import { reviewWords } from '../../../src/core/words/review-words'
import { take } from '../../support/repo-bed'
import { createReviewBed, hunkIds, type ReviewBed, sinceBaseline } from '../../support/review-bed'
import { createTempDir, createTempRepo } from '../../support/temp-repo'

const beds: ReviewBed[] = []
afterEach(async () => {
  for (const made of beds.splice(0)) await made.cleanup()
})
async function bedWith(options: Parameters<typeof createReviewBed>[0]): Promise<ReviewBed> {
  const made = await createReviewBed(options)
  beds.push(made)
  return made
}

/** The same repository and home, in a process that knows nothing but what is on disk. */
async function again(bed: ReviewBed, sessionId: string | null = null): Promise<ReviewBed> {
  await bed.process.stop()
  return bedWith({ repo: bed.repo, home: bed.home, ...(sessionId === null ? { begins: false } : { sessionId }) })
}

/** One more than is followed line by line, three of which nobody reads. */
const many = 1001
const pathOf = (at: number) => (at < 3 ? `vendor/f${at}.txt` : `src/part${at % 7}/f${at}.txt`)
const all = (text: (at: number) => string) =>
  Object.fromEntries(Array.from({ length: many }, (_, at) => [pathOf(at), text(at)]))
const before = all((at) => `${at}\nold\n`)
const after = all((at) => `${at}\nnew\n`)

/** Codex rewrote them all, in one change. */
async function rewritten(): Promise<ReviewBed> {
  const bed = await bedWith({ repo: createTempRepo({ files: before }), home: createTempDir('home') })
  const change = await bed.write('codex-command', after)
  expect(change.files).toHaveLength(many)
  return bed
}

const owed = (files: number) => (review: { readonly uncounted: { readonly files: number } }) =>
  review.uncounted.files === files

it('says of a change with too many files that nobody counted it, and counts each file that is read', async () => {
  const bed = await rewritten()
  const told = await bed.reviewed(owed(998))
  expect(told).toMatchObject({
    unreviewedLines: 0,
    uncounted: { files: 998, apart: 3, changes: [{ sessionId: 's1', number: 1, files: 998 }] },
  })
  expect(told.uncounted.folders).toMatchObject({ src: { files: 998, apart: 0 }, vendor: { files: 0, apart: 3 } })
  expect(reviewWords(told)).toBe('998 files unreviewed, of a change too large to count')

  const [path, other] = [pathOf(10), pathOf(11)]
  const window = await bed.window(sinceBaseline, path, other)
  window.load(path)
  expect(await bed.hunks(window, path)).toEqual(['unreviewed'])
  take(await bed.mark(path, { hunkIds: hunkIds(window, path) }))
  const read = await bed.reviewed(owed(997))
  expect(read).toMatchObject({ unreviewedLines: 0, reviewedLines: 2, marks: { oneByOne: 1 } })
  expect(reviewWords(read)).toBe('All 2 lines reviewed, but not 997 files of a change too large to count')

  // What is written to one of them later is owed together with what the large change did there.
  await bed.write('codex-patch', { [other]: 'more\n11\nnew\n' })
  const more = await bed.reviewed(owed(996))
  expect(more).toMatchObject({ unreviewedLines: 3, files: [{ path: other, lines: 3 }] })
  expect(reviewWords(more)).toBe('3 lines unreviewed, and 996 files of a change too large to count')
  expect(more.sessions).toMatchObject([{ sessionId: 's1', lines: 3 }])
}, 120_000)

it('knows no lines of a change with too many files to count them, and all of the next one', async () => {
  const bed = await bedWith({ repo: createTempRepo({ files: before }), home: createTempDir('home') })
  const large = await bed.write('codex-command', after)
  const lines = new Set(large.files.map(({ added, removed }) => `${added} ${removed}`))
  expect([large.files.length, ...lines]).toEqual([many, 'null null'])
  const next = await bed.write(
    'codex-command',
    all((at) => (at === 0 ? (after[pathOf(0)] ?? '') : `${at}\nnewer\n`)),
  )
  expect(next.files).toHaveLength(many - 1)
  expect(new Set(next.files.map(({ added, removed }) => `${added} ${removed}`))).toEqual(new Set(['1 1']))
}, 120_000)

it('keeps saying so over a restart and into the next session, until the files are as they were', async () => {
  const bed = await rewritten()
  bed.repo.commitAll('all of it')
  const said = await bed.reviewed(owed(998))
  await bed.end()

  const second = await again(bed)
  expect((await second.reviewed(owed(998))).uncounted).toEqual(said.uncounted)
  second.repo.write(pathOf(20), before[pathOf(20)] ?? '')
  await second.reviewed(owed(997))

  const third = await again(second, 's2')
  await third.reviewed(owed(997))
  await third.write('outside', before)
  expect((await third.reviewed(owed(0))).uncounted).toEqual(nothingUncounted)
}, 120_000)

it('asks for nothing of many files that you wrote, and of many that only got another name', async () => {
  const bed = await bedWith({ repo: createTempRepo({ files: before }), home: createTempDir('home') })
  const change = await bed.write('outside', after)
  await bed.reviewed(owed(0))
  await bed.label(change, 'unclear')
  await bed.reviewed(owed(998))
  await bed.label(change, 'outside')
  await bed.reviewed(owed(0))

  bed.repo.git('mv', 'src', 'source')
  const { change: moved } = await bed.fact('change-closed', (fact) => fact.change.number > change.number)
  expect(moved.files.length).toBeGreaterThan(many)
  await bed.label(moved, 'codex-command')
  await bed.write('codex-patch', { 'last.txt': 'last\n' })
  expect(await bed.reviewed({ unreviewedLines: 1 })).toMatchObject({ uncounted: nothingUncounted })
}, 120_000)
