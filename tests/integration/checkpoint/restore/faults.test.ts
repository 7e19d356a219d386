import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { recoverRestore } from '../../../../src/repo/checkpoint/restore/recover'
import { restore } from '../../../../src/repo/checkpoint/restore/restore'
import { restoreState } from '../../../../src/repo/checkpoint/restore/state'
import { bundleScript } from '../../../support/bundle-script'
import { createTempDir } from '../../../support/temp-repo'
import { take } from '../checkpoint-bed'
import { at, everything, leftBehind, restoreBed } from './restore-bed'

let script = ''
beforeAll(async () => {
  script = await bundleScript(fileURLToPath(import.meta.resolve('./restore-child.ts')))
})

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** A small file system of its own in memory, which takes root. Below it lies a folder `repo` with nothing in it. */
function smallDisk(megabytes: number): string {
  const folder = createTempDir('disk')
  mkdirSync(join(folder, 'repo'))
  run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder)
  onTestFinished(() => {
    run('umount', '-l', folder)
    rmSync(folder, { recursive: true })
  })
  return folder
}

describe('a disk that fails a restore', () => {
  it('is full: the originals stay whole, nothing is left over, and once more is exact', async () => {
    const bed = await restoreBed({ 'small.txt': 's' }, { path: join(smallDisk(4), 'repo') })
    const { repo } = bed
    writeFileSync(join(repo.gitDir(), 'info', 'exclude'), 'filler/\n')
    repo.write('big.bin', Buffer.alloc(700_000, 1))
    repo.write('other.bin', Buffer.alloc(700_000, 2))
    const good = everything(repo)
    const { id } = await bed.bed.full()
    repo.write('big.bin', 'mine')
    repo.write('other.bin', 'mine too')
    mkdirSync(at(bed, 'filler'))
    expect(() => writeFileSync(at(bed, 'filler/all'), Buffer.alloc(8_000_000))).toThrow(/ENOSPC/)

    const done = take(await restore(bed.bed.store, { checkpointId: id, paths: null }))
    expect(done.conflicts).toEqual([
      { path: 'big.bin', why: 'ENOSPC' },
      { path: 'other.bin', why: 'ENOSPC' },
    ])
    expect([repo.read('big.bin'), repo.read('other.bin')]).toEqual(['mine', 'mine too'])
    expect(leftBehind(bed)).toEqual([])
    rmSync(at(bed, 'filler'), { recursive: true })
    expect(take(await restore(bed.bed.store, { checkpointId: id, paths: null })).conflicts).toEqual([])
    expect(everything(repo)).toEqual(good)
  })

  it('is read-only: everything is named, nothing changes', async () => {
    const disk = smallDisk(4)
    const bed = await restoreBed({ 'a.txt': 'a', 'b.txt': 'b' }, { path: join(disk, 'repo') })
    const { id } = await bed.bed.full()
    bed.repo.write('a.txt', 'A')
    bed.repo.remove('b.txt')
    bed.repo.write('new.txt', 'n')
    bed.repo.git('add', '-A')
    const wrecked = everything(bed.repo)
    run('mount', '-o', 'remount,ro', disk)
    const done = take(await restore(bed.bed.store, { checkpointId: id, paths: null, confirmedDeletions: 1 }))
    expect(done).toMatchObject({ restored: [], deleted: [], index: 'unchanged' })
    expect(done.conflicts).toEqual(['.git/index', 'a.txt', 'b.txt', 'new.txt'].map((path) => ({ path, why: 'EROFS' })))
    run('mount', '-o', 'remount,rw', disk)
    expect(everything(bed.repo)).toEqual(wrecked)
    expect(restoreState(bed.bed.store)).toEqual({ undoable: null, interrupted: null })
    expect(leftBehind(bed)).toEqual([])
  })

  it('is unplugged: the journal stays, nothing is written in its place, and it goes on when it is back', async () => {
    const disk = smallDisk(4)
    const bed = await restoreBed(
      { 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c', 'dir/d.txt': 'd' },
      { path: join(disk, 'repo') },
    )
    const good = everything(bed.repo)
    const { id } = await bed.bed.full()
    for (const path of ['a.txt', 'b.txt', 'c.txt']) bed.repo.write(path, 'changed')
    bed.repo.remove('dir')
    bed.repo.write('new.txt', 'n')
    // The same disk under another name, so that it can come back.
    const elsewhere = createTempDir('elsewhere')
    run('mount', '--bind', disk, elsewhere)
    let isPlugged = true
    const hooks = {
      at(point: string) {
        if (point !== 'before-rename' || !isPlugged) return
        isPlugged = false
        run('umount', '-l', disk)
      },
    }
    expect(await restore(bed.bed.store, { checkpointId: id, paths: null }, hooks)).toEqual({
      ok: false,
      error: { kind: 'folder-gone', path: bed.repo.path },
    })
    expect(readdirSync(bed.repo.path)).toEqual([])
    expect(restoreState(bed.bed.store).interrupted).toMatchObject({ target: id })
    expect(await recoverRestore(bed.bed.store, 'finish')).toMatchObject({ ok: false, error: { kind: 'folder-gone' } })
    run('mount', '--bind', elsewhere, disk)
    run('umount', '-l', elsewhere)
    rmSync(elsewhere, { recursive: true })
    expect(take(await recoverRestore(bed.bed.store, 'finish')).conflicts).toEqual([])
    expect(everything(bed.repo)).toEqual(good)
    expect(leftBehind(bed)).toEqual([])
  })
})

describe('another user', () => {
  it('may not write into a folder: this is named, and the rest is restored', async () => {
    const bed = await restoreBed({ 'a.txt': 'a', 'closed/b.txt': 'b', 'closed/c.txt': 'c' })
    const { id } = await bed.bed.full()
    bed.repo.write('a.txt', 'A')
    bed.repo.write('closed/b.txt', 'B')
    bed.repo.write('closed/new.txt', 'n')
    chmodSync(at(bed, 'closed'), 0o555)
    // Root may write everywhere, so that another user has to try.
    run('chown', '-R', '65534:65534', bed.repo.path, bed.bed.home)
    const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups', 'env', 'HOME=/', process.execPath, script]
    const said = run('setpriv', ...asNobody, bed.repo.path, bed.bed.home, JSON.stringify({ act: 'restore', id }))
    chmodSync(at(bed, 'closed'), 0o755)
    run('chown', '-R', '0:0', bed.repo.path, bed.bed.home)
    expect(JSON.parse(said)).toMatchObject({
      value: {
        restored: ['a.txt'],
        deleted: [],
        conflicts: [
          { path: 'closed/b.txt', why: 'EACCES' },
          { path: 'closed/new.txt', why: 'EACCES' },
        ],
      },
    })
    expect(bed.repo.read('closed/b.txt')).toBe('B')
    expect(leftBehind(bed)).toEqual([])
  })
})

describe('a damaged store', () => {
  it('is found before anything is touched', async () => {
    const bed = await restoreBed({ 'a.txt': 'a', 'b.txt': 'b' })
    bed.repo.write('b.txt', 'only here')
    const { id } = await bed.bed.full()
    const { work } = await bed.bed.store.record(id)
    const blob = (await bed.bed.store.objects.readTree(work)).find(({ name }) => name === 'b.txt')?.id ?? ''
    const file = join(bed.bed.store.gitDir, 'objects', blob.slice(0, 2), blob.slice(2))
    bed.repo.write('a.txt', 'A')
    bed.repo.write('b.txt', 'B')
    const wrecked = everything(bed.repo)
    chmodSync(file, 0o600)
    writeFileSync(file, 'flipped')
    bed.bed.store.objects.dropCaches()
    expect(await restore(bed.bed.store, { checkpointId: id, paths: null })).toMatchObject({
      ok: false,
      error: { kind: 'store-corrupt' },
    })
    expect(everything(bed.repo)).toEqual(wrecked)
    expect(restoreState(bed.bed.store)).toEqual({ undoable: null, interrupted: null })
  })
})
