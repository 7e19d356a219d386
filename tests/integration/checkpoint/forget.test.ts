import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Checkpoint } from '../../../src/core/checkpoint/checkpoint'
import { listCheckpoints } from '../../../src/repo/checkpoint/read'
import { forgetCheckpoint } from '../../../src/repo/checkpoint/retention/forget'
import { prunePoints } from '../../../src/repo/checkpoint/retention/hooks'
import { pinCheckpoint, readPins } from '../../../src/repo/checkpoint/retention/pins'
import { thinCheckpoints } from '../../../src/repo/checkpoint/retention/thin'
import { verifyCheckpoints } from '../../../src/repo/checkpoint/retention/verify'
import { tempRepo } from '../../support/git-fixture'
import { fsck, leftovers, listingOf, openBed, readBack, take, type CheckpointBed } from './checkpoint-bed'
import { damage, placesOf, sizeOf } from './store-bytes'

// Long, and nothing that compresses to something else than itself.
const secret = 'hunter2-0123456789-the-secret-of-this-test'

async function setUp(files: Readonly<Record<string, string>> = { 'a.txt': 'one\n', 'src/b.ts': 'two\n' }) {
  const repo = tempRepo({ files })
  const bed = await openBed(repo)
  onTestFinished(() => bed.cleanup())
  return { repo, bed }
}

async function expectSound(bed: CheckpointBed, ids: readonly Checkpoint[]) {
  expect(take(await listCheckpoints(bed.store)).checkpoints.map(({ id }) => id)).toEqual(ids.map(({ id }) => id))
  expect(take(await verifyCheckpoints(bed.store, null))).toEqual({ ok: true, broken: [] })
  expect(fsck(bed.store)).toBe('')
  expect(leftovers(bed.store)).toEqual([])
}

describe('a checkpoint that is forgotten', () => {
  it.each([
    ['an untracked file', (write: (path: string) => void) => write('.env')],
    ['a file in a folder of its own', (write: (path: string) => void) => write('keys/deep/id_rsa')],
  ])('leaves no byte of a secret in %s behind', async (_, make) => {
    const { repo, bed } = await setUp()
    const before = await bed.full('by hand')
    make((path) => repo.write(path, `${secret}\n`))
    const leak = await bed.full()
    repo.git('clean', '-qfdx')
    const after = await bed.full()
    const tree = listingOf(repo.path)
    expect(placesOf(bed.store, secret)).not.toEqual([])

    const size = sizeOf(bed.store)
    const { freedBytes } = take(await forgetCheckpoint(bed.store, leak.id))
    expect(placesOf(bed.store, secret)).toEqual([])
    expect(freedBytes).toBeGreaterThan(0)
    // A few bytes go and come besides the objects: the ref, the generation.
    expect(Math.abs(size - sizeOf(bed.store) - freedBytes)).toBeLessThan(200)
    await expectSound(bed, [after, before])
    expect(await readBack(bed.store, after)).toEqual(tree)
  })

  it('leaves no byte behind in a pack of many files, in the index of the store, and of a change', async () => {
    const { repo, bed } = await setUp()
    for (let file = 0; file < 400; file++) repo.write(`many/${file}.txt`, `file ${file}\n`.repeat(20))
    repo.write('many/secret.txt', `${secret}\n`)
    const packed = await bed.full()
    expect(
      readdirSync(join(bed.store.gitDir, 'objects', 'pack')).filter((name) => name.endsWith('.pack')),
    ).toHaveLength(1)
    repo.write('second.txt', `${secret} again\n`)
    const change = await bed.change('second.txt')
    repo.remove('many/secret.txt')
    repo.remove('second.txt')
    const clean = await bed.change('many/secret.txt', 'second.txt')
    const tree = listingOf(repo.path)

    take(await forgetCheckpoint(bed.store, packed.id))
    expect(placesOf(bed.store, secret)).not.toEqual([])
    take(await forgetCheckpoint(bed.store, change.id))
    expect(placesOf(bed.store, secret)).toEqual([])
    await expectSound(bed, [clean])
    expect(await readBack(bed.store, clean)).toEqual(tree)

    // The index of the store was cleaned too: the file is read again when it is back.
    repo.write('many/secret.txt', `${secret}\n`)
    const again = await bed.full()
    expect(await readBack(bed.store, again)).toEqual(listingOf(repo.path))
    take(await forgetCheckpoint(bed.store, again.id))
    expect(placesOf(bed.store, secret)).toEqual([])
    await expectSound(bed, [clean])
  })

  it('keeps what others share with it', async () => {
    const { repo, bed } = await setUp()
    repo.write('shared.txt', `${secret}\n`)
    const [first, second] = [await bed.full(), await bed.full()]
    take(await forgetCheckpoint(bed.store, first.id))
    expect(await readBack(bed.store, second)).toEqual(listingOf(repo.path))
    await expectSound(bed, [second])
  })

  it('can be the newest, and the only one: the next change or capture goes on', async () => {
    const { repo, bed } = await setUp()
    const first = await bed.full()
    repo.write('a.txt', 'changed\n')
    const change = await bed.change('a.txt')
    take(await forgetCheckpoint(bed.store, change.id))
    const again = await bed.change('a.txt')
    expect(await readBack(bed.store, again)).toEqual(listingOf(repo.path))
    take(await forgetCheckpoint(bed.store, again.id))
    take(await forgetCheckpoint(bed.store, first.id))
    await expectSound(bed, [])
    expect(placesOf(bed.store, 'changed')).toEqual([])
    const anew = await bed.full()
    expect(await readBack(bed.store, anew)).toEqual(listingOf(repo.path))
    await expectSound(bed, [anew])
  })

  it('is none that is not there, that a live session needs, or that an interrupted restore needs', async () => {
    const { bed } = await setUp()
    const { id } = await bed.full()
    expect(await forgetCheckpoint(bed.store, '000009-00000000')).toEqual({
      ok: false,
      error: { kind: 'no-such-checkpoint', id: '000009-00000000' },
    })
    expect(await forgetCheckpoint(bed.store, id, { protect: new Set([id]) })).toEqual({
      ok: false,
      error: { kind: 'checkpoint-needed', id, by: 'session' },
    })
    writeFileSync(join(bed.store.folder, 'journal.json'), JSON.stringify({ target: id }))
    expect(await forgetCheckpoint(bed.store, id)).toEqual({
      ok: false,
      error: { kind: 'checkpoint-needed', id, by: 'restore' },
    })
    expect(bed.store.refs.list()).toEqual([id])
  })

  it('takes its pin along, and the records of restores that need it, with those before', async () => {
    const { bed } = await setUp()
    const [first, second] = [await bed.full(), await bed.full()]
    take(await pinCheckpoint(bed.store, first.id, 'rescue'))
    const folder = join(bed.store.folder, 'restored')
    mkdirSync(folder)
    for (const [name, safety] of [
      ['1', second.id],
      ['2', first.id],
      ['10', second.id],
    ])
      writeFileSync(join(folder, `${name}.json`), JSON.stringify({ safety }))
    take(await forgetCheckpoint(bed.store, first.id))
    expect(readPins(bed.store).pins.size).toBe(0)
    expect(readdirSync(folder)).toEqual(['10.json'])
  })

  it('does not cost a damaged one what is left of it', async () => {
    const { repo, bed } = await setUp()
    const hurt = await bed.full()
    repo.write('leak.txt', `${secret}\n`)
    const leak = await bed.full()
    const { work } = await bed.store.record(hurt.id)
    const src = (await bed.store.objects.readTree(work)).find(({ name }) => name === 'src')
    const inside = await bed.store.objects.readTree(src?.id ?? '')
    repo.remove('leak.txt')
    repo.write('src/b.ts', 'elsewhere\n')
    const last = await bed.full()
    damage(bed.store, src?.id ?? '')
    const fresh = await openBed(repo, { home: bed.home })
    take(await forgetCheckpoint(fresh.store, leak.id))
    expect(placesOf(fresh.store, secret)).toEqual([])
    // Only the damaged folder leads to it, and nobody can read that now.
    const blob = inside[0]?.id ?? ''
    expect((await fresh.store.objects.read(blob)).body.toString()).toBe('two\n')
    expect(take(await verifyCheckpoints(fresh.store, [last.id])).ok).toBe(true)
  })

  it.each(prunePoints)('is safe to kill at %s: the next thinning finishes it', async (point) => {
    const { repo, bed } = await setUp()
    for (let file = 0; file < 300; file++) repo.write(`many/${file}.txt`, `file ${file}\n`)
    repo.write('many/secret.txt', `${secret}\n`)
    const leak = await bed.full()
    repo.remove('many/secret.txt')
    const kept = await bed.full()
    const killed = new Error('killed')
    // In this process the end of a prune is told even so; a kill leaves its generation odd.
    const at = (one: string) => {
      if (one === point) throw killed
    }
    const store = { ...bed.store, pruning: { ...bed.store.pruning, end: async () => {} } }
    await expect(forgetCheckpoint(store, leak.id, { at })).rejects.toBe(killed)

    const next = await openBed(repo, { home: bed.home })
    const plan = { days: 30, count: 200, bytes: 2 ** 40, liveSessions: [], keptSessions: [] }
    take(await thinCheckpoints(next.store, plan))
    if (next.store.refs.list().includes(leak.id)) take(await forgetCheckpoint(next.store, leak.id))
    expect(placesOf(next.store, secret)).toEqual([])
    await expectSound(next, [kept])
    expect(existsSync(join(next.store.gitDir, 'index.lock'))).toBe(false)
    repo.write('after.txt', 'after\n')
    expect(await readBack(next.store, await next.full())).toEqual(listingOf(repo.path))
  })
})
