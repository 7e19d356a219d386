import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { CheckpointReason } from '../../../src/core/checkpoint/checkpoint'
import { captureFull } from '../../../src/repo/checkpoint/capture-full'
import { restore } from '../../../src/repo/checkpoint/restore/restore'
import { overview } from '../../../src/repo/checkpoint/retention/overview'
import { pinCheckpoint, readPins } from '../../../src/repo/checkpoint/retention/pins'
import { thinCheckpoints } from '../../../src/repo/checkpoint/retention/thin'
import { verifyCheckpoints } from '../../../src/repo/checkpoint/retention/verify'
import type { RetentionPlan } from '../../../src/shared/repo-contract'
import { tempRepo } from '../../support/git-fixture'
import { createRandom } from '../../support/random'
import { fsck, openBed, take } from './checkpoint-bed'
import { sizeOf } from './store-bytes'

async function setUp() {
  const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
  const bed = await openBed(repo)
  onTestFinished(() => bed.cleanup())
  const { store } = bed
  const plan: RetentionPlan = { days: 30, count: 200, bytes: 2 ** 40, liveSessions: [], keptSessions: [] }
  let made = 0
  return {
    repo,
    bed,
    store,
    /** A full checkpoint of a tree that differs from all before. */
    capture: async (reason: CheckpointReason, more: { readonly label?: string; readonly sessionId?: string } = {}) => {
      repo.write('a.txt', `state ${++made}\n`)
      const { label = '', sessionId = null } = more
      return take(await captureFull(store, { label, reason, sessionId })).id
    },
    thin: async (more: Partial<RetentionPlan>) => take(await thinCheckpoints(store, { ...plan, ...more })).removed,
    pinned: async () =>
      Object.fromEntries(take(await overview(store)).checkpoints.map(({ id, pinned }) => [id, pinned])),
  }
}

describe('thinning', () => {
  it('keeps what is named, pinned, needed by sessions or by the restore that can be undone', async () => {
    const { repo, store, capture, thin, pinned } = await setUp()
    const named = await capture('by-hand', { label: 'before the storm' })
    const unnamed = await capture('by-hand', { label: 'by hand' })
    const kept = await capture('before-commit')
    const liveStart = await capture('session-start', { sessionId: 'live' })
    const liveChange = await capture('change', { sessionId: 'live' })
    const oldStart = await capture('session-start', { sessionId: 'old' })
    const oldEnd = await capture('session-end', { sessionId: 'old' })
    const goneStart = await capture('session-start', { sessionId: 'gone' })
    const target = await capture('before-commit')
    repo.write('a.txt', 'now\n')
    const { safety } = take(await restore(store, { checkpointId: target, paths: null }))
    const newest = await capture('before-commit')
    take(await pinCheckpoint(store, kept, 'kept'))

    const removed = await thin({ count: 0, liveSessions: ['live'], keptSessions: ['old'] })
    expect(removed).toEqual([unnamed, goneStart])
    const left = [newest, safety, target, oldEnd, oldStart, liveChange, liveStart, kept, named]
    expect(Object.entries(await pinned())).toEqual(
      left.map((id) => [id, id === kept ? 'kept' : id === named ? 'named' : null]),
    )
    expect(take(await verifyCheckpoints(store, null)).ok).toBe(true)
    // Nothing is kept for good by accident: without its protection it goes.
    take(await pinCheckpoint(store, kept, null))
    expect(await thin({ count: 0 })).toEqual([kept, liveStart, liveChange, oldStart, oldEnd].toSorted())
  })

  it('keeps the bytes of a repository within its budget, as the disk measures them', async () => {
    const { repo, store, bed, thin } = await setUp()
    const random = createRandom(3)
    const noise = () => Uint8Array.from({ length: 100_000 }, () => Math.floor(random() * 256))
    repo.write('same.bin', noise())
    for (let round = 0; round < 8; round++) {
      repo.write('other.bin', noise())
      await bed.full()
    }
    const before = sizeOf(store)
    expect(await thin({ bytes: 2 ** 30 })).toEqual([])
    const removed = await thin({ bytes: 350_000 })
    // What the newest holds does not count, so three others fit.
    expect(removed).toHaveLength(4)
    expect(before - sizeOf(store)).toBeGreaterThan(4 * 100_000)
    expect(fsck(store)).toBe('')
    expect(take(await verifyCheckpoints(store, null)).ok).toBe(true)
  })

  it('lets nothing go when it cannot read what is pinned', async () => {
    const { store, capture, thin } = await setUp()
    const first = await capture('before-commit')
    await capture('before-commit')
    writeFileSync(join(store.folder, 'pins.json'), '{ torn')
    expect(await thin({ count: 0 })).toEqual([])
    // A pin sets the torn file aside.
    take(await pinCheckpoint(store, first, 'rescue'))
    expect(readFileSync(join(store.folder, 'pins.json.bad-1'), 'utf8')).toBe('{ torn')
    expect(await thin({ count: 0 })).toEqual([])
    expect(existsSync(join(store.folder, 'pins.json.bad-2'))).toBe(false)
  })
})

describe('pins', () => {
  it('keep what a later version wrote', async () => {
    const { store, capture } = await setUp()
    const [first, second] = [await capture('before-commit'), await capture('before-commit')]
    const file = join(store.folder, 'pins.json')
    writeFileSync(file, JSON.stringify({ version: 7, more: true, pins: { [first]: { reason: 'later', extra: 1 } } }))
    take(await pinCheckpoint(store, second, 'rescue'))
    expect(readPins(store).pins).toEqual(
      new Map([
        [first, 'kept'],
        [second, 'rescue'],
      ]),
    )
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      version: 7,
      more: true,
      pins: { [first]: { reason: 'later', extra: 1 } },
    })
    take(await pinCheckpoint(store, first, null))
    expect([...readPins(store).pins.keys()]).toEqual([second])
  })

  it('are only for checkpoints that are there', async () => {
    const { store } = await setUp()
    const id = '000001-00000000'
    expect(await pinCheckpoint(store, id, 'kept')).toEqual({ ok: false, error: { kind: 'no-such-checkpoint', id } })
    expect(take(await overview(store))).toMatchObject({ checkpoints: [], undoable: null, interrupted: null })
  })
})
