import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listCheckpoints, readEntry } from '../../../src/repo/checkpoint/read'
import { previewRestore } from '../../../src/repo/checkpoint/restore/preview'
import { restore } from '../../../src/repo/checkpoint/restore/restore'
import { verifyCheckpoints } from '../../../src/repo/checkpoint/retention/verify'
import { tempRepo } from '../../support/git-fixture'
import { fsck, listingOf, openBed, readBack, take } from './checkpoint-bed'
import { damage } from './store-bytes'

async function setUp() {
  const repo = tempRepo({ files: { 'a.txt': 'one\n', 'src/b.ts': 'two\n' } })
  const bed = await openBed(repo)
  onTestFinished(() => bed.cleanup())
  const good = await bed.full()
  repo.write('src/b.ts', 'changed\n')
  const bad = await bed.full()
  const entry = async (path: string) => {
    const record = await bed.store.record(bad.id)
    let id = record.work
    for (const name of path.split('/')) {
      id = (await bed.store.objects.readTree(id)).find((one) => one.name === name)?.id ?? ''
    }
    return id
  }
  return { repo, bed, good, bad, entry, reopen: () => openBed(repo, { home: bed.home }) }
}

describe('verify', () => {
  it.each(['src', 'src/b.ts'])('finds what is wrong deep inside: %s', async (path) => {
    const { bed, good, bad, entry, reopen } = await setUp()
    expect(take(await verifyCheckpoints(bed.store, null))).toEqual({ ok: true, broken: [] })
    const id = await entry(path)
    damage(bed.store, id)
    // Also in the process that has read it before.
    for (const { store } of [bed, await reopen()]) {
      const { ok, broken } = take(await verifyCheckpoints(store, null))
      expect([ok, broken.map((one) => one.id)]).toEqual([false, [bad.id]])
      expect(broken[0]?.why).toContain(id)
      expect(take(await verifyCheckpoints(store, [good.id])).ok).toBe(true)
      expect(take(await listCheckpoints(store))).toMatchObject({ checkpoints: [{ id: good.id }], broken: [bad.id] })
    }
  })

  it('finds objects that are gone, and names that lead nowhere', async () => {
    const { bed, good, bad, entry, reopen } = await setUp()
    const id = await entry('src/b.ts')
    rmSync(join(bed.store.gitDir, 'objects', id.slice(0, 2), id.slice(2)))
    writeFileSync(join(bed.store.refs.folder, good.id), '')
    const { store } = await reopen()
    const { broken } = take(await verifyCheckpoints(store, null))
    expect(broken.map((one) => one.id)).toEqual([good.id, bad.id])
  })

  it('knows no checkpoint that is not there', async () => {
    const { bed } = await setUp()
    const id = '000009-00000000'
    expect(await verifyCheckpoints(bed.store, [id])).toEqual({ ok: false, error: { kind: 'no-such-checkpoint', id } })
  })
})

describe('a damaged checkpoint', () => {
  it.each(['the commit', 'the tree'])(
    'is found when the store is opened, and the one before is used: %s',
    async (what) => {
      const { repo, bed, good, bad, reopen } = await setUp()
      const { work } = await bed.store.record(bad.id)
      damage(bed.store, what === 'the tree' ? work : (bed.store.refs.read(bad.id) ?? ''))
      const opened = await reopen()
      const { store } = opened
      expect(take(await listCheckpoints(store))).toMatchObject({ checkpoints: [{ id: good.id }], broken: [bad.id] })
      expect(await readEntry(store, bad.id, 'a.txt')).toMatchObject({ ok: false, error: { kind: 'store-corrupt' } })
      // A change cannot build on it, so everything is looked at.
      repo.write('a.txt', 'again\n')
      const next = await opened.change('a.txt')
      expect(next.scan).toBe('full')
      const fresh = await reopen()
      expect(await readBack(fresh.store, next)).toEqual(listingOf(repo.path))
      expect(take(await verifyCheckpoints(fresh.store, [next.id])).ok).toBe(true)
    },
  )

  it('is never half restored', async () => {
    const { repo, bed, bad, entry, reopen } = await setUp()
    damage(bed.store, await entry('src/b.ts'))
    repo.write('a.txt', 'now\n')
    repo.write('src/b.ts', 'now\n')
    const now = listingOf(repo.path)
    const { store } = await reopen()
    expect(await restore(store, { checkpointId: bad.id, paths: null })).toMatchObject({
      ok: false,
      error: { kind: 'store-corrupt' },
    })
    expect(listingOf(repo.path)).toEqual(now)
    expect(existsSync(join(store.folder, 'journal.json'))).toBe(false)
    expect(await previewRestore(store, { checkpointId: bad.id, paths: ['a.txt'] })).toMatchObject({ ok: true })
  })

  it('is written anew out of a damaged pack, whose sound rest is kept', async () => {
    const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
    for (let file = 0; file < 300; file++) repo.write(`many/${file}.txt`, `file ${file}\n`.repeat(30))
    const bed = await openBed(repo)
    onTestFinished(() => bed.cleanup())
    const first = await bed.full()
    const packDir = join(bed.store.gitDir, 'objects', 'pack')
    const pack = readdirSync(packDir).find((name) => name.endsWith('.pack')) ?? ''
    const bytes = readFileSync(join(packDir, pack))
    for (let at = 5_000; at < 5_200; at++) bytes[at] = (bytes[at] ?? 0) ^ 0xff
    chmodSync(join(packDir, pack), 0o600)
    writeFileSync(join(packDir, pack), bytes)
    const fresh = await openBed(repo, { home: bed.home })
    expect(take(await verifyCheckpoints(fresh.store, null)).broken.map(({ id }) => id)).toEqual([first.id])
    expect(readdirSync(packDir)).not.toContain(pack)
    const next = await fresh.full()
    expect(take(await verifyCheckpoints(fresh.store, null))).toEqual({ ok: true, broken: [] })
    expect(await readBack(fresh.store, next)).toEqual(listingOf(repo.path))
    expect(fsck(fresh.store)).toBe('')
  })

  it('does not spoil the next one, which writes what was damaged anew', async () => {
    const { repo, bed, bad, entry, reopen } = await setUp()
    damage(bed.store, await entry('src/b.ts'))
    const opened = await reopen()
    expect(take(await verifyCheckpoints(opened.store, null)).broken.map(({ id }) => id)).toEqual([bad.id])
    const next = await opened.full()
    const fresh = await reopen()
    expect(take(await verifyCheckpoints(fresh.store, [next.id])).ok).toBe(true)
    expect(await readBack(fresh.store, next)).toEqual(listingOf(repo.path))
    // The same bytes, so that the damaged one is whole again.
    expect(take(await verifyCheckpoints(fresh.store, null)).ok).toBe(true)
  })
})
