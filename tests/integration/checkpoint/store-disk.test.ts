import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { captureChange } from '../../../src/repo/checkpoint/capture-change'
import { captureFull } from '../../../src/repo/checkpoint/capture-full'
import { listCheckpoints } from '../../../src/repo/checkpoint/read'
import { forgetCheckpoint } from '../../../src/repo/checkpoint/retention/forget'
import { verifyCheckpoints } from '../../../src/repo/checkpoint/retention/verify'
import { tempDir, tempRepo } from '../../support/git-fixture'
import { fsck, leftovers, listingOf, openBed, readBack, take } from './checkpoint-bed'
import { filesBelow } from './store-bytes'

const note = { label: '', reason: 'by-hand', sessionId: null } as const

/** A file system of its own, so small that it can be filled; needs the rights to mount, without which the test fails. */
function smallDisk(megabytes: number): string {
  const folder = tempDir('disk')
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder])
  onTestFinished(() => void execFileSync('umount', ['-l', folder]))
  return folder
}

describe('a full disk', () => {
  it('costs no file and no checkpoint, leaves nothing behind, and forgetting helps', async () => {
    const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
    const home = join(smallDisk(8), 'home')
    const bed = await openBed(repo, { home })
    repo.write('large.bin', randomBytes(5_000_000))
    const first = await bed.full()
    repo.write('large.bin', randomBytes(5_000_000))
    const wanted = listingOf(repo.path, { withGit: true })
    for (const answer of [
      await captureFull(bed.store, note),
      await captureChange(bed.store, { paths: ['large.bin'] }, note),
    ])
      expect(answer).toEqual({ ok: false, error: { kind: 'no-space', path: bed.store.folder } })
    expect(listingOf(repo.path, { withGit: true })).toEqual(wanted)
    expect(leftovers(bed.store)).toEqual([])
    expect(take(await listCheckpoints(bed.store))).toEqual({ checkpoints: [first], broken: [] })
    expect(take(await verifyCheckpoints(bed.store, null)).ok).toBe(true)

    take(await forgetCheckpoint(bed.store, first.id))
    const second = take(await captureFull(bed.store, note))
    expect(await readBack(bed.store, second)).toEqual(listingOf(repo.path))
    expect(fsck(bed.store)).toBe('')
  })

  it('can be filled to the last byte, and forgetting still helps', async () => {
    const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
    const disk = smallDisk(6)
    const bed = await openBed(repo, { home: join(disk, 'home') })
    repo.write('large.bin', randomBytes(3_000_000))
    const first = await bed.full()
    const fill = join(disk, 'fill')
    expect(() => writeFileSync(fill, randomBytes(8_000_000))).toThrow(/ENOSPC/)
    expect(await captureFull(bed.store, note)).toMatchObject({ ok: false, error: { kind: 'no-space' } })
    take(await forgetCheckpoint(bed.store, first.id))
    repo.write('large.bin', randomBytes(1_000_000))
    expect(take(await captureFull(bed.store, note)).files).toBe(2)
  })
})

describe('a file system that is read-only', () => {
  it('still lists, reads and verifies, and says why nothing is written', async () => {
    const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
    const disk = smallDisk(8)
    const home = join(disk, 'home')
    const made = await (await openBed(repo, { home })).full()
    execFileSync('mount', ['-o', 'remount,ro', disk])
    const { store } = await openBed(repo, { home })
    expect(take(await listCheckpoints(store)).checkpoints).toEqual([made])
    expect(take(await verifyCheckpoints(store, null)).ok).toBe(true)
    const error = { kind: 'read-only', path: store.folder }
    expect(await captureFull(store, note)).toEqual({ ok: false, error })
    expect(await forgetCheckpoint(store, made.id)).toEqual({ ok: false, error })
    execFileSync('mount', ['-o', 'remount,rw', disk])
    expect(take(await captureFull(store, note)).files).toBe(1)
  })
})

describe('opening a store', () => {
  it('sweeps what killed runs left, at once where it names a process that is gone, else after an hour', async () => {
    const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
    const bed = await openBed(repo)
    onTestFinished(() => bed.cleanup())
    await bed.full()
    const { folder, gitDir } = bed.store
    const dead = 2 ** 22 + 1
    const ours = process.pid
    const old = new Date(Date.now() - 3_700_000)
    const left = (path: string, isOld: boolean) => {
      writeFileSync(path, 'x')
      if (isOld) utimesSync(path, old, old)
      return path
    }
    mkdirSync(join(gitDir, `incoming-${dead}-0123456789ab`, 'objects'), { recursive: true })
    const gone = [
      join(gitDir, `incoming-${dead}-0123456789ab`),
      left(join(folder, `lock.${dead}.0123456789ab`), false),
      left(join(folder, `incoming-${dead}-0123456789ab`), false),
      left(join(gitDir, 'objects', `tmp_obj_${dead}_0123456789abcdef`), false),
      left(join(gitDir, 'objects', 'tmp_obj_Xyz123'), true),
      left(join(gitDir, 'objects', 'pack', 'tmp_pack_Xyz123'), true),
      left(join(gitDir, 'refs', 'checkpoints', '000009-00000000.0a1b2c3d.lock'), true),
      left(join(gitDir, 'config.0123456789ab.tmp'), true),
      left(join(gitDir, 'index.lock'), true),
    ]
    const stay = [
      left(join(gitDir, 'objects', `tmp_obj_${ours}_0123456789abcdef`), true),
      left(join(gitDir, 'objects', 'tmp_obj_Abc123'), false),
      left(join(folder, 'meta.json.0123456789ab.tmp'), false),
      left(join(folder, 'notes.txt'), true),
    ]
    await openBed(repo, { home: bed.home })
    expect(gone.filter((path) => existsSync(path))).toEqual([])
    expect(stay.filter((path) => !existsSync(path))).toEqual([])
    for (const path of stay) rmSync(path)
  })

  it('closes it to others again, and what it holds is for its user only', async () => {
    const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
    for (let file = 0; file < 300; file++) repo.write(`many/${file}`, `${file}`)
    const bed = await openBed(repo)
    onTestFinished(() => bed.cleanup())
    await bed.full()
    repo.write('a.txt', 'two\n')
    await bed.change('a.txt')
    const { folder, gitDir } = bed.store
    const open = [folder, ...foldersBelow(folder), ...filesBelow(folder)].filter(
      (path) => (statSync(path).mode & 0o077) !== 0,
    )
    expect(open).toEqual([])
    for (const path of [folder, gitDir]) chmodSync(path, 0o755)
    await openBed(repo, { home: bed.home })
    expect([folder, gitDir].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700])
  })
})

function foldersBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => [join(folder, entry.name), ...foldersBelow(join(folder, entry.name))])
}
