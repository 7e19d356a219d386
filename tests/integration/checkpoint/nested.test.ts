import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { decodePath } from '../../../src/core/repo/repo-path'
import { createTempDir, createTempRepo, openTempRepo, type TempRepo } from '../../support/temp-repo'
import { fsck, leftovers, listingOf, openBed, readBack, type CheckpointBed } from './checkpoint-bed'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

function tempRepo(...args: Parameters<typeof createTempRepo>): TempRepo {
  const repo = createTempRepo(...args)
  cleanups.push(() => repo.cleanup())
  return repo
}

async function bedOf(repo: TempRepo): Promise<CheckpointBed> {
  const bed = await openBed(repo)
  cleanups.push(() => bed.cleanup())
  return bed
}

/** A repository with a submodule `sub` that is checked out. */
function withSubmodule(): { readonly repo: TempRepo; readonly sub: TempRepo } {
  const library = tempRepo({ files: { '.gitignore': 'out/\n*.log\n', 'lib.txt': 'lib\n' } })
  const repo = tempRepo({ files: { 'a.txt': 'a\n' } })
  repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.path, 'sub')
  repo.commitAll('with a submodule')
  return { repo, sub: openTempRepo(join(repo.path, 'sub')) }
}

async function expectExact(repo: TempRepo, bed: CheckpointBed) {
  const before = listingOf(repo.path, { withGit: true })
  const checkpoint = await bed.full()
  expect(listingOf(repo.path, { withGit: true })).toEqual(before)
  expect(checkpoint.uncaptured).toEqual([])
  expect(await readBack(bed.store, checkpoint)).toEqual(listingOf(repo.path))
  expect(fsck(bed.store)).toBe('')
  expect(leftovers(bed.store)).toEqual([])
  return bed.store.record(checkpoint.id)
}

/** The names in the git state of a nested repository. */
async function stateOf(bed: CheckpointBed, tree: string | undefined): Promise<readonly string[]> {
  const entries = await bed.store.objects.readTree(tree ?? '')
  const pinned = entries.find(({ name }) => name === 'pinned')
  const pins = pinned === undefined ? [] : await bed.store.objects.readTree(pinned.id)
  return [...entries.map(({ name }) => name), ...pins.map(({ name }) => name)]
}

describe('a full capture', () => {
  it('takes the files of a submodule byte for byte, by its own ignore rules, with what only its index holds', async () => {
    const { repo, sub } = withSubmodule()
    sub.write('lib.txt', 'staged only\n')
    sub.git('add', '.')
    const staged = sub.git('hash-object', 'lib.txt').trim()
    sub.write('lib.txt', 'lib\r\n')
    sub.write('new/deep.txt', 'untracked\n')
    sub.write('small.log', 'ignored and small')
    const bed = await bedOf(repo)
    const record = await expectExact(repo, bed)
    sub.write('out/large.js', 'ignored folder')
    expect((await bed.store.record((await bed.full()).id)).details.ignoredFolders).toEqual(['sub/out'])
    const head = sub.git('rev-parse', 'HEAD').trim()
    expect(record.details.nestedRepos).toEqual([
      { path: 'sub', head, branch: sub.git('branch', '--show-current').trim() },
    ])
    expect(await stateOf(bed, record.nested.get('sub'))).toEqual(['index', 'pinned', staged])
  })

  it('takes repositories in repositories, unborn, broken, in tracked folders and with odd names, as one checkpoint', async () => {
    const repo = tempRepo({ files: { 'tracked/a.txt': 'a\n', '.gitignore': 'vendor/\n' } })
    const inner = tempRepo({ path: join(repo.path, 'inner'), files: { 'i.txt': 'i\n' } })
    tempRepo({ path: join(inner.path, 'deeper'), files: { 'd.txt': 'd\n' } }).write('e.txt', 'e\n')
    tempRepo({ path: join(repo.path, 'unborn') }).write('u.txt', 'u\n')
    tempRepo({ path: join(repo.path, 'sha256'), objectFormat: 'sha256', files: { 's.txt': 's\n' } })
    tempRepo({ path: join(repo.path, 'tracked') }).write('b.txt', 'b\n')
    repo.write('broken/.git', 'gitdir: /nowhere\n')
    repo.write('broken/f.txt', 'f\n')
    const odd = Buffer.concat([Buffer.from(`${repo.path}/`), Buffer.from([0x6f, 0xff])])
    mkdirSync(odd)
    execFileSync('git', ['init', '-q', '.'], { cwd: Buffer.isBuffer(odd) ? linkTo(odd) : odd })
    repo.write(decodePath(Buffer.from([0x6f, 0xff, 0x2f, 0x78])), 'x\n')
    tempRepo({ path: join(repo.path, 'vendor', 'lib'), files: { 'left-alone.txt': '' } })
    const bed = await bedOf(repo)
    rmSync(join(repo.path, 'vendor'), { recursive: true })
    const record = await expectExact(repo, bed)
    expect(record.details.nestedRepos.map(({ path }) => path)).toEqual(
      ['inner', 'inner/deeper', decodePath(Buffer.from([0x6f, 0xff])), 'sha256', 'tracked', 'unborn'].toSorted(),
    )
  })

  it('takes a linked worktree inside, and a submodule that is not initialised as its empty folder', async () => {
    const { repo } = withSubmodule()
    repo.git('submodule', '--quiet', 'deinit', '-f', 'sub')
    repo.git('worktree', 'add', '-q', 'trees/one')
    repo.write('trees/one/b.txt', 'b\n')
    const bed = await bedOf(repo)
    const record = await expectExact(repo, bed)
    expect(record.details).toMatchObject({
      emptyFolders: expect.arrayContaining(['sub']),
      nestedRepos: [{ path: 'trees/one', branch: 'one' }],
    })
  })

  it('does not take the index of a repository that a planted .git file names', async () => {
    const victim = tempRepo({ files: { 'v.txt': 'v\n' } })
    const repo = tempRepo({ files: { 'a.txt': 'a\n' } })
    repo.write('planted/.git', `gitdir: ${victim.gitDir()}\n`)
    repo.write('planted/p.txt', 'p\n')
    const bed = await bedOf(repo)
    const checkpoint = await bed.full()
    expect(checkpoint.uncaptured).toEqual([{ path: 'planted/.git', why: 'NESTED_REPO' }])
    expect(await readBack(bed.store, checkpoint)).toEqual(listingOf(repo.path))
    expect((await bed.store.record(checkpoint.id)).details.nestedRepos).toEqual([])
  })

  it('runs nothing of a repository inside, and takes the files of a damaged one', async () => {
    const repo = tempRepo({ files: { 'a.txt': 'a\n' } })
    const inner = tempRepo({ path: join(repo.path, 'inner'), files: { 'i.txt': 'i\n' } })
    const mark = join(createTempDir('mark'), 'ran')
    for (const key of [
      'core.fsmonitor',
      'filter.evil.clean',
      'filter.evil.process',
      'diff.evil.textconv',
      'core.pager',
    ])
      inner.git('config', key, `touch '${mark}'; cat`)
    inner.write('.gitattributes', '* filter=evil diff=evil\n')
    inner.git('-c', 'core.fsmonitor=', '-c', 'filter.evil.clean=', '-c', 'filter.evil.process=', 'add', '-N', '.')
    inner.write('i.txt', 'changed\n')
    for (const hook of ['post-index-change', 'reference-transaction', 'fsmonitor-watchman'])
      writeFileSync(join(inner.gitDir(), 'hooks', hook), `#!/bin/sh\ntouch '${mark}'\n`, { mode: 0o755 })
    rmSync(mark, { force: true })
    const damaged = tempRepo({ path: join(repo.path, 'damaged'), files: { 'd.txt': 'd\n' } })
    writeFileSync(join(damaged.gitDir(), 'index'), 'garbage')
    const bed = await bedOf(repo)
    const checkpoint = await bed.full()
    expect(checkpoint.uncaptured).toEqual([{ path: 'damaged/.git', why: 'NESTED_REPO' }])
    expect(await readBack(bed.store, checkpoint)).toEqual(listingOf(repo.path))
    inner.write('i.txt', 'again\n')
    await bed.change('inner/i.txt')
    expect(existsSync(mark)).toBe(false)
  })
})

/** A path in plain letters that leads to a folder whose name is none. */
function linkTo(folder: Buffer): string {
  const link = join(createTempDir('link'), 'to')
  symlinkSync(folder, link)
  cleanups.push(() => rmSync(link))
  return link
}
