import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { alternatesFile } from '../../../../src/repo/checkpoint/alternates'
import { compareDisk } from '../../../../src/repo/checkpoint/compare-disk'
import { restore } from '../../../../src/repo/checkpoint/restore/restore'
import { undoRestore } from '../../../../src/repo/checkpoint/restore/undo'
import { forgetCheckpoint } from '../../../../src/repo/checkpoint/retention/forget'
import { verifyCheckpoints } from '../../../../src/repo/checkpoint/retention/verify'
import { createTempDir, createTempRepo, openTempRepo, type TempRepo } from '../../../support/temp-repo'
import { fsck, leftovers, listingOf, openBed, readBack, take } from '../checkpoint-bed'
import { always, largeBed, settle } from './large-bed'

const source = {
  'a.txt': 'one\n',
  'src/b.ts': 'export const b = 1\n',
  'src/deep/c.ts': 'export const c = 2\n',
  'run.sh': '#!/bin/sh\n',
}

/** What git keeps at nobody's request goes, as if a year had passed. */
function collectGarbage(repo: TempRepo): void {
  repo.git('reflog', 'expire', '--expire=now', '--all')
  repo.git('gc', '-q', '--prune=now')
}

/** Everything below `.git` but the one reference that is allowed. */
function gitDirWithoutRef(repo: TempRepo) {
  const all = listingOf(repo.gitDir(), { withGit: true })
  return Object.fromEntries(Object.entries(all).filter(([path]) => !path.startsWith('refs/firebreak/')))
}

function storeBytes(folder: string): number {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  return names.reduce((sum, one) => sum + (one.isFile() ? statSync(join(one.parentPath, one.name)).size : 0), 0)
}

describe('a store that borrows', () => {
  it('copies nothing that a commit has, and leaves one reference in the repository', async () => {
    const { repo, bed, held } = await largeBed({ ...source, 'long.txt': 'x'.repeat(5_000_000) + Math.random() })
    repo.chmod('run.sh', 0o755)
    repo.write('new.txt', 'new')
    repo.write('a.txt', 'two\n')
    const before = gitDirWithoutRef(repo)
    const full = await bed.full()
    expect(await readBack(bed.store, full)).toEqual(listingOf(repo.path))
    expect(gitDirWithoutRef(repo)).toEqual(before)
    expect(held()).toBe(repo.git('rev-parse', 'HEAD').trim())
    expect(repo.git('for-each-ref', '--format=%(refname)', 'refs/firebreak')).toBe(
      `refs/firebreak/${bed.store.layout.repoId}\n`,
    )
    expect(storeBytes(bed.store.folder)).toBeLessThan(100_000)
    expect(leftovers(bed.store)).toEqual([])
    expect(fsck(bed.store)).toBe('')

    const again = await bed.full()
    expect(again).toMatchObject({ files: full.files, bytes: full.bytes, newBytes: 0, complete: true })
    expect(gitDirWithoutRef(repo)).toEqual(before)
  })

  it('loses nothing when history is rewritten, branches are deleted and garbage is collected', async () => {
    const { repo, bed } = await largeBed(source)
    repo.write('src/deep/c.ts', 'changed, and nowhere else\n')
    symlinkSync('a.txt', join(repo.path, 'link'))
    mkdirSync(join(repo.path, 'empty'))
    const before = listingOf(repo.path)
    const full = await bed.full()
    repo.git('checkout', '-q', '--orphan', 'other')
    repo.git('rm', '-rqf', '.')
    repo.write('only.txt', 'only')
    repo.commitAll('other')
    repo.git('branch', '-D', 'main')
    collectGarbage(repo)
    const other = listingOf(repo.path)
    expect(await readBack(bed.store, full)).toEqual(before)

    const restored = take(await restore(bed.store, { checkpointId: full.id, paths: null, confirmedDeletions: 1 }))
    expect(restored.conflicts).toEqual([])
    expect(listingOf(repo.path)).toEqual(before)
    take(await undoRestore(bed.store))
    expect(listingOf(repo.path)).toEqual(other)
    expect(take(await verifyCheckpoints(bed.store, null))).toEqual({ ok: true, broken: [] })
  })

  it('keeps what the user has as an object but no commit holds', async () => {
    const { repo, bed } = await largeBed(source)
    // A file with the content of an object that nothing refers to, and a folder like one in an abandoned commit.
    repo.write('loose.txt', 'an object that nothing refers to\n')
    repo.git('hash-object', '-w', 'loose.txt')
    repo.write('staged.txt', 'staged, then not any more\n')
    repo.git('add', 'staged.txt')
    repo.git('checkout', '-qb', 'side')
    repo.write('folder/x.txt', 'x\n')
    repo.commitAll('abandoned')
    repo.git('checkout', '-q', 'main')
    repo.git('branch', '-qD', 'side')
    repo.write('staged.txt', 'staged, then not any more\n')
    repo.write('folder/x.txt', 'x\n')
    repo.git('add', 'staged.txt')
    const full = await bed.full()
    const change = await bed.change('folder/x.txt')
    const before = listingOf(repo.path)
    repo.git('reset', '-q')
    collectGarbage(repo)
    expect(await readBack(bed.store, full)).toEqual(before)
    expect(await readBack(bed.store, change)).toEqual(before)
  })

  it.each([
    ['assume-unchanged', '--assume-unchanged'],
    ['skip-worktree', '--skip-worktree'],
  ])('sees a file that was changed under %s', async (_name, flag) => {
    const { repo, bed } = await largeBed(source)
    repo.git('update-index', flag, 'a.txt', 'src/b.ts')
    settle(repo)
    const file = join(repo.path, 'a.txt')
    const { atime, mtime } = statSync(file)
    repo.write('a.txt', 'ONE\n')
    utimesSync(file, atime, mtime)
    repo.remove('src/b.ts')
    expect(repo.git('status', '--porcelain')).toBe('')
    const full = await bed.full()
    expect(await readBack(bed.store, full)).toEqual(listingOf(repo.path))
    expect(take(await compareDisk(bed.store, full.id)).changes).toEqual([])
  })

  it('sees a file that was written again in the second of the index', async () => {
    const { repo, bed } = await largeBed({})
    repo.write('a.txt', 'one\n')
    repo.write('b.txt', 'b\n')
    repo.commitAll('first')
    repo.write('a.txt', 'two\n')
    const full = await bed.full()
    expect(await readBack(bed.store, full)).toEqual(listingOf(repo.path))
    repo.write('a.txt', 'six\n')
    expect(await readBack(bed.store, await bed.full())).toEqual(listingOf(repo.path))
  })

  const conversions: Readonly<Record<string, (repo: TempRepo) => void>> = {
    'line endings by core.autocrlf, switched off later': (repo) => {
      repo.git('config', 'core.autocrlf', 'true')
      repo.write('crlf.txt', 'one\r\ntwo\r\n')
      repo.commitAll('crlf')
      repo.git('config', 'core.autocrlf', 'false')
    },
    'line endings by an attribute, removed later': (repo) => {
      repo.write('.gitattributes', '*.txt text eol=crlf\n')
      repo.write('crlf.txt', 'one\r\ntwo\r\n')
      repo.commitAll('crlf')
      repo.remove('.gitattributes')
    },
    ident: (repo) => {
      repo.write('.gitattributes', '*.txt ident\n')
      repo.write('id.txt', '$Id$\n')
      repo.commitAll('ident')
      repo.remove('id.txt')
      repo.git('checkout', '-q', '.')
    },
    'another encoding': (repo) => {
      repo.write('.gitattributes', '*.txt working-tree-encoding=UTF-16LE\n')
      repo.write('utf16.txt', Buffer.from('ein Wörtchen\n', 'utf16le'))
      repo.commitAll('encoding')
    },
    'a filter that keeps lengths': (repo) => {
      repo.git('config', 'filter.upper.clean', 'tr a-z A-Z')
      repo.git('config', 'filter.upper.smudge', 'cat')
      repo.write('.gitattributes', '*.txt filter=upper\n')
      repo.write('lower.txt', 'lower\n')
      repo.commitAll('filter')
    },
    'a filter of the repository alone': (repo) => {
      repo.git('config', 'filter.upper.clean', 'tr a-z A-Z')
      writeFileSync(join(repo.gitDir(), 'info', 'attributes'), 'b.txt filter=upper\n')
      repo.write('b.txt', 'lower\n')
      repo.commitAll('filter')
    },
    'a filter whose attribute was just edited': (repo) => {
      repo.git('config', 'filter.upper.clean', 'tr a-z A-Z')
      repo.write('.gitattributes', '*.txt filter=upper\n')
      repo.write('lower.txt', 'lower\n')
      repo.commitAll('filter')
      repo.write('.gitattributes', '*.none filter=upper\n')
    },
  }
  it.each(Object.entries(conversions))('takes the bytes on disk through %s', async (_name, convert) => {
    const { repo, bed } = await largeBed(source)
    mkdirSync(join(repo.gitDir(), 'info'), { recursive: true })
    convert(repo)
    settle(repo)
    const full = await bed.full()
    expect(await readBack(bed.store, full)).toEqual(listingOf(repo.path))
  })

  const states: Readonly<Record<string, (repo: TempRepo) => void>> = {
    'an index of version 4': (repo) => repo.git('update-index', '--index-version', '4'),
    'a split index': (repo) => {
      repo.git('config', 'core.splitIndex', 'true')
      repo.git('update-index', '--split-index')
      repo.write('split.txt', 'split')
      repo.git('add', 'split.txt')
    },
    'a sparse checkout': (repo) => repo.git('sparse-checkout', 'set', '--cone', 'src'),
    'a sparse index': (repo) => repo.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'other'),
    'files that are staged, deleted and only intended': (repo) => {
      repo.write('staged.txt', 'staged')
      repo.git('add', 'staged.txt')
      repo.remove('src/b.ts')
      repo.git('rm', '-q', '--cached', 'run.sh')
      repo.write('intended.txt', 'intended')
      repo.git('add', '-N', 'intended.txt')
    },
    'a merge with conflicts': (repo) => {
      repo.git('checkout', '-qb', 'side')
      repo.write('a.txt', 'side\n')
      repo.remove('src/b.ts')
      repo.commitAll('side')
      repo.git('checkout', '-q', 'main')
      repo.write('a.txt', 'main\n')
      repo.write('src/b.ts', 'main\n')
      repo.commitAll('main')
      repo.tryGit('merge', '-q', 'side')
    },
    'a folder that became a file, and a file that became a folder': (repo) => {
      repo.remove('src')
      repo.write('src', 'a file now')
      repo.remove('a.txt')
      repo.write('a.txt/inside', 'a folder now')
    },
    'no time that git could know': (repo) => {
      for (const path of ['a.txt', 'src/b.ts', 'run.sh']) utimesSync(join(repo.path, path), 1, 1)
    },
  }
  it.each(Object.entries(states))('takes %s as it is', async (name, bring) => {
    const { repo, bed, held } = await largeBed(source)
    bring(repo)
    settle(repo)
    const before = gitDirWithoutRef(repo)
    const full = await bed.full()
    const tree = listingOf(repo.path)
    expect(await readBack(bed.store, full)).toEqual(tree)
    expect(gitDirWithoutRef(repo)).toEqual(before)
    // The entries of a split index are elsewhere.
    expect(held() === null).toBe(name === 'a split index')
    expect(await readBack(bed.store, await bed.full())).toEqual(tree)
    repo.tryGit('merge', '--abort')
    repo.git('reset', '-q', '--hard')
    collectGarbage(repo)
    expect(await readBack(bed.store, full)).toEqual(tree)
  })

  it('compares many files whose times say nothing without copying them', async () => {
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`many/${n}.txt`, `${n}\n`.repeat(200)]))
    const { repo, bed } = await largeBed(many)
    for (const path of Object.keys(many)) utimesSync(join(repo.path, path), 1, 1)
    repo.write('many/7.txt', 'another\n')
    repo.chmod('many/8.txt', 0o755)
    const full = await bed.full()
    expect(full.newBytes).toBeLessThan(20_000)
    expect(await readBack(bed.store, full)).toEqual(listingOf(repo.path))
    repo.remove('many/9.txt')
    const again = await bed.full()
    expect(again.newBytes).toBeLessThan(20_000)
    expect(await readBack(bed.store, again)).toEqual(listingOf(repo.path))
  })

  it('captures a change without starting git', async () => {
    const { repo, bed } = await largeBed(source)
    repo.git('gc', '-q')
    await bed.full()
    const calls = bed.git.calls()
    repo.write('src/deep/c.ts', 'changed\n')
    repo.remove('a.txt')
    const change = await bed.change('src/deep/c.ts', 'a.txt')
    expect(bed.git.calls()).toBe(calls)
    expect(await readBack(bed.store, change)).toEqual(listingOf(repo.path))
    expect(change.newBytes).toBeLessThan(1_000)
  })
})

describe('the reference of a store that borrows', () => {
  it('stays while commits are few, and moves with a copy of what is needed when HEAD goes far away', async () => {
    const { repo, bed, held } = await largeBed(source)
    const first = await bed.full()
    const before = listingOf(repo.path)
    const baseline = held()
    repo.write('a.txt', 'committed\n')
    repo.commitAll('second')
    const second = await bed.full()
    expect(held()).toBe(baseline)
    expect(await readBack(bed.store, second)).toEqual(listingOf(repo.path))

    repo.git('checkout', '-q', '--orphan', 'far')
    for (let n = 0; n < 1_100; n++) repo.write(`many/${n}.txt`, `${n}\n`)
    repo.remove('src')
    repo.commitAll('far away')
    settle(repo)
    const third = await bed.full()
    expect(held()).toBe(repo.git('rev-parse', 'HEAD').trim())
    repo.git('branch', '-qD', 'main')
    collectGarbage(repo)
    expect(await readBack(bed.store, first)).toEqual(before)
    expect(await readBack(bed.store, third)).toEqual(listingOf(repo.path))
    expect(take(await verifyCheckpoints(bed.store, null)).broken).toEqual([])
  })

  it('goes with the last checkpoint that needs it, and comes back with the next', async () => {
    const { repo, bed, held } = await largeBed(source)
    const first = await bed.full()
    const second = await bed.full()
    take(await forgetCheckpoint(bed.store, first.id))
    expect(held()).not.toBeNull()
    expect(await readBack(bed.store, second)).toEqual(listingOf(repo.path))
    take(await forgetCheckpoint(bed.store, second.id))
    expect(held()).toBeNull()
    expect(existsSync(alternatesFile(join(bed.store.gitDir, 'objects')))).toBe(false)
    expect(readdirSync(join(repo.gitDir(), 'refs'))).not.toContain('firebreak')
    const third = await bed.full()
    expect(held()).not.toBeNull()
    expect(await readBack(bed.store, third)).toEqual(listingOf(repo.path))
  })

  it('is made again when somebody deleted it', async () => {
    const { repo, bed, held } = await largeBed(source)
    await bed.full()
    repo.git('update-ref', '-d', `refs/firebreak/${bed.store.layout.repoId}`)
    expect(held()).toBeNull()
    await bed.full()
    expect(held()).toBe(repo.git('rev-parse', 'HEAD').trim())
  })

  it('runs no hook, and is one of its own for each linked worktree', async () => {
    const { repo, bed } = await largeBed(source)
    const mark = join(createTempDir('mark'), 'ran')
    onTestFinished(() => rmSync(join(mark, '..'), { recursive: true }))
    const hook = join(repo.gitDir(), 'hooks', 'reference-transaction')
    mkdirSync(join(hook, '..'), { recursive: true })
    writeFileSync(hook, `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 })
    repo.git('config', 'core.logAllRefUpdates', 'always')
    const full = await bed.full()
    expect(existsSync(mark)).toBe(false)
    expect(existsSync(join(repo.gitDir(), 'logs', 'refs', 'firebreak'))).toBe(false)

    const folder = join(createTempDir('worktree'), 'linked')
    repo.git('worktree', 'add', '-q', folder, '-b', 'linked')
    rmSync(mark, { force: true })
    const linked = openTempRepo(folder)
    const second = await openBed(linked, { largeFrom: always })
    onTestFinished(() => {
      second.cleanup()
      rmSync(join(folder, '..'), { recursive: true })
    })
    settle(linked)
    expect(await readBack(second.store, await second.full())).toEqual(listingOf(folder))
    expect(repo.git('for-each-ref', 'refs/firebreak').trim().split('\n')).toHaveLength(2)
    take(await forgetCheckpoint(bed.store, full.id))
    expect(existsSync(mark)).toBe(false)
    expect(repo.git('for-each-ref', '--format=%(refname)', 'refs/firebreak')).toBe(
      `refs/firebreak/${second.store.layout.repoId}\n`,
    )
  })
})

describe('a store that must not borrow', () => {
  it('holds everything of a small repository itself, and outlives its deletion', async () => {
    const repo = createTempRepo({ files: source })
    const bed = await openBed(repo)
    onTestFinished(() => {
      repo.cleanup()
      bed.cleanup()
    })
    const full = await bed.full()
    expect(repo.git('for-each-ref', 'refs/firebreak')).toBe('')
    const before = listingOf(repo.path)
    rmSync(repo.gitDir(), { recursive: true })
    expect(await readBack(bed.store, full)).toEqual(before)
  })

  const refused: Readonly<Record<string, () => Promise<Awaited<ReturnType<typeof largeBed>>>>> = {
    'has no commit yet': () => largeBed({}, {}),
    'names its objects by SHA-256': () => largeBed(source, { objectFormat: 'sha256' }),
    'left objects elsewhere': async () => {
      const made = await largeBed(source)
      writeFileSync(join(made.repo.gitDir(), 'objects', 'pack', 'pack-1.promisor'), '')
      return made
    },
  }
  it.each(Object.entries(refused))('holds everything of a repository itself that %s', async (_name, make) => {
    const { repo, bed, held } = await make()
    repo.write('new.txt', 'new')
    const full = await bed.full()
    expect(held()).toBeNull()
    const before = listingOf(repo.path)
    rmSync(repo.gitDir(), { recursive: true })
    expect(await readBack(bed.store, full)).toEqual(before)
  })

  it('says which checkpoints are broken when the repository itself is gone, and goes on by itself', async () => {
    const { repo, bed } = await largeBed(source)
    const full = await bed.full()
    expect(take(await verifyCheckpoints(bed.store, null)).ok).toBe(true)
    rmSync(repo.gitDir(), { recursive: true })
    repo.git('init', '-q')
    expect(take(await verifyCheckpoints(bed.store, null)).broken).toMatchObject([{ id: full.id }])
    repo.commitAll('anew')
    settle(repo)
    expect(await readBack(bed.store, await bed.full())).toEqual(listingOf(repo.path))
  })

  it('holds everything itself where the repository may not be written', async () => {
    const { repo, bed, held } = await largeBed(source)
    // Root may write everywhere, but even root makes no folder where a file is.
    writeFileSync(join(repo.gitDir(), 'refs', 'firebreak'), 'in the way')
    const full = await bed.full()
    expect(await readBack(bed.store, full)).toEqual(listingOf(repo.path))
    rmSync(join(repo.gitDir(), 'refs', 'firebreak'))
    expect(held()).toBeNull()
    expect(execFileSync('git', ['--git-dir', bed.store.gitDir, 'fsck', '--full'], { encoding: 'utf8' })).not.toContain(
      'missing',
    )
  })
})
