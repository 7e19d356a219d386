import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Store } from '../../../src/repo/checkpoint/store'
import { captureFull } from '../../../src/repo/checkpoint/capture-full'
import { restore } from '../../../src/repo/checkpoint/restore/restore'
import { openStore } from '../../../src/repo/checkpoint/store'
import { systemClock } from '../../../src/services/system-clock'
import { layoutOf, testRunner, valueOf } from '../../support/git-fixture'
import { createRepoBed, take, type RepoBed } from '../../support/repo-bed'

const beds: RepoBed[] = []
async function opened(options?: Parameters<typeof createRepoBed>[0]): Promise<RepoBed> {
  const bed = await createRepoBed(options)
  beds.push(bed)
  await bed.open()
  await bed.fact('watch-changed', ({ watch }) => watch.kind === 'watching')
  return bed
}
afterEach(async () => {
  for (const bed of beds.splice(0)) await bed.cleanup()
})

const patience = { timeout: 15_000 }
const change = (bed: RepoBed, number: number) => bed.fact('change-closed', (fact) => fact.change.number === number)
const overview = async (bed: RepoBed) =>
  take(await bed.host.request({ type: 'checkpoint-overview', repoId: bed.repoId }))

/** The same store as another process opens it. */
async function elsewhere(bed: RepoBed): Promise<Store> {
  const layout = { ...(await layoutOf(bed.repo.path)), repoId: bed.repoId }
  return valueOf(await openStore({ firebreakHome: bed.home, layout, git: testRunner(), clock: systemClock }))
}

async function restoreTo(bed: RepoBed, checkpointId: string, paths: readonly string[] | null = null) {
  const { repoId } = bed
  const preview = take(await bed.host.request({ type: 'preview-restore', repoId, checkpointId, paths }))
  const { seen } = preview
  const confirmedDeletions = preview.delete.length
  return take(await bed.host.request({ type: 'restore', repoId, checkpointId, paths, seen, confirmedDeletions }))
}

describe('a restore during a session', () => {
  it('is one change that says so, is seen by the diff, and can be undone and redone', async () => {
    const bed = await opened({ files: { 'a.txt': 'one\n', 'b.txt': 'b\n' } })
    const baseline = await bed.begin()
    bed.repo.write('a.txt', 'two\n')
    bed.repo.write('new/c.txt', 'c\n')
    await change(bed, 1)
    const window = await bed.diff()
    window.show({ kind: 'since-baseline' })
    await window.until(() => window.files.size === 2)

    const done = await restoreTo(bed, baseline.id)
    expect(done).toMatchObject({ restored: ['a.txt'], deleted: ['new/c.txt'], conflicts: [] })
    expect(bed.repo.read('a.txt')).toBe('one\n')
    expect(existsSync(join(bed.repo.path, 'new'))).toBe(false)
    await window.until(() => window.files.size === 0)
    const restored = (await change(bed, 2)).change
    expect(restored).toMatchObject({
      files: [{ path: 'a.txt' }, { path: 'new/c.txt', kind: 'deleted' }],
      restored: { kind: 'restore', checkpointId: baseline.id, atMs: baseline.atMs },
    })

    take(await bed.host.request({ type: 'undo-restore', repoId: bed.repoId }))
    expect(bed.repo.read('a.txt')).toBe('two\n')
    expect((await change(bed, 3)).change.restored).toMatchObject({ kind: 'undo' })
    await window.until(() => window.files.size === 2)
    expect(await overview(bed)).toMatchObject({ undoable: { kind: 'undo' } })
    take(await bed.host.request({ type: 'undo-restore', repoId: bed.repoId }))
    expect(bed.repo.read('a.txt')).toBe('one\n')
    expect((await change(bed, 4)).change.restored).toMatchObject({ kind: 'redo' })
    expect(await overview(bed)).toMatchObject({ undoable: { kind: 'restore' } })

    bed.repo.write('b.txt', 'later\n')
    expect((await change(bed, 5)).change).toMatchObject({ restored: null, files: [{ path: 'b.txt' }] })
  })

  it('takes one hunk back, as the diff shows and names it', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `line ${i}\n`)
    const bed = await opened({ files: { 'a.txt': lines.join('') } })
    const baseline = await bed.begin()
    bed.repo.write('a.txt', lines.with(2, 'changed 2\n').with(25, 'changed 25\n').join(''))
    await change(bed, 1)
    const window = await bed.diff()
    window.show({ kind: 'since-baseline' })
    const hunks = () => {
      const body = window.files.get('a.txt')?.body
      return body?.kind === 'text' ? body.hunks : []
    }
    await window.until(() => hunks().length === 2)
    const hunkId = hunks()[0]?.id ?? ''
    const wish = {
      type: 'revert',
      repoId: bed.repoId,
      scope: { kind: 'since-baseline' },
      whitespace: 'exact',
      path: 'a.txt',
      from: null,
      part: { kind: 'hunk', hunkId },
    } as const
    expect(take(await bed.host.request(wish))).toMatchObject({ restored: ['a.txt'], conflicts: [] })
    expect(bed.repo.read('a.txt')).toBe(lines.with(25, 'changed 25\n').join(''))
    await window.until(() => hunks().length === 1)
    expect((await change(bed, 2)).change.restored).toMatchObject({ kind: 'restore', checkpointId: baseline.id })
    expect(await bed.host.request(wish)).toMatchObject({ ok: false, error: { kind: 'changed-meanwhile' } })
    take(await bed.host.request({ type: 'undo-restore', repoId: bed.repoId }))
    await window.until(() => hunks().length === 2)
  })

  it('captures what was open before it as a change of its own', async () => {
    const bed = await opened({ files: { 'a.txt': 'one\n' } })
    const baseline = await bed.begin()
    const window = await bed.diff()
    window.show({ kind: 'since-baseline' })
    bed.repo.write('a.txt', 'mine\n')
    await window.until(() => window.files.has('a.txt'))
    await restoreTo(bed, baseline.id)
    expect((await change(bed, 1)).change).toMatchObject({ restored: null, files: [{ path: 'a.txt' }] })
    expect((await change(bed, 2)).change).toMatchObject({ restored: { kind: 'restore' }, files: [{ path: 'a.txt' }] })
  })

  it('by the command line says so too, and what it deletes is no loss', async () => {
    const bed = await opened({ files: { 'a.txt': 'one\n' } })
    const baseline = await bed.begin()
    for (let n = 0; n < 6; n++) bed.repo.write(`new/${n}.txt`, `${n}\n`)
    await change(bed, 1)
    const store = await elsewhere(bed)
    valueOf(await restore(store, { checkpointId: baseline.id, paths: null, confirmedDeletions: 6 }))
    expect((await change(bed, 2)).change).toMatchObject({ restored: { kind: 'restore', checkpointId: baseline.id } })
    // The next loss is said, and it is the first.
    bed.repo.write('mine/1.txt', '1\n')
    bed.repo.write('mine/2.txt', '2\n')
    bed.repo.write('mine/3.txt', '3\n')
    await change(bed, 3)
    rmSync(join(bed.repo.path, 'mine'), { recursive: true })
    expect((await bed.fact('files-disappeared')).loss.paths).toEqual(['mine/1.txt', 'mine/2.txt', 'mine/3.txt'])
  })
})

describe('a restore without a session', () => {
  it('writes, and is among what can be undone', async () => {
    const bed = await opened({ files: { 'a.txt': 'one\n' } })
    expect(await overview(bed)).toBeNull()
    expect(existsSync(join(bed.home, 'repos'))).toBe(false)
    const made = take(
      await bed.host.request({ type: 'create-checkpoint', repoId: bed.repoId, label: 'mine', reason: 'by-hand' }),
    )
    bed.repo.write('a.txt', 'two\n')
    await restoreTo(bed, made.id, ['a.txt'])
    expect(bed.repo.read('a.txt')).toBe('one\n')
    const known = await overview(bed)
    expect(known?.undoable).toMatchObject({ kind: 'restore', target: made.id, files: 1 })
    expect(known?.checkpoints.map(({ reason, pinned }) => [reason, pinned])).toEqual([
      ['before-restore', null],
      ['by-hand', 'named'],
    ])
  })

  it('needs the number of deletions when it would delete much', async () => {
    const bed = await opened({ files: { 'a.txt': 'one\n' } })
    const made = take(
      await bed.host.request({ type: 'create-checkpoint', repoId: bed.repoId, label: '', reason: 'by-hand' }),
    )
    bed.repo.write('b.txt', 'b\n')
    const ask = { type: 'restore', repoId: bed.repoId, checkpointId: made.id, paths: null, seen: null } as const
    const refused = await bed.host.request({ ...ask, confirmedDeletions: null })
    expect(refused).toMatchObject({ ok: false, error: { kind: 'many-deletions', deleted: 1 } })
    take(await bed.host.request({ ...ask, confirmedDeletions: 1 }))
    expect(existsSync(join(bed.repo.path, 'b.txt'))).toBe(false)
  })
})

describe('the store', () => {
  it('tells what another process does in it, from before it exists', async () => {
    const bed = await opened()
    const store = await elsewhere(bed)
    valueOf(await captureFull(store, { label: 'by the command line', reason: 'by-hand', sessionId: null }))
    await bed.fact('checkpoints-changed')
    await expect
      .poll(async () => (await overview(bed))?.checkpoints.map(({ label }) => label), patience)
      .toEqual(['by the command line'])
    const told = bed.facts.filter(({ type }) => type === 'checkpoints-changed').length
    valueOf(await captureFull(store, { label: 'once more', reason: 'by-hand', sessionId: null }))
    await expect
      .poll(() => bed.facts.filter(({ type }) => type === 'checkpoints-changed').length, patience)
      .toBeGreaterThan(told)
  })

  it('keeps the changes of a session while another process holds its lock', async () => {
    const bed = await opened({ files: { 'a.txt': 'one\n' } })
    await bed.begin()
    const store = await elsewhere(bed)
    let release = () => {}
    const held = store.lock.hold(() => new Promise<void>((resolve) => (release = resolve)))
    bed.repo.write('a.txt', 'two\n')
    // Each wait for the lock has a request of its own: the second one says that the first capture gave up and came again.
    const requests = new Set<string>()
    await expect
      .poll(
        () => {
          for (const name of readdirSync(store.folder)) if (name.startsWith('lock.')) requests.add(name)
          return requests.size
        },
        { timeout: 30_000 },
      )
      .toBeGreaterThan(1)
    expect(bed.facts.filter(({ type }) => type === 'change-closed' || type === 'checkpoint-failed')).toEqual([])
    release()
    await held
    expect((await change(bed, 1)).change.files).toMatchObject([{ path: 'a.txt' }])
  }, 50_000)

  it('is made again when somebody deletes it during a session, with everything that is there', async () => {
    const bed = await opened({ files: { 'a.txt': 'one\n', 'b.txt': 'b\n' } })
    await bed.begin()
    rmSync(join(bed.home, 'repos'), { recursive: true })
    await expect.poll(() => overview(bed), patience).toBeNull()
    bed.repo.write('a.txt', 'two\n')
    await expect.poll(async () => (await overview(bed))?.checkpoints.length, patience).toBe(1)
    bed.repo.write('a.txt', 'three\n')
    const closed = await bed.fact('change-closed')
    expect(closed.change.files).toMatchObject([{ path: 'a.txt' }])
    expect((await overview(bed))?.checkpoints).toMatchObject([{ files: 2 }, { files: 2, scan: 'full' }])
  })
})

describe('what a reconcile found', () => {
  it('is put right by a full checkpoint', async () => {
    const bed = await opened({ files: { 'a.txt': 'one\n' }, deaf: true })
    await bed.begin()
    bed.repo.write('a.txt', 'nobody heard\n')
    // git's own files are still heard, and that is when Firebreak looks.
    execFileSync('git', ['-C', bed.repo.path, 'update-ref', 'refs/heads/other', 'HEAD'])
    await expect
      .poll(async () => (await overview(bed))?.checkpoints.map(({ reason }) => reason), patience)
      .toContain('reconcile')
    expect((await change(bed, 1)).change.files).toMatchObject([{ path: 'a.txt' }])
  }, 20_000)
})
