import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { storeFolder } from '../../../src/repo/checkpoint/store-folder'
import { take } from '../../support/repo-bed'
import { createReviewBed, hunkIds, numbered, type ReviewBed, sinceBaseline } from '../../support/review-bed'
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
const reviewFolder = (bed: ReviewBed) => join(storeFolder(bed.home, bed.repoId), 'review')

/** The same repository and home, in a process that knows nothing but what is on disk. */
async function again(bed: ReviewBed, sessionId: string | null = null): Promise<ReviewBed> {
  await bed.process.stop()
  return bedWith({ repo: bed.repo, home: bed.home, ...(sessionId === null ? { begins: false } : { sessionId }) })
}

describe('marks and debt', () => {
  it('survive a commit, a restart and the next session', async () => {
    const bed = await bedWith({
      repo: createTempRepo({ files: { 'a.txt': numbered(40), 'b.txt': 'bee\n' } }),
      home: createTempDir('home'),
    })
    await bed.write('codex-patch', { 'a.txt': numbered(40, { 5: 'five', 30: 'thirty' }), 'b.txt': 'bee\nbuzz\n' })
    const window = await bed.window(sinceBaseline, 'a.txt')
    const [first = ''] = hunkIds(window, 'a.txt')
    take(await bed.mark('a.txt', { hunkIds: [first] }))
    bed.repo.commitAll('all of it')
    const before = await bed.reviewed({ unreviewedLines: 3, reviewedLines: 2 })
    await bed.end()

    const second = await again(bed)
    expect(await second.reviewed({ unreviewedLines: 3, reviewedLines: 2 })).toEqual(before)
    expect(await second.undo()).toEqual({ ok: true, value: { path: 'a.txt', hunks: 1 } })
    await second.reviewed({ unreviewedLines: 5, reviewedLines: 0 })

    // What was read in the meantime is behind; what was not is carried along, by the session that wrote it.
    const third = await again(second, 's2')
    const owed = [
      { path: 'a.txt', lines: 4 },
      { path: 'b.txt', lines: 1 },
    ]
    await third.reviewed({ unreviewedLines: 5, sessions: [{ sessionId: 's1', lines: 5, files: owed }] })
    await third.write('codex-patch', { 'b.txt': 'bee\nbuzz\nhum\n' })
    const both = await third.reviewed({ unreviewedLines: 6 })
    expect(both.sessions.map(({ sessionId, lines }) => [sessionId, lines])).toEqual([
      ['s1', 5],
      ['s2', 1],
    ])
  })

  it('follow what you write between sessions, and a branch switch there and back', async () => {
    const bed = await bedWith({
      repo: createTempRepo({ files: { 'a.txt': numbered(40) } }),
      home: createTempDir('home'),
    })
    bed.repo.git('checkout', '-q', '-b', 'work')
    await bed.fact('change-closed', ({ change }) => change.headMoved !== null)
    await bed.write('codex-patch', { 'a.txt': numbered(40, { 5: 'five', 30: 'thirty' }) })
    const window = await bed.window(sinceBaseline, 'a.txt')
    const [first = ''] = hunkIds(window, 'a.txt')
    take(await bed.mark('a.txt', { hunkIds: [first] }))
    bed.repo.commitAll('work')
    await bed.reviewed({ unreviewedLines: 2, reviewedLines: 2 })
    bed.repo.git('checkout', '-q', 'main')
    await bed.reviewed({ unreviewedLines: 0, reviewedLines: 0 })
    bed.repo.git('checkout', '-q', 'work')
    await bed.reviewed({ unreviewedLines: 2, reviewedLines: 2 })
    await bed.end()

    bed.repo.write('a.txt', `yours\n${numbered(40, { 5: 'five' })}`)
    expect(await bed.reviewed({ unreviewedLines: 0, reviewedLines: 2 })).toMatchObject({ files: [] })
  })

  it('come back with a restore that is undone', async () => {
    const bed = await bedWith({ files: { 'a.txt': numbered(20) } })
    const change = await bed.write('codex-patch', { 'a.txt': numbered(20, { 5: 'five' }) })
    await bed.reviewed({ unreviewedLines: 2 })
    const { repoId } = bed
    const checkpointId = change.previousCheckpointId ?? ''
    const whole = { checkpointId, paths: null, seen: null, confirmedDeletions: null }
    take(await bed.host.request({ type: 'restore', repoId, ...whole }))
    await bed.reviewed({ unreviewedLines: 0 })
    take(await bed.host.request({ type: 'undo-restore', repoId }))
    const left = await bed.reviewed({ unreviewedLines: 2 })
    expect(left.files).toEqual([{ path: 'a.txt', lines: 2 }])
  })

  it('are for the eyes of their owner, and begin anew and say so when they are damaged', async () => {
    const bed = await bedWith({
      repo: createTempRepo({ files: { 'a.txt': numbered(20) } }),
      home: createTempDir('home'),
    })
    await bed.write('codex-patch', { 'a.txt': numbered(20, { 5: 'five' }) })
    await bed.reviewed({ unreviewedLines: 2 })
    await bed.process.stop()
    for (const name of readdirSync(reviewFolder(bed)))
      expect(statSync(join(reviewFolder(bed), name)).mode & 0o077).toBe(0)
    writeFileSync(join(reviewFolder(bed), 'review.json'), '{"version":1,"entries":[{}]}')

    const second = await again(bed)
    await second.reviewed({ unreviewedLines: 0, forgotten: true })
    const third = await again(second, 's2')
    await third.write('codex-patch', { 'a.txt': numbered(20, { 5: 'five', 15: 'fifteen' }) })
    await third.reviewed({ unreviewedLines: 2, forgotten: false })
  })

  it('of a file whose content is gone begin anew, and the others stay', async () => {
    const bed = await bedWith({
      repo: createTempRepo({ files: { 'a.txt': numbered(20), 'b.txt': 'bee\n' } }),
      home: createTempDir('home'),
    })
    await bed.write('codex-patch', { 'a.txt': numbered(20, { 5: 'five' }) })
    await bed.reviewed({ unreviewedLines: 2 })
    const only = new Set(readdirSync(reviewFolder(bed)))
    await bed.write('codex-patch', { 'b.txt': 'buzz\n' })
    await bed.reviewed({ unreviewedLines: 4 })
    await bed.process.stop()
    for (const name of readdirSync(reviewFolder(bed)))
      if (!only.has(name) && name !== 'review.json') writeFileSync(join(reviewFolder(bed), name), 'not it\n')
    const second = await again(bed)
    const left = await second.reviewed({ unreviewedLines: 2, forgotten: true })
    expect(left.files).toEqual([{ path: 'a.txt', lines: 2 }])
  })
})

it('leaves binary files and very large ones alone', async () => {
  const bed = await bedWith({ files: { 'a.txt': numbered(20), 'x.bin': 'a\0b' } })
  await bed.write('codex-command', { 'x.bin': 'a\0c', 'a.txt': numbered(20, { 5: 'five' }) })
  await bed.reviewed({ unreviewedLines: 2 })
  expect(await bed.mark('x.bin')).toEqual({ ok: false, error: { kind: 'nothing-to-mark' } })
  await bed.write('codex-command', { 'x.bin': 'text now\n' })
  await bed.reviewed({ unreviewedLines: 2 })
})
