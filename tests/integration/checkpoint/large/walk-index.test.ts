import { execFileSync } from 'node:child_process'
import { Buffer } from 'node:buffer'
import { mkdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultCaptureLimits } from '../../../../src/repo/checkpoint/capture-limits'
import { noLister, type FindLister } from '../../../../src/repo/checkpoint/large/list-natively'
import { readUserIndex } from '../../../../src/repo/checkpoint/large/user-index'
import { walkIndex } from '../../../../src/repo/checkpoint/large/walk-index'
import { nativeLister } from '../../../support/native-lister'
import type { TempRepo } from '../../../support/temp-repo'
import { listingOf, openBed, readBack } from '../checkpoint-bed'
import { addSubmodule, always, largeBed, settle } from './large-bed'

const source = {
  '.gitignore': '*.log\n/out/\n',
  'a.txt': 'one\n',
  'src/b.ts': 'export const b = 1\n',
  'src/deep/c.ts': 'export const c = 2\n',
  'src/deep/d.ts': 'export const d = 3\n',
  'src/deep.txt': 'beside\n',
  'other/b.ts': 'export const b = 2\n',
}

/** Everything on disk but what is ignored as a whole. */
function captured(repo: TempRepo, ...ignored: readonly string[]) {
  const all = Object.entries(listingOf(repo.path))
  return Object.fromEntries(all.filter(([path]) => !ignored.some((one) => path === one || path.startsWith(`${one}/`))))
}

describe('a large work tree whose names git has in its index', () => {
  it('is captured without asking git for lists of names', async () => {
    const { repo, bed } = await largeBed(source)
    await bed.full()
    const before = bed.git.calls()
    expect(await readBack(bed.store, await bed.full())).toEqual(listingOf(repo.path))
    const alone = bed.git.calls() - before
    repo.write('new.txt', 'new')
    const between = bed.git.calls()
    expect(await readBack(bed.store, await bed.full())).toEqual(listingOf(repo.path))
    // What is untracked, and what is ignored.
    expect(bed.git.calls() - between - alone).toBe(2)
  })

  it('leaves the process in its own working folder, also while it pauses', async () => {
    const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`many/${n % 50}/${n}.txt`, `${n}\n`]))
    const { repo, bed } = await largeBed(many)
    const home = process.cwd()
    const seen = new Set<string>()
    let isDone = false
    const watch = () => {
      seen.add(process.cwd())
      if (!isDone) setImmediate(watch)
    }
    watch()
    const full = await bed.full()
    isDone = true
    expect([...seen]).toEqual([home])
    expect(await readBack(bed.store, full)).toEqual(listingOf(repo.path))
  })
})

const none: readonly string[] = []

/** What each does to the work tree; it answers what is ignored as a whole. */
const changes: Readonly<Record<string, (repo: TempRepo) => readonly string[]>> = {
  'an untracked file beside tracked ones': (repo) => {
    repo.write('src/deep/new.ts', 'new')
    return none
  },
  'untracked folders, one in another': (repo) => {
    repo.write('src/new/one/x.ts', 'x')
    repo.write('new/two/y.ts', 'y')
    return none
  },
  'small ignored files, and not what is in an ignored folder': (repo) => {
    repo.write('src/deep/x.log', 'log')
    repo.write('x.log', 'log')
    repo.write('out/built.js', 'built')
    return ['out']
  },
  'empty folders, one of them where only an ignored one was': (repo) => {
    mkdirSync(join(repo.path, 'src', 'empty', 'inner'), { recursive: true })
    mkdirSync(join(repo.path, 'out'))
    return ['out']
  },
  'a folder that lost all its files': (repo) => {
    repo.remove('src/deep/c.ts')
    repo.remove('src/deep/d.ts')
    return none
  },
  'a file in place of a folder, and a folder in place of a file': (repo) => {
    repo.remove('src/deep')
    repo.write('src/deep', 'a file now')
    repo.remove('a.txt')
    repo.write('a.txt/b.ts', 'inside')
    return none
  },
  'a link to another folder in place of a folder, with the same names in it': (repo) => {
    repo.remove('src')
    symlinkSync('other', join(repo.path, 'src'))
    return none
  },
  'a link in place of a file': (repo) => {
    repo.remove('a.txt')
    symlinkSync('src/b.ts', join(repo.path, 'a.txt'))
    return none
  },
  'the same size and time, but not the same bytes': (repo) => {
    const file = join(repo.path, 'src', 'deep', 'c.ts')
    const { atime, mtime } = statSync(file)
    writeFileSync(file, 'export const c = 9\n')
    utimesSync(file, atime, mtime)
    return none
  },
  'other permissions, executable or not': (repo) => {
    repo.chmod('a.txt', 0o600)
    repo.chmod('src/b.ts', 0o755)
    return none
  },
  'permissions that the index was refreshed with': (repo) => {
    repo.chmod('a.txt', 0o640)
    repo.git('update-index', '--refresh')
    settle(repo)
    return none
  },
  'names that are not UTF-8, and with characters of patterns': (repo) => {
    writeFileSync(Buffer.concat([Buffer.from(join(repo.path, 'src/')), Buffer.from([0x6e, 0xff])]), 'odd')
    repo.write('src/[a].ts', 'brackets')
    repo.write(':(top)x', 'magic')
    return none
  },
  'a folder whose name is not UTF-8, with files of the index': (repo) => {
    const folder = Buffer.concat([Buffer.from(join(repo.path, 'src/')), Buffer.from([0xe9, 0x61])])
    mkdirSync(folder)
    writeFileSync(Buffer.concat([folder, Buffer.from('/in.ts')]), 'in')
    repo.commitAll('odd')
    settle(repo)
    return none
  },
  'what a restore left behind, although git tracks it': (repo) => {
    repo.write('src/.ckpt-0123456789ab.tmp', 'half of it')
    repo.write('src/plain.tmp', 'no more than a name')
    repo.commitAll('left behind')
    settle(repo)
    return ['src/.ckpt-0123456789ab.tmp']
  },
  'more untracked names than fit into a command': (repo) => {
    for (let n = 0; n < 300; n++) repo.write(`src/many-${n}.txt`, `${n}`)
    return none
  },
  'a repository of its own among untracked files': (repo) => {
    repo.write('src/tool/.gitignore', 'x.txt\n')
    repo.write('src/tool/x.txt', 'ignored in there')
    repo.write('src/tool/y.txt', 'y')
    execFileSync('git', ['init', '-q'], { cwd: join(repo.path, 'src', 'tool') })
    return none
  },
  'a repository of its own around tracked files': (repo) => {
    execFileSync('git', ['init', '-q'], { cwd: join(repo.path, 'src', 'deep') })
    repo.write('src/deep/new.ts', 'new')
    return none
  },
  'folders called .git in other letters': (repo) => {
    if (process.platform !== 'linux') return none
    repo.write('src/.GIT/config', 'no configuration')
    repo.write('.Git/x', 'x')
    return none
  },
}

describe('a large work tree is captured to the byte with', () => {
  it.each(Object.entries(changes))('%s', async (_name, bring) => {
    const { repo, bed } = await largeBed(source)
    const ignored = bring(repo)
    const full = await bed.full()
    expect(await readBack(bed.store, full)).toEqual(captured(repo, ...ignored))
    expect(full.complete).toBe(true)
    expect(await readBack(bed.store, await bed.full())).toEqual(captured(repo, ...ignored))
  })

  it.each(Object.entries(changes))('%s, also where the native module lists', async (_name, bring) => {
    const { repo } = await largeBed(source)
    bring(repo)
    const index = readUserIndex(join(repo.gitDir(), 'index'))
    if (index === null) throw new Error('the index cannot be read')
    const walk = (find: FindLister) =>
      walkIndex(
        repo.path,
        index,
        () => false,
        () => true,
        find,
      )
    expect(await walk(nativeLister)).toEqual(await walk(noLister))
  })

  it('folders that the native module leaves to the walk', async () => {
    const { repo } = await largeBed(source)
    for (let n = 0; n < 5_000; n++) repo.write(`other/${n}.txt`, '')
    const bed = await openBed(repo, { largeFrom: always, findLister: nativeLister })
    expect(await readBack(bed.store, await bed.full())).toEqual(listingOf(repo.path))
    bed.cleanup()
  })

  it('a submodule, and untracked files in it', async () => {
    const { repo, bed } = await largeBed(source)
    const nested = addSubmodule(repo)
    settle(repo)
    nested.write('more/new.txt', 'new')
    mkdirSync(join(nested.path, 'empty'))
    expect(await readBack(bed.store, await bed.full())).toEqual(listingOf(repo.path))
  })

  it('a pipe, which is named as what no checkpoint holds', async () => {
    const { repo, bed } = await largeBed(source)
    execFileSync('mkfifo', [join(repo.path, 'src', 'pipe')])
    repo.remove('a.txt')
    execFileSync('mkfifo', [join(repo.path, 'a.txt')])
    const full = await bed.full()
    expect(await readBack(bed.store, full)).toEqual(listingOf(repo.path))
    const { details } = await bed.store.record(full.id)
    expect(details.uncaptured.map(({ path }) => path).toSorted()).toEqual(['a.txt', 'src/pipe'])
  })

  it('folders and files that the user leaves out', async () => {
    const { repo } = await largeBed(source)
    const limits = { ...defaultCaptureLimits, leaveOut: ['src/deep', 'a.txt', 'nothing'] }
    const bed = await openBed(repo, { limits, largeFrom: always })
    repo.write('src/deep/new.ts', 'new')
    repo.write('src/new.ts', 'new')
    const full = await bed.full()
    expect(await readBack(bed.store, full)).toEqual(captured(repo, 'src/deep', 'a.txt'))
    expect((await bed.store.record(full.id)).details.leftOut).toEqual(['a.txt', 'src/deep'])
    bed.cleanup()
  })
})
