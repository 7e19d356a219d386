import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { decodePath } from '../../../src/core/repo/repo-path'
import { defaultCaptureLimits } from '../../../src/repo/checkpoint/capture-limits'
import { readEntry } from '../../../src/repo/checkpoint/read'
import { eventually } from '../../support/eventually'
import { hostileNames } from '../../support/hostile-names'
import {
  createTempDir,
  createTempRepo,
  openTempRepo,
  type TempRepo,
  type TempRepoOptions,
} from '../../support/temp-repo'
import { fsck, leftovers, listingOf, openBed, readBack, take, type CheckpointBed } from './checkpoint-bed'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

function repoWith(options: TempRepoOptions = {}): TempRepo {
  const repo = createTempRepo(options)
  cleanups.push(() => repo.cleanup())
  return repo
}

async function bedOf(repo: TempRepo): Promise<CheckpointBed> {
  const bed = await openBed(repo)
  cleanups.push(() => bed.cleanup())
  return bed
}

/** Captures, proves that what comes back is what was there and that the user's repository was left alone. */
async function expectExact(repo: TempRepo) {
  const bed = await bedOf(repo)
  const before = listingOf(repo.path)
  const gitBefore = listingOf(repo.gitDir(), { withGit: true })
  const checkpoint = await bed.full()
  expect(await readBack(bed.store, checkpoint)).toEqual(before)
  expect(listingOf(repo.gitDir(), { withGit: true })).toEqual(gitBefore)
  expect(listingOf(repo.path)).toEqual(before)
  expect(fsck(bed.store)).toBe('')
  expect(leftovers(bed.store)).toEqual([])
  return { bed, checkpoint }
}

describe('a full capture', () => {
  it('takes a clean repository', async () => {
    const { checkpoint } = await expectExact(repoWith({ files: { 'a.txt': 'one\n', 'src/b.ts': 'two\n' } }))
    expect(checkpoint).toMatchObject({ sequence: 1, scan: 'full', complete: true, files: 2, bytes: 8, branch: 'main' })
  })

  it('takes modified, deleted, new and staged-elsewhere files, and the bytes of the index', async () => {
    const repo = repoWith({ files: { 'a.txt': 'one\n', 'gone.txt': 'x\n', 'both.txt': 'head\n' } })
    repo.write('a.txt', 'changed\n')
    repo.remove('gone.txt')
    repo.write('new/deep/file.txt', 'new\n')
    repo.write('both.txt', 'staged\n')
    repo.git('add', 'both.txt')
    repo.write('both.txt', 'on disk\n')
    const index = repo.indexBytes()
    const { bed, checkpoint } = await expectExact(repo)
    const { gitFiles } = await bed.store.record(checkpoint.id)
    const [entry] = await bed.store.objects.readTree(gitFiles ?? '')
    expect((await bed.store.objects.read(entry?.id ?? '')).body).toEqual(index)
  })

  it('takes permissions that git does not know', async () => {
    const repo = repoWith({ files: { 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c', 'run.sh': 'd', 'e.txt': 'e' } })
    repo.chmod('a.txt', 0o600)
    repo.chmod('b.txt', 0o444)
    repo.chmod('c.txt', 0o2770)
    repo.chmod('run.sh', 0o755)
    const { bed, checkpoint } = await expectExact(repo)
    expect(take(await readEntry(bed.store, checkpoint.id, 'a.txt'))).toMatchObject({
      mode: 0o100644,
      permissions: 0o600,
    })
    expect(take(await readEntry(bed.store, checkpoint.id, 'run.sh'))).toMatchObject({
      mode: 0o100755,
      permissions: 0o755,
    })
  })

  it('takes symlinks: dangling, absolute, to a folder, in a loop', async () => {
    const repo = repoWith({ files: { 'dir/a.txt': 'a' } })
    symlinkSync('nowhere', join(repo.path, 'dangling'))
    symlinkSync('/etc/hostname', join(repo.path, 'absolute'))
    symlinkSync('dir', join(repo.path, 'to-folder'))
    symlinkSync('loop', join(repo.path, 'loop'))
    expect((await expectExact(repo)).checkpoint.complete).toBe(true)
  })

  it('takes a file that became a folder, a folder that became a symlink, and empty folders', async () => {
    const repo = repoWith({
      files: { file: 'was a file', 'folder/a.txt': 'a', 'folder/b.txt': 'b', 'else/a.txt': 'e' },
    })
    repo.remove('file')
    repo.write('file/inside.txt', 'now a folder')
    repo.remove('folder')
    symlinkSync('else', join(repo.path, 'folder'))
    mkdirSync(join(repo.path, 'empty/nested'), { recursive: true })
    expect((await expectExact(repo)).checkpoint.complete).toBe(true)
  })

  it('takes any name that Linux allows', async () => {
    const repo = repoWith({ files: { plain: 'x' } })
    for (const [i, name] of hostileNames.entries()) repo.write(name, `content ${i}`)
    repo.write(decodePath(Buffer.from([0x66, 0xff, 0xfe, 0x2f, 0xc3, 0x28])), 'not UTF-8')
    repo.write('e\u0301', 'NFD')
    repo.write('\u00e9', 'NFC')
    repo.write('x'.repeat(255), 'as long as a name can be')
    repo.write(`${'deep/'.repeat(200)}file`, 'far down')
    // git refuses to store these two.
    repo.write('sub/.GIT/config', 'not a git directory here')
    symlinkSync('a.txt', join(repo.path, '.gitmodules'))
    expect((await expectExact(repo)).checkpoint.complete).toBe(true)
  })

  it('keeps bytes that settings, attributes and filters would change, without running a filter', async () => {
    const repo = repoWith({ files: { plain: 'x' } })
    repo.git('config', 'core.autocrlf', 'true')
    repo.git('config', 'filter.lossy.clean', `touch ${repo.path}-ran; tr a-z A-Z`)
    repo.git('config', 'filter.lossy.required', 'true')
    repo.write('.gitattributes', '* text=auto\n*.id ident\n*.utf16 working-tree-encoding=UTF-16\n*.low filter=lossy\n')
    repo.write('crlf.txt', 'one\r\ntwo\nthree\r\n')
    repo.write('a.id', '$Id: something $\n')
    repo.write('a.utf16', Buffer.from('\ufeffhello\n', 'utf16le'))
    repo.write('a.low', 'lower case\n')
    await expectExact(repo)
    expect(existsSync(`${repo.path}-ran`)).toBe(false)
  })

  it('takes small ignored files and leaves ignored folders alone', async () => {
    const repo = repoWith({ files: { '.gitignore': '.env\nnode_modules/\n*.o\n*.big\n' } })
    repo.write('.env', 'SECRET=1')
    repo.write('node_modules/lib/index.js', 'lib')
    repo.write('objects/only.o', 'ignored, but its folder is not')
    repo.write('data.big', Buffer.alloc(1024 * 1024 + 1))
    const bed = await bedOf(repo)
    const checkpoint = await bed.full()
    expect(Object.keys(await readBack(bed.store, checkpoint)).toSorted()).toEqual([
      '.env',
      '.gitignore',
      'objects/only.o',
    ])
    expect(checkpoint.complete).toBe(true)
    const { details } = await bed.store.record(checkpoint.id)
    expect(details).toMatchObject({ ignoredFolders: ['node_modules'], leftOut: ['data.big'] })
  })

  it('takes an unborn branch, a detached HEAD and a merge with conflicts', async () => {
    const unborn = repoWith()
    unborn.write('staged.txt', 'staged')
    unborn.git('add', '.')
    unborn.write('untracked.txt', 'untracked')
    expect((await expectExact(unborn)).checkpoint).toMatchObject({ head: null, branch: 'main' })

    const repo = repoWith({ files: { 'a.txt': 'base\n' } })
    repo.git('checkout', '-q', '-b', 'other')
    repo.write('a.txt', 'other\n')
    const other = repo.commitAll('other')
    repo.git('checkout', '-q', 'main')
    repo.write('a.txt', 'main\n')
    repo.commitAll('main')
    repo.tryGit('merge', 'other')
    await expectExact(repo)
    repo.git('merge', '--abort')
    repo.git('checkout', '-q', other)
    expect((await expectExact(repo)).checkpoint).toMatchObject({ head: other, branch: null })
  })

  it('takes linked worktrees, split indexes and SHA-256 repositories', async () => {
    const repo = repoWith({ files: { 'a.txt': 'a' } })
    const folder = join(createTempDir('worktrees'), 'linked')
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
    repo.git('worktree', 'add', '-q', '-b', 'linked', folder)
    const linked = openTempRepo(folder)
    linked.write('only-here.txt', 'x')
    await expectExact(linked)

    const split = repoWith({ files: { 'a.txt': 'a' } })
    split.git('update-index', '--split-index')
    split.write('b.txt', 'b')
    split.git('add', 'b.txt')
    const { bed, checkpoint } = await expectExact(split)
    const { gitFiles } = await bed.store.record(checkpoint.id)
    const names = (await bed.store.objects.readTree(gitFiles ?? '')).map(({ name }) => name.replace(/\..*/, ''))
    expect(new Set(names)).toEqual(new Set(['index', 'pinned', 'sharedindex']))

    const sha256 = repoWith({ objectFormat: 'sha256', files: { 'a.txt': 'a' } })
    sha256.write('b.txt', 'b')
    expect((await expectExact(sha256)).checkpoint.head).toHaveLength(64)
  })

  it('lists what it cannot take and says that it is partial', async () => {
    const repo = repoWith({ files: { 'a.txt': 'a', 'was-file': 'x' } })
    execFileSync('mkfifo', [join(repo.path, 'pipe')])
    unlinkSync(join(repo.path, 'was-file'))
    execFileSync('mkfifo', [join(repo.path, 'was-file')])
    const bed = await openBed(repo, {
      limits: { ...defaultCaptureLimits, file: 100, ignoredFile: 100, ignoredTotal: 100 },
    })
    cleanups.push(() => bed.cleanup())
    repo.write('large', Buffer.alloc(101))
    const checkpoint = await bed.full()
    expect(checkpoint.complete).toBe(false)
    expect(checkpoint.uncaptured).toEqual([
      { path: 'large', why: 'TOO_BIG' },
      { path: 'pipe', why: 'NOT_REGULAR' },
      { path: 'was-file', why: 'NOT_REGULAR' },
    ])
  })

  it('makes a new entry without new bytes when nothing changed', async () => {
    const repo = repoWith({ files: { 'a.txt': 'a' } })
    const bed = await bedOf(repo)
    const first = await bed.full('first')
    const second = await bed.full('second')
    expect(first.newBytes).toBeGreaterThan(0)
    expect(second).toMatchObject({ sequence: 2, label: 'second', newBytes: 0, files: 1, bytes: 1 })
  })

  it('starts git only for what it cannot read itself when nothing changed', async () => {
    const repo = repoWith({ files: { 'a.txt': 'one\n', 'src/b.ts': 'two\n', 'src/deep/c.ts': 'three\n' } })
    symlinkSync('a.txt', join(repo.path, 'link'))
    repo.commitAll('with a link')
    repo.write('untracked.txt', 'new\n')
    const bed = await bedOf(repo)
    const minuteAgo = new Date(Date.now() - 60_000)
    const rest = (path: string) => utimesSync(join(repo.path, path), minuteAgo, minuteAgo)
    for (const path of ['a.txt', 'src/b.ts', 'src/deep/c.ts', 'untracked.txt']) rest(path)
    const first = await bed.full()
    const started = async (work: () => Promise<unknown>) => {
      const before = bed.git.calls()
      await work()
      return bed.git.calls() - before
    }
    // The repository's settings, what is untracked and what is ignored.
    expect(await started(() => bed.full())).toBe(3)
    expect(await readBack(bed.store, await bed.full())).toEqual(listingOf(repo.path))
    expect((await bed.store.record(first.id)).work).toBe((await bed.store.record(bed.store.newestId() ?? '')).work)

    const changes: readonly (() => void)[] = [
      // As large as before.
      () => repo.write('src/b.ts', '2wo\n'),
      () => repo.chmod('src/b.ts', 0o755),
      () => repo.remove('untracked.txt'),
      () => (repo.write('another.txt', 'x\n'), rest('another.txt')),
      () => (unlinkSync(join(repo.path, 'link')), symlinkSync('b.txt', join(repo.path, 'link'))),
      () => (
        repo.write('copy.ts', 'six\n'),
        rest('copy.ts'),
        renameSync(join(repo.path, 'copy.ts'), join(repo.path, 'a.txt'))
      ),
    ]
    for (const change of changes) {
      change()
      expect(await readBack(bed.store, await bed.full())).toEqual(listingOf(repo.path))
    }
    expect(fsck(bed.store)).toBe('')
    expect(leftovers(bed.store)).toEqual([])
  })

  it('keeps what is staged also when the work tree is as it was', async () => {
    const repo = repoWith({ files: { 'a.txt': 'one\n' } })
    const bed = await bedOf(repo)
    await bed.full()
    repo.write('a.txt', 'staged\n')
    repo.git('add', 'a.txt')
    repo.write('a.txt', 'one\n')
    const id = repo.git('rev-parse', ':a.txt').trim()
    const { gitFiles } = await bed.store.record((await bed.full()).id)
    const entries = await bed.store.objects.readTree(gitFiles ?? '')
    const pinned = entries.find(({ name }) => name === 'pinned')?.id ?? ''
    expect((await bed.store.objects.readTree(pinned)).map(({ name }) => name)).toEqual([id])
  })

  it('notices a change of the same size within the same second, and however often it scans', async () => {
    const repo = repoWith({ files: { 'a.txt': '0', 'b.txt': 'b' } })
    const bed = await bedOf(repo)
    for (let i = 0; i < 8; i++) {
      repo.write('a.txt', String(i))
      const checkpoint = await bed.full()
      expect(take(await readEntry(bed.store, checkpoint.id, 'a.txt'))?.bytes.toString()).toBe(String(i))
    }
  })

  it('ends although a file keeps changing, and takes all others exactly', async () => {
    const repo = repoWith({ files: { 'a.txt': 'a', 'src/b.txt': 'b' } })
    const loop = 'while :; do head -c 300000 /dev/zero > hot; : > hot; done'
    const writer = spawn('/bin/sh', ['-c', loop], { cwd: repo.path, detached: true })
    const stopped = new Promise((resolve) => writer.once('close', resolve))
    const stop = async () => {
      if (writer.pid !== undefined && writer.exitCode === null && writer.signalCode === null)
        process.kill(-writer.pid, 'SIGKILL')
      await stopped
    }
    onTestFinished(stop)
    await eventually(() => (existsSync(join(repo.path, 'hot')) ? true : null))
    const bed = await bedOf(repo)
    const checkpoint = await bed.full()
    await stop()
    const back = await readBack(bed.store, checkpoint)
    expect({ ...back, hot: '' }).toEqual({ ...listingOf(repo.path), hot: '' })
    expect(checkpoint.uncaptured.map(({ path }) => path)).toEqual(checkpoint.complete ? [] : ['hot'])
    expect(fsck(bed.store)).toBe('')
    expect(leftovers(bed.store)).toEqual([])
  })

  it('starts its own index again when that is damaged', async () => {
    const repo = repoWith({ files: { 'a.txt': 'a', 'b.txt': 'b' } })
    const bed = await bedOf(repo)
    await bed.full()
    writeFileSync(join(bed.store.gitDir, 'index'), 'garbage')
    expect(await readBack(bed.store, await bed.full())).toEqual(listingOf(repo.path))
  })

  it('keeps the store private', async () => {
    const repo = repoWith({ files: { 'a.txt': 'a' } })
    const bed = await bedOf(repo)
    await bed.full()
    await bed.change('a.txt')
    expect(execFileSync('find', [bed.store.folder, '-perm', '/077'], { encoding: 'utf8' })).toBe('')
  })
})
