import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTempDir } from '../../support/temp-repo'
import { inotifyWatches, tempRepo, watchRepo } from './watch-bed'

describe.each([
  ['chokidar in directory mode', Number.POSITIVE_INFINITY],
  ['one fs.watch per directory', 0],
])('%s', (_, chokidarLimit) => {
  const watch = (top: string) => watchRepo(top, { chokidarLimit })

  it('hints at a file that is written in place', async () => {
    const repo = tempRepo()
    const { missing, watcher } = await watch(repo.path)
    appendFileSync(join(repo.path, 'src/b.ts'), 'more\n')
    expect(await missing('src/b.ts')).toEqual([])
    chmodSync(join(repo.path, 'a.ts'), 0o755)
    expect(await missing('a.ts')).toEqual([])
    expect(watcher.watchCount()).toBeGreaterThan(2)
  })

  it('hints at the final name of an atomic save', async () => {
    const repo = tempRepo()
    const { missing } = await watch(repo.path)
    for (let i = 0; i < 20; i++) {
      writeFileSync(join(repo.path, 'src/.b.ts.tmp'), `${i}\n`)
      renameSync(join(repo.path, 'src/.b.ts.tmp'), join(repo.path, 'src/b.ts'))
    }
    expect(await missing('src/b.ts')).toEqual([])
  })

  it('misses nothing in directories that are filled the moment they appear', async () => {
    const repo = tempRepo()
    const { missing, hints } = await watch(repo.path)
    const files: string[] = []
    for (let d = 0; d < 10; d++) {
      const directory = `new${d}/deep/er`
      mkdirSync(join(repo.path, directory), { recursive: true })
      for (let f = 0; f < 20; f++) {
        files.push(`${directory}/f${f}.ts`)
        writeFileSync(join(repo.path, directory, `f${f}.ts`), 'x\n')
      }
    }
    expect(await missing(...files)).toEqual([])
    const added = hints.flatMap((hint) => (hint.kind === 'directory-added' ? [hint.path] : []))
    expect(added).toEqual(expect.arrayContaining(['new0', 'new0/deep', 'new0/deep/er', 'new9/deep/er']))
    writeFileSync(join(repo.path, 'new3/deep/er/later.ts'), 'x\n')
    expect(await missing('new3/deep/er/later.ts')).toEqual([])
  })

  it('watches directories that hold nothing yet, and those with ignored files only', async () => {
    const repo = tempRepo({ '.gitignore': '*.o\n', 'a.ts': 'a\n' })
    mkdirSync(join(repo.path, 'empty/inner'), { recursive: true })
    repo.write('objects/x.o', 'x')
    const { missing } = await watch(repo.path)
    writeFileSync(join(repo.path, 'empty/inner/first.ts'), 'x\n')
    writeFileSync(join(repo.path, 'objects/x.ts'), 'x\n')
    expect(await missing('empty/inner/first.ts', 'objects/x.ts')).toEqual([])
  })

  it('hints at a deleted file and says which directory is gone', async () => {
    const repo = tempRepo({ 'a.ts': 'a\n', 'lib/deep/c.ts': 'c\n', 'lib/d.ts': 'd\n' })
    const { missing, heard, watcher } = await watch(repo.path)
    const before = watcher.watchCount()
    unlinkSync(join(repo.path, 'a.ts'))
    expect(await missing('a.ts')).toEqual([])
    rmSync(join(repo.path, 'lib'), { recursive: true })
    expect(await heard({ kind: 'directory-removed', path: 'lib' })).toBe(true)
    expect(watcher.watchCount()).toBe(before - 2)
  })

  it('follows a renamed directory under its new name only', async () => {
    const repo = tempRepo({ 'lib/deep/c.ts': 'c\n' })
    const { missing, heard, hints } = await watch(repo.path)
    renameSync(join(repo.path, 'lib'), join(repo.path, 'moved'))
    expect(await heard({ kind: 'directory-removed', path: 'lib' })).toBe(true)
    expect(await missing('moved/deep/c.ts')).toEqual([])
    hints.length = 0
    appendFileSync(join(repo.path, 'moved/deep/c.ts'), 'more\n')
    expect(await missing('moved/deep/c.ts')).toEqual([])
    expect(hints.filter((hint) => 'path' in hint && hint.path.startsWith('lib'))).toEqual([])
  })

  it('notices a directory that is deleted and made again at once', async () => {
    const repo = tempRepo({ 'lib/c.ts': 'c\n', 'a.ts': 'a\n' })
    const { missing, heard, hints } = await watch(repo.path)
    for (let i = 0; i < 5; i++) {
      hints.length = 0
      rmSync(join(repo.path, 'lib'), { recursive: true })
      mkdirSync(join(repo.path, 'lib'))
      writeFileSync(join(repo.path, `lib/n${i}.ts`), 'x\n')
      expect(await missing(`lib/n${i}.ts`)).toEqual([])
      expect(await heard({ kind: 'directory-added', path: 'lib' })).toBe(true)
      hints.length = 0
      appendFileSync(join(repo.path, `lib/n${i}.ts`), 'x\n')
      expect(await missing(`lib/n${i}.ts`)).toEqual([])
    }
  })

  it('does not look through a symbolic link', async () => {
    const outside = createTempDir('outside')
    mkdirSync(join(outside, 'inner'))
    const repo = tempRepo()
    symlinkSync(outside, join(repo.path, 'link'))
    const { missing, paths } = await watch(repo.path)
    symlinkSync(outside, join(repo.path, 'link2'))
    writeFileSync(join(outside, 'inner/x.ts'), 'x\n')
    writeFileSync(join(outside, 'y.ts'), 'y\n')
    appendFileSync(join(repo.path, 'a.ts'), 'more\n')
    expect(await missing('a.ts', 'link2')).toEqual([])
    expect([...paths()].filter((path) => path.startsWith('link') && path.includes('/'))).toEqual([])
    rmSync(outside, { recursive: true })
  })

  it('keeps names that are not UTF-8 exact', async () => {
    const repo = tempRepo()
    const { missing } = await watch(repo.path)
    repo.write('src/caf\udce9.ts', 'x\n')
    expect(await missing('src/caf\udce9.ts')).toEqual([])
    repo.write('d\udcff/in.ts', 'x\n')
    expect(await missing('d\udcff/in.ts')).toEqual([])
    repo.write('d\udcff/later.ts', 'x\n')
    repo.write('src/caf\udce9.ts', 'y\n')
    expect(await missing('d\udcff/later.ts')).toEqual([])
    repo.write('back\\slash/in.ts', 'x\n')
    expect(await missing('back\\slash/in.ts')).toEqual([])
    repo.write('back\\slash/later.ts', 'x\n')
    expect(await missing('back\\slash/later.ts')).toEqual([])
  })

  it('holds one watch per directory and at most 20 more, however many files and ignored directories there are', async () => {
    const files: Record<string, string> = { '.gitignore': 'node_modules/\n*.log\n' }
    for (let d = 0; d < 60; d++) for (let f = 0; f < 10; f++) files[`pkg${d % 6}/dir${d}/f${f}.ts`] = 'x\n'
    const repo = tempRepo(files)
    for (let b = 0; b < 30; b++) repo.git('branch', `team${b}/feature/${b}`)
    const directories = 60 + 6 + 1

    const before = inotifyWatches()
    const plain = await watch(repo.path)
    const held = inotifyWatches() - before
    expect(held).toBeGreaterThanOrEqual(directories)
    expect(held).toBeLessThanOrEqual(directories + 20)
    expect(plain.watcher.watchCount()).toBe(held)

    for (let i = 0; i < 2000; i++) mkdirSync(join(repo.path, `node_modules/p${i % 200}/d${i}`), { recursive: true })
    expect(await plain.missing('node_modules')).toEqual([])
    appendFileSync(join(repo.path, 'pkg0/dir0/f0.ts'), 'x\n')
    expect(await plain.missing('pkg0/dir0/f0.ts')).toEqual([])
    expect(inotifyWatches() - before - held).toBeLessThanOrEqual(5)
    await plain.watcher.stop()
    expect(inotifyWatches()).toBe(before)

    const again = await watch(repo.path)
    expect(inotifyWatches() - before).toBe(held)
    expect(again.start).toEqual({ kind: 'watching', directories, complete: true })
  })

  it('follows changed ignore rules', async () => {
    const repo = tempRepo({ '.gitignore': 'out/\n', 'a.ts': 'a\n' })
    repo.write('out/x.ts', 'x\n')
    repo.write('dist/y.ts', 'y\n')
    const { heard, missing, hints, watcher, start } = await watch(repo.path)
    expect(start).toMatchObject({ directories: 2 })
    repo.write('.gitignore', 'dist/\n')
    expect(await heard({ kind: 'git', what: 'ignore-rules' })).toBe(true)
    await watcher.refresh()
    hints.length = 0
    repo.write('dist/y.ts', 'again\n')
    repo.write('out/x.ts', 'again\n')
    expect(await missing('out/x.ts')).toEqual([])
    expect(hints).not.toContainEqual(expect.objectContaining({ kind: 'work-tree', path: 'dist/y.ts' }))
  })

  it('watches the directories of a nested repository by its own rules, and never its .git', async () => {
    const repo = tempRepo()
    const inner = join(repo.path, 'vendor/inner')
    mkdirSync(join(inner, 'lib'), { recursive: true })
    mkdirSync(join(inner, 'build/x'), { recursive: true })
    repo.git('init', '-q', 'vendor/inner')
    writeFileSync(join(inner, '.gitignore'), 'build/\n')
    writeFileSync(join(inner, 'lib/i.ts'), 'i\n')
    const { missing, paths, start } = await watch(repo.path)
    expect(start).toMatchObject({ directories: 5 })
    writeFileSync(join(inner, '.git/description'), 'changed\n')
    writeFileSync(join(inner, 'build/x/o.ts'), 'o\n')
    appendFileSync(join(inner, 'lib/i.ts'), 'more\n')
    expect(await missing('vendor/inner/lib/i.ts')).toEqual([])
    expect([...paths()].filter((path) => /\.git\/|build/.test(path))).toEqual([])
  })

  it('tells commits, switches, merges in progress and rule changes from the git directory', async () => {
    const repo = tempRepo()
    const { heard, hints, paths } = await watch(repo.path)
    repo.write('a.ts', 'b\n')
    repo.commitAll('second')
    expect(await heard({ kind: 'git', what: 'index' })).toBe(true)
    expect(await heard({ kind: 'git', what: 'refs' })).toBe(true)
    expect(await heard({ kind: 'git', what: 'lock' })).toBe(true)
    hints.length = 0
    repo.git('switch', '-q', '-c', 'topic/deep')
    expect(await heard({ kind: 'git', what: 'head' })).toBe(true)
    hints.length = 0
    repo.git('commit', '-q', '--allow-empty', '-m', 'third')
    expect(await heard({ kind: 'git', what: 'refs' })).toBe(true)
    repo.write('a.ts', 'theirs\n')
    repo.commitAll('theirs')
    repo.git('switch', '-q', 'main')
    repo.write('a.ts', 'ours\n')
    repo.commitAll('ours')
    repo.tryGit('merge', 'topic/deep')
    expect(await heard({ kind: 'git', what: 'operation' })).toBe(true)
    repo.write('.git/info/exclude', 'x\n')
    expect(await heard({ kind: 'git', what: 'ignore-rules' })).toBe(true)
    repo.git('config', 'core.autocrlf', 'false')
    expect(await heard({ kind: 'git', what: 'config' })).toBe(true)
    expect([...paths()].filter((path) => path.startsWith('.git/'))).toEqual([])
  })

  it('watches the real git directory of a linked worktree', async () => {
    const repo = tempRepo()
    const path = join(repo.path, '../', `${repo.path.split('/').at(-1)}-linked`)
    repo.git('worktree', 'add', '-q', path, '-b', 'linked')
    const { heard, hints, missing } = await watch(path)
    repo.git('-C', path, 'commit', '-q', '--allow-empty', '-m', 'there')
    expect(await heard({ kind: 'git', what: 'refs' })).toBe(true)
    hints.length = 0
    repo.git('-C', path, 'switch', '-q', '--detach')
    expect(await heard({ kind: 'git', what: 'head' })).toBe(true)
    repo.write('.git/info/exclude', 'x\n')
    expect(await heard({ kind: 'git', what: 'ignore-rules' })).toBe(true)
    writeFileSync(join(path, 'new.ts'), 'x\n')
    expect(await missing('new.ts')).toEqual([])
    rmSync(path, { recursive: true })
  })

  it('watches a submodule, and through it the git directory inside its parent', async () => {
    const library = tempRepo()
    const repo = tempRepo()
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.path, 'sub')
    repo.git('commit', '-q', '-m', 'submodule')
    const outer = await watch(repo.path)
    const inner = await watch(join(repo.path, 'sub'))
    repo.git('-C', 'sub', 'switch', '-q', '-c', 'topic')
    expect(await inner.heard({ kind: 'git', what: 'head' })).toBe(true)
    repo.write('sub/src/new.ts', 'x\n')
    expect(await inner.missing('src/new.ts')).toEqual([])
    expect(await outer.missing('sub/src/new.ts')).toEqual([])
  })

  it('says that the repository is gone, waits without watching it, and picks it up again', async () => {
    const repo = tempRepo()
    const { heard, hints, watcher, missing } = await watch(repo.path)
    const away = `${repo.path}-away`
    renameSync(repo.path, away)
    expect(await heard({ kind: 'gone' })).toBe(true)
    expect(watcher.watchCount()).toBe(1)
    renameSync(away, repo.path)
    expect(await heard({ kind: 'back' })).toBe(true)
    hints.length = 0
    appendFileSync(join(repo.path, 'src/b.ts'), 'more\n')
    expect(await missing('src/b.ts')).toEqual([])
    expect(watcher.watchCount()).toBeGreaterThan(4)
  })

  it('says that the repository is gone when its git directory is deleted, or everything', async () => {
    const repo = tempRepo()
    const { heard, hints } = await watch(repo.path)
    rmSync(join(repo.path, '.git'), { recursive: true })
    expect(await heard({ kind: 'gone' })).toBe(true)
    repo.git('init', '-q', '-b', 'main')
    expect(await heard({ kind: 'back' })).toBe(true)
    hints.length = 0
    rmSync(repo.path, { recursive: true })
    expect(await heard({ kind: 'gone' })).toBe(true)
    expect(existsSync(repo.path)).toBe(false)
    mkdirSync(repo.path)
  })

  it('notices that a folder above was moved, at the next event', async () => {
    const above = createTempDir('above')
    const repo = tempRepo()
    const { renameTo } = { renameTo: join(above, 'code') }
    renameSync(repo.path, renameTo)
    const { heard } = await watch(renameTo)
    renameSync(above, `${above}-moved`)
    unlinkSync(join(`${above}-moved`, 'code/a.ts'))
    expect(await heard({ kind: 'gone' })).toBe(true)
    rmSync(`${above}-moved`, { recursive: true })
    expect(readdirSync('/')).not.toContain('code')
    mkdirSync(repo.path)
  })
})
