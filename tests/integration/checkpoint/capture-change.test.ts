import { execFileSync } from 'node:child_process'
import { chmodSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { decodePath, encodePath } from '../../../src/core/repo/repo-path'
import { captureChange } from '../../../src/repo/checkpoint/capture-change'
import { compareDisk } from '../../../src/repo/checkpoint/compare-disk'
import { diffCheckpoints, readEntry } from '../../../src/repo/checkpoint/read'
import { createRandom } from '../../support/random'
import { createTempRepo, type TempRepo } from '../../support/temp-repo'
import { fsck, leftovers, listingOf, openBed, readBack, take, type CheckpointBed } from './checkpoint-bed'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

async function bedWith(files: Readonly<Record<string, string>>): Promise<{ repo: TempRepo; bed: CheckpointBed }> {
  const repo = createTempRepo({ files })
  const bed = await openBed(repo)
  cleanups.push(
    () => repo.cleanup(),
    () => bed.cleanup(),
  )
  return { repo, bed }
}

describe('a change capture', () => {
  it('takes an edited, a new and a deleted file without starting git', async () => {
    const { repo, bed } = await bedWith({ 'a.txt': 'one\n', 'src/b.ts': 'two\n', 'src/c.ts': 'three\n' })
    const full = await bed.full()
    const calls = bed.git.calls()
    repo.write('a.txt', 'changed\n')
    repo.write('src/new.ts', 'new\n')
    repo.remove('src/c.ts')
    const change = await bed.change('a.txt', 'src/new.ts', 'src/c.ts')
    expect(change).toMatchObject({ sequence: 2, scan: 'hinted', complete: true, files: 3, bytes: 16, branch: 'main' })
    expect(await readBack(bed.store, change)).toEqual(listingOf(repo.path))
    const changes = take(await diffCheckpoints(bed.store, full.id, change.id))
    expect(changes.map(({ path, old, new: now }) => [path, old !== null, now !== null])).toEqual([
      ['a.txt', true, true],
      ['src/c.ts', true, false],
      ['src/new.ts', false, true],
    ])
    expect(bed.git.calls()).toBe(calls)
    expect(fsck(bed.store)).toBe('')
    expect(leftovers(bed.store)).toEqual([])
  })

  it('makes no checkpoint when the named paths are as they were', async () => {
    const { repo, bed } = await bedWith({ 'a.txt': 'one\n' })
    const full = await bed.full()
    repo.write('a.txt', 'one\n')
    const hints = { paths: ['a.txt', 'never-there', '.git/index'] }
    const note = { label: '', reason: 'change', sessionId: null } as const
    expect(take(await captureChange(bed.store, hints, note))).toEqual({ checkpoint: full, isNew: false })
  })

  it('says that there is nothing to build on before the first full capture', async () => {
    const { bed } = await bedWith({ 'a.txt': 'one\n' })
    const note = { label: '', reason: 'change', sessionId: null } as const
    expect(await captureChange(bed.store, { paths: ['a.txt'] }, note)).toEqual({
      ok: false,
      error: { kind: 'no-such-checkpoint', id: '' },
    })
  })

  it('asks git nothing about a new folder that the watcher vouches for', async () => {
    const { repo, bed } = await bedWith({ 'a.txt': 'one\n' })
    await bed.full()
    const calls = bed.git.calls()
    repo.write('lib/deep/x.ts', 'x')
    const note = { label: '', reason: 'change', sessionId: null } as const
    const hints = { paths: ['lib', 'lib/deep', 'lib/deep/x.ts'], watchedFolders: new Set(['lib', 'lib/deep']) }
    const { checkpoint } = take(await captureChange(bed.store, hints, note))
    expect(await readBack(bed.store, checkpoint)).toEqual(listingOf(repo.path))
    expect(bed.git.calls()).toBe(calls)
  })

  it('leaves new ignored folders and large ignored files out, and takes small ignored files', async () => {
    const { repo, bed } = await bedWith({ '.gitignore': 'node_modules/\n*.log\n' })
    await bed.full()
    repo.write('node_modules/x/index.js', 'x')
    repo.write('small.log', 'small')
    repo.write('large.log', Buffer.alloc(1024 * 1024 + 1))
    repo.write('large.bin', Buffer.alloc(1024 * 1024 + 1))
    const change = await bed.change('node_modules/x/index.js', 'small.log', 'large.log', 'large.bin')
    expect(Object.keys(await readBack(bed.store, change)).toSorted()).toEqual(['.gitignore', 'large.bin', 'small.log'])
    const { details } = await bed.store.record(change.id)
    expect(details).toMatchObject({ ignoredFolders: ['node_modules'], leftOut: ['large.log'] })
    expect(change.complete).toBe(true)
  })

  it('does not look through a symlink that took the place of a folder', async () => {
    const { repo, bed } = await bedWith({ 'folder/a.txt': 'a', 'else/a.txt': 'e' })
    await bed.full()
    repo.remove('folder')
    symlinkSync('else', join(repo.path, 'folder'))
    expect(await readBack(bed.store, await bed.change('folder/a.txt'))).toEqual(listingOf(repo.path))
  })

  it('streams a large file and does not hold it against the next capture', async () => {
    const { repo, bed } = await bedWith({ 'a.txt': 'a' })
    await bed.full()
    repo.write('large.bin', Buffer.alloc(9 * 1024 * 1024, 'firebreak'))
    const change = await bed.change('large.bin')
    expect(await readBack(bed.store, change)).toEqual(listingOf(repo.path))
    expect((await bed.full()).newBytes).toBe(0)
  })

  it('notices that a folder became a repository of its own', async () => {
    const { repo, bed } = await bedWith({ 'a.txt': 'a', 'inner/b.txt': 'b' })
    await bed.full()
    createTempRepo({ path: join(repo.path, 'inner') })
    const change = await bed.change('inner/.git/HEAD')
    expect(change.uncaptured).toEqual([])
    expect((await bed.store.record(change.id)).details.nestedRepos).toEqual([
      { path: 'inner', head: null, branch: 'main' },
    ])
  })

  it('reads what the first capture of many files packed without starting git', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`src/d${i % 7}/f${i}.ts`, `${i}\n`.repeat(i)]),
    )
    const { repo, bed } = await bedWith(files)
    const full = await bed.full()
    expect(readdirSync(join(bed.store.gitDir, 'objects', 'pack')).some((name) => name.endsWith('.pack'))).toBe(true)
    expect(await readBack(bed.store, full)).toEqual(listingOf(repo.path))
    const calls = bed.git.calls()
    repo.write('src/d3/f3.ts', 'changed')
    repo.remove('src/d4/f4.ts')
    const change = await bed.change('src/d3/f3.ts', 'src/d4/f4.ts')
    const old = take(await readEntry(bed.store, full.id, 'src/d5/f5.ts'))
    expect(old?.bytes.toString()).toBe('5\n'.repeat(5))
    expect(bed.git.calls()).toBe(calls)
    expect(change).toMatchObject({ files: 299, bytes: full.bytes - 6 + 7 - 8 })
    expect(await bed.full()).toMatchObject({ files: change.files, bytes: change.bytes, newBytes: 0 })
    expect(fsck(bed.store)).toBe('')
  })

  it('reads a packed object that git made', async () => {
    const { repo, bed } = await bedWith({ 'a.txt': 'a', 'src/b.txt': 'b' })
    const full = await bed.full()
    execFileSync('git', ['repack', '-adq'], { env: { ...process.env, GIT_DIR: bed.store.gitDir } })
    repo.write('src/b.txt', 'changed')
    const second = await openBed(repo, { home: bed.home })
    const change = await second.change('src/b.txt')
    expect(await readBack(second.store, change)).toEqual(listingOf(repo.path))
    expect(take(await diffCheckpoints(second.store, full.id, change.id)).map(({ path }) => path)).toEqual(['src/b.txt'])
  })
})

describe('a comparison with the disk', () => {
  it('names what differs from any checkpoint, and leaves the index of the user alone', async () => {
    const { repo, bed } = await bedWith({ 'a.txt': 'one\n', 'b.txt': 'two\n', 'c.txt': 'three\n' })
    const full = await bed.full()
    expect(take(await compareDisk(bed.store, full.id))).toEqual({ changes: [], uncaptured: [] })
    repo.write('a.txt', 'changed\n')
    repo.remove('b.txt')
    repo.write('new/d.txt', 'new\n')
    const index = repo.indexBytes()
    const { changes } = take(await compareDisk(bed.store, full.id))
    expect(changes.map(({ path, old, new: now }) => [path, old?.mode, now?.mode])).toEqual([
      ['a.txt', 0o100644, 0o100644],
      ['b.txt', 0o100644, undefined],
      ['new/d.txt', undefined, 0o100644],
    ])
    expect(repo.indexBytes()).toEqual(index)
    expect(take(await compareDisk(bed.store, (await bed.full()).id)).changes).toEqual([])
  })
})

describe('a sequence of change captures', () => {
  it.each([1, 2, 3, 4])('equals a full capture, whatever was done (seed %i)', async (seed) => {
    const { repo, bed } = await bedWith({
      '.gitignore': 'ignored/\n*.log\n',
      'a.txt': 'a',
      'src/b.ts': 'b',
      'src/deep/c.ts': 'c',
      'other/d.ts': 'd',
    })
    await bed.full()
    const next = createRandom(seed)
    const random = (below: number) => Math.floor(next() * below)
    for (let step = 0; step < 25; step++) {
      const touched = Array.from({ length: 1 + random(3) }, () => editSomething(repo.path, random)).flat()
      const change = await bed.change(...touched)
      expect({ step, touched, back: await readBack(bed.store, change) }).toEqual({
        step,
        touched,
        back: withoutIgnored(listingOf(repo.path)),
      })
      if (step % 8 !== 7) continue
      const full = await bed.full()
      const [hinted, scanned] = [await bed.store.record(change.id), await bed.store.record(full.id)]
      expect(scanned.work).toBe(hinted.work)
      expect(scanned.details.emptyFolders).toEqual(hinted.details.emptyFolders)
      expect({ files: full.files, bytes: full.bytes, uncaptured: full.uncaptured }).toEqual({
        files: change.files,
        bytes: change.bytes,
        uncaptured: change.uncaptured,
      })
    }
    expect(fsck(bed.store)).toBe('')
    expect(leftovers(bed.store)).toEqual([])
  })
})

const names = ['a.txt', 'src', 'b.ts', 'deep', 'ignored', 'x.log', '-y', 'z z', decodePath(Buffer.from([0x71, 0xff]))]

/** Does one random thing to a work tree; the answer is what a watcher would name. */
function editSomething(top: string, random: (below: number) => number): string[] {
  const pick = () => {
    const depth = 1 + random(3)
    return Array.from({ length: depth }, () => names[random(names.length)] ?? 'a.txt').join('/')
  }
  const at = (path: string) => Buffer.concat([Buffer.from(`${top}/`), encodePath(path)])
  const parent = (path: string) => path.slice(0, Math.max(path.lastIndexOf('/'), 0))
  const kind = (path: string): 'folder' | 'symlink' | 'file' | 'missing' => {
    // What lies behind a symlink belongs to another path, and a watcher would name that one.
    if (parent(path) !== '' && kind(parent(path)) !== 'folder') return 'missing'
    try {
      const stats = lstatSync(at(path))
      return stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'symlink' : 'file'
    } catch {
      return 'missing'
    }
  }
  /** Makes room for something at a path: what is in the way goes, as `rm` and `mkdir -p` would do it. */
  const clear = (path: string): string[] => {
    const touched: string[] = []
    let folder = ''
    for (const part of parent(path).split('/').filter(Boolean)) {
      folder = folder === '' ? part : `${folder}/${part}`
      if (kind(folder) !== 'folder' && kind(folder) !== 'missing') rmSync(at(folder))
      if (kind(folder) === 'missing') {
        mkdirSync(at(folder))
        touched.push(folder)
      }
    }
    if (kind(path) !== 'missing') rmSync(at(path), { recursive: true })
    return [...touched, path]
  }
  const path = pick()
  switch (random(8)) {
    case 0:
    case 1:
    case 2: {
      const touched = kind(path) === 'file' ? [path] : clear(path)
      writeFileSync(at(path), `content ${random(1000)}`)
      return touched
    }
    case 3:
      if (kind(path) !== 'missing') rmSync(at(path), { recursive: true })
      return [path]
    case 4: {
      const touched = clear(path)
      mkdirSync(at(path))
      return touched
    }
    case 5: {
      const touched = clear(path)
      symlinkSync(['a.txt', 'src', 'nowhere', '.'][random(4)] ?? '', at(path))
      return touched
    }
    case 6:
      if (kind(path) === 'file') chmodSync(at(path), [0o644, 0o755, 0o600, 0o700][random(4)] ?? 0o644)
      return [path]
    default: {
      const all = readdirSync(top, { encoding: 'buffer' })
        .map((name) => decodePath(name))
        .filter((name) => name !== '.git' && name !== '.gitignore')
      const from = all[random(all.length)]
      if (from === undefined || `${path}/`.startsWith(`${from}/`)) return []
      const touched = clear(path)
      renameSync(at(from), at(path))
      return [from, ...touched]
    }
  }
}

function withoutIgnored(listing: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(listing).filter(([path, what]) => {
      const folders = path.split('/').slice(0, what === 'folder' ? undefined : -1)
      return !folders.includes('ignored') && !folders.includes('x.log')
    }),
  )
}
