import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { limitsOf } from '../../../../src/repo/checkpoint/capture-limits'
import { compareDisk } from '../../../../src/repo/checkpoint/compare-disk'
import { diffCheckpoints } from '../../../../src/repo/checkpoint/read'
import { listingOf, openBed, readBack, take } from '../checkpoint-bed'
import { caseBed, caseFolder, caseRepo, pinnedOf, restoreAll, sh } from './case-bed'

const files = { 'a.txt': 'a\n', 'data/big.csv': 'data\n', 'database.txt': 'not the folder\n' }
const rules = { ignoredFileBytes: 100, ignoredTotalBytes: 150 }

describe('what the user leaves out', () => {
  it('is in no later checkpoint, makes none partial, and no restore touches it', async () => {
    const repo = caseRepo({ files })
    const home = caseFolder('home')
    const before = await (await openBed(repo, { home })).full()
    const limits = limitsOf({ ...rules, leaveOut: ['./data/', 'gone'] })
    const bed = await openBed(repo, { home, limits })
    repo.write('a.txt', 'changed\n')
    const change = await bed.change('a.txt', 'data/big.csv')
    const full = await bed.full()
    for (const checkpoint of [change, full]) {
      expect(checkpoint.uncaptured).toEqual([])
      expect(Object.keys(await readBack(bed.store, checkpoint))).toEqual(['a.txt', 'database.txt'])
      expect((await bed.store.record(checkpoint.id)).details.leftOut).toEqual(['data'])
    }
    const paths = (changes: readonly { readonly path: string }[]) => changes.map(({ path }) => path)
    expect(paths(take(await diffCheckpoints(bed.store, before.id, full.id)))).toEqual(['a.txt'])
    expect(paths(take(await compareDisk(bed.store, before.id, limits)).changes)).toEqual(['a.txt'])
    repo.write('data/big.csv', 'precious\n')
    repo.write('data/new.csv', 'precious too\n')
    await restoreAll(bed.store, full.id)
    expect(repo.read('data/big.csv') + repo.read('data/new.csv')).toBe('precious\nprecious too\n')
  })

  it('is what ignored files are over, one by one and in all, in each repository', async () => {
    const repo = caseRepo({ files: { '.gitignore': '*.log\n' } })
    const inner = caseRepo({ path: join(repo.path, 'inner'), files: { '.gitignore': '*.log\n' } })
    for (const one of [repo, inner]) {
      one.write('1.log', 'x'.repeat(90))
      one.write('2.log', 'x'.repeat(90))
      one.write('3.log', 'x'.repeat(101))
    }
    const bed = await openBed(repo, { home: caseFolder('home'), limits: limitsOf({ ...rules, leaveOut: [] }) })
    const { details } = await bed.store.record((await bed.full()).id)
    expect(details.leftOut).toEqual(['2.log', '3.log', 'inner/2.log', 'inner/3.log'])
  })

  it('are our own temporary files', async () => {
    const repo = caseRepo({ files: { 'a.txt': 'a\n' } })
    const bed = await caseBed(repo)
    repo.write('.ckpt-0123456789ab.tmp', 'being written')
    repo.write('src/.ckpt-0123456789ab.tmp', 'being written')
    repo.write('.ckpt-0123456789ab.tmp.txt', 'not ours')
    const full = await bed.full()
    expect(Object.keys(await readBack(bed.store, full))).toEqual(['.ckpt-0123456789ab.tmp.txt', 'a.txt'])
    const change = await bed.change('src', 'src/.ckpt-0123456789ab.tmp', '.ckpt-0123456789ab.tmp')
    expect(change.id).toBe(full.id)
  })
})

describe('the index in a change checkpoint', () => {
  it('stays current without starting git, with what is staged only', async () => {
    const repo = caseRepo({ files })
    const bed = await caseBed(repo)
    await bed.full()
    const gitIndexOf = async (id: string) => (await bed.store.record(id)).manifest.gitIndex
    const calls = bed.git.calls()
    repo.write('a.txt', '1\n')
    expect(await gitIndexOf((await bed.change('a.txt')).id)).toBe('captured')
    repo.write('a.txt', 'staged only\n')
    repo.git('add', 'a.txt')
    const staged = repo.git('rev-parse', ':a.txt').trim()
    repo.write('a.txt', '2\n')
    const change = await bed.change('a.txt')
    expect([await gitIndexOf(change.id), await pinnedOf(bed, change)]).toEqual(['captured', [staged]])
    expect(bed.git.calls()).toBe(calls)
    // What is in a pack cannot be read in-process for sure, so the index is the earlier one then.
    sh(repo, 'git checkout -q -b other; git commit -qam other; git gc -q --prune=now; git checkout -q main')
    repo.write('a.txt', 'packed\n')
    repo.git('add', 'a.txt')
    sh(repo, 'git commit -qm packed; git repack -adq; git prune-packed')
    repo.write('a.txt', '3\n')
    const later = await bed.change('a.txt')
    expect(await gitIndexOf(later.id)).toBe('inherited')
    expect((await bed.store.record(later.id)).gitFiles).toBe((await bed.store.record(change.id)).gitFiles)
    expect(bed.git.calls()).toBe(calls)
    expect(await gitIndexOf((await bed.full()).id)).toBe('captured')
  })
})

describe('a repository that is damaged', () => {
  it('is captured as far as it can be read, and says what is missing', async () => {
    const repo = caseRepo({ files })
    repo.write('a.txt', 'staged, and then lost\n')
    repo.git('add', 'a.txt')
    const lost = repo.git('rev-parse', ':a.txt').trim()
    rmSync(join(repo.gitDir(), 'objects', lost.slice(0, 2), lost.slice(2)))
    repo.write('a.txt', 'on disk\n')
    const bed = await caseBed(repo)
    expect((await bed.full()).uncaptured).toEqual([{ path: '.git/index', why: 'MISSING' }])
    writeFileSync(join(repo.gitDir(), 'index'), 'garbage')
    repo.write('untracked.txt', 'new\n')
    const checkpoint = await bed.full()
    expect(checkpoint.uncaptured).toEqual([{ path: '.git/index', why: 'DAMAGED' }])
    expect(await readBack(bed.store, checkpoint)).toEqual(listingOf(repo.path))
  })
})
