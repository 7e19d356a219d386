import { existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createHeldGit } from '../../support/held-git'
import { createRepoBed, linesOf, type RepoBed } from '../../support/repo-bed'
import { largestTextBytes } from '../../../src/repo/diff/side'
import { createTempRepo, openTempRepo } from '../../support/temp-repo'

const beds: RepoBed[] = []
async function bed(options?: Parameters<typeof createRepoBed>[0]): Promise<RepoBed> {
  const made = await createRepoBed(options)
  beds.push(made)
  await made.open()
  return made
}
afterEach(async () => {
  for (const made of beds.splice(0)) await made.cleanup()
})

const sinceBaseline = { kind: 'since-baseline' } as const
const watching = (made: RepoBed) => made.fact('watch-changed', ({ watch }) => watch.kind === 'watching')

async function live(options?: Parameters<typeof createRepoBed>[0]) {
  const made = await bed(options)
  await watching(made)
  await made.begin()
  const window = await made.diff()
  window.show(sinceBaseline)
  await window.until(() => window.messages.find((message) => message.type === 'scope'))
  return { bed: made, repo: made.repo, window }
}

describe('the live diff', () => {
  it('shows a save as one delta with the lines that changed, without starting git', async () => {
    const git = createHeldGit()
    const { repo, window } = await live({
      files: { 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'b\n' },
      gitPath: git.gitPath,
    })
    // What a file was is read by a git that stays.
    repo.write('b.txt', 'first\n')
    await window.until(() => window.files.has('b.txt'))
    git.hold()
    repo.write('a.txt', 'one\n2\nthree\n')
    const delta = await window.until(() => window.files.has('a.txt') && window.messages.at(-1))
    git.release()
    expect(linesOf(window.files.get('a.txt'))).toEqual([' one', '-two', '+2', ' three'])
    expect(delta).toMatchObject({ gone: [], changed: [{ path: 'a.txt', change: 'modified', added: 1, removed: 1 }] })
  })

  it('shows a change inside a repository inside as the change of its file, by the ignore rules of that repository', async () => {
    const repo = createTempRepo({ files: { 'a.txt': 'a\n' } })
    const inner = createTempRepo({ path: join(repo.path, 'inner'), files: { '.gitignore': '*.log\n', 'i.txt': 'i\n' } })
    const { bed: made, window } = await live({ repo })
    inner.write('build.log', 'ignored in there\n')
    inner.write('i.txt', 'changed\n')
    inner.write('new.txt', 'new\n')
    await window.until(() => window.files.has('inner/i.txt') && window.files.has('inner/new.txt'))
    expect([...window.files.keys()].toSorted()).toEqual(['inner/i.txt', 'inner/new.txt'])
    expect(linesOf(window.files.get('inner/i.txt'))).toEqual(['-i', '+changed'])
    const { change } = await made.fact('change-closed', ({ change: one }) => one.files.length === 2)
    expect(change.files.map(({ path }) => path)).toEqual(['inner/i.txt', 'inner/new.txt'])
  })

  it('lets a file go that is put back as it was', async () => {
    const { repo, window } = await live()
    repo.write('a.txt', 'changed\n')
    await window.until(() => window.files.has('a.txt'))
    repo.write('a.txt', 'one\ntwo\nthree\n')
    await window.until(() => !window.files.has('a.txt'))
    expect(window.messages.at(-1)).toMatchObject({ type: 'delta', changed: [], gone: ['a.txt'] })
  })

  it('shows new, deleted, binary, too large, executable and linked files and other line endings', async () => {
    const { repo, window } = await live({
      files: { 'a.txt': 'one\n', 'gone.txt': 'x\n', 'run.sh': 'echo\n', 'crlf.txt': 'a\r\nb\r\n', 'b.bin': 'a\0b' },
    })
    repo.write('dir/new.txt', 'n\n')
    repo.remove('gone.txt')
    repo.chmod('run.sh', 0o755)
    repo.write('crlf.txt', 'a\nb\r\n')
    repo.write('b.bin', 'a\0c!')
    repo.write('large.txt', `${'x'.repeat(99)}\n`.repeat(50_000))
    symlinkSync('a.txt', join(repo.path, 'link'))
    await window.until(() => window.files.size === 7)
    const shown = Object.fromEntries([...window.files].map(([path, { change, body }]) => [path, [change, body.kind]]))
    expect(shown).toEqual({
      'dir/new.txt': ['added', 'text'],
      'gone.txt': ['deleted', 'text'],
      'run.sh': ['mode-changed', 'same'],
      'crlf.txt': ['modified', 'text'],
      'b.bin': ['modified', 'binary'],
      'large.txt': ['added', 'too-large'],
      link: ['added', 'symlink'],
    })
    expect(linesOf(window.files.get('crlf.txt'))).toEqual(['-a\r', '+a', ' b\r'])
    expect(window.files.get('run.sh')).toMatchObject({ oldMode: 0o100644, newMode: 0o100755 })
    expect(window.files.get('link')?.body).toEqual({ kind: 'symlink', oldTarget: null, newTarget: 'a.txt' })
    const binary = window.files.get('b.bin')?.body
    expect(binary).toMatchObject({ kind: 'binary', oldBytes: 3, newBytes: 4 })
    // Whoever draws it has to see that it is another one, though it is as large as before.
    repo.write('b.bin', 'a\0d!')
    await window.until(() => window.files.get('b.bin') !== undefined && window.files.get('b.bin')?.body !== binary)
    expect(window.files.get('b.bin')?.body).not.toEqual(binary)
  })

  it('gives the content of a picture that is too large for lines, of a checkpoint, HEAD and the disk', async () => {
    const [before, now] = [Buffer.alloc(largestTextBytes + 1, '\0b'), Buffer.alloc(largestTextBytes + 2, '\0n')]
    const repo = createTempRepo({ files: { 'a.txt': 'a\n' } })
    writeFileSync(join(repo.path, 'p.png'), before)
    repo.commitAll('picture')
    const { window } = await live({ repo })
    writeFileSync(join(repo.path, 'p.png'), now)
    await window.until(() => window.files.get('p.png')?.body.kind === 'too-large')
    const same = async (side: 'old' | 'new', bytes: Buffer) =>
      Buffer.from((await window.content('p.png', side)) ?? []).equals(bytes)
    expect([await same('old', before), await same('new', now)]).toEqual([true, true])
    window.show({ kind: 'uncommitted' })
    await window.until(() => window.messages.at(-1)?.type === 'scope' && window.files.has('p.png'))
    expect([await same('old', before), await same('new', now)]).toEqual([true, true])
  })

  it('shows a moved file as a rename, and as two files once the copy is edited', async () => {
    const { repo, window } = await live()
    renameSync(join(repo.path, 'a.txt'), join(repo.path, 'b.txt'))
    await window.until(() => window.files.get('b.txt')?.change === 'renamed')
    expect([...window.files.keys()]).toEqual(['b.txt'])
    expect(window.files.get('b.txt')).toMatchObject({ from: 'a.txt', body: { kind: 'same' } })
    repo.write('b.txt', 'one\ntwo\nthree\nfour\n')
    await window.until(() => window.files.has('a.txt'))
    expect(window.files.get('a.txt')).toMatchObject({ change: 'deleted', removed: 3 })
    expect(window.files.get('b.txt')).toMatchObject({ change: 'added', from: null, added: 4 })
  })

  it('follows a whole folder that comes, and that goes', async () => {
    const { repo, window } = await live({ files: { 'old/x/1.txt': '1\n', 'old/2.txt': '2\n', 'a.txt': 'a\n' } })
    repo.remove('old')
    await window.until(() => window.files.get('old/x/1.txt')?.change === 'deleted' && window.files.has('old/2.txt'))
    mkdirSync(join(repo.path, 'deep/er/st'), { recursive: true })
    repo.write('deep/er/st/n.txt', 'n\n')
    await window.until(() => window.files.get('deep/er/st/n.txt')?.change === 'added')
    repo.remove('deep')
    await window.until(() => !window.files.has('deep/er/st/n.txt'))
    expect([...window.files.keys()].toSorted()).toEqual(['old/2.txt', 'old/x/1.txt'])
  })

  it('sends nothing before the last batch is painted, then one batch with the newest of each file', async () => {
    const { repo, window } = await live({ files: { 'a.txt': 'a\n', 'b.txt': 'b\n' } })
    window.paint(false)
    repo.write('a.txt', 'first\n')
    await window.until(() => window.messages.some((message) => message.type === 'delta'))
    const count = window.messages.length
    repo.write('a.txt', 'second\n')
    repo.write('b.txt', 'other\n')
    const made = beds.at(-1)
    await made?.fact('change-closed', ({ change }) => change.files.some(({ path }) => path === 'b.txt'))
    expect(window.messages).toHaveLength(count)
    window.paint(true)
    await window.until(() => window.files.has('b.txt'))
    expect(window.messages).toHaveLength(count + 1)
    expect(linesOf(window.files.get('a.txt'))).toContain('+second')
  })

  it('never shows what git ignores', async () => {
    const { repo, window } = await live({ files: { 'a.txt': 'a\n', '.gitignore': 'node_modules/\n*.log\n.env\n' } })
    repo.write('.env', 'KEY=1\n')
    repo.write('debug.log', 'x\n')
    repo.write('node_modules/m/index.js', 'x\n')
    repo.write('a.txt', 'b\n')
    await window.until(() => window.files.has('a.txt'))
    repo.write('z.txt', 'z\n')
    await window.until(() => window.files.has('z.txt'))
    expect([...window.files.keys()]).toEqual(['a.txt', 'z.txt'])
  })

  it('loads the bodies of a very large scope only when they are asked for', async () => {
    const { bed: made, repo } = await live()
    for (let i = 0; i < 230; i++) writeFileSync(join(repo.path, `n${String(i).padStart(3, '0')}.txt`), `${i}\n`)
    await made.fact('change-closed', ({ change }) => change.files.length > 0)
    const second = await made.diff()
    second.show(sinceBaseline)
    await second.until(() => second.files.size === 230)
    const unloaded = [...second.files.values()].filter((file) => file.body.kind === 'not-loaded')
    expect(unloaded.map((file) => file.path)).toContain('n229.txt')
    expect(unloaded.length).toBeGreaterThan(0)
    second.load('n229.txt')
    await second.until(() => second.files.get('n229.txt')?.body.kind === 'text')
    expect(linesOf(second.files.get('n229.txt'))).toEqual(['+229'])
  })

  it('says why a scope has nothing to compare', async () => {
    const made = await bed()
    const window = await made.diff()
    window.show(sinceBaseline)
    expect(await window.until(() => window.messages.at(-1))).toMatchObject({ type: 'nothing', why: 'no-baseline' })
    await made.begin()
    await window.until(() => window.messages.at(-1)?.type === 'scope')
    window.show({ kind: 'last-change' })
    await window.until(() => window.messages.at(-1)?.type === 'nothing')
    expect(window.messages.at(-1)).toMatchObject({ why: 'no-change' })
  })

  it('takes nothing from a port but what the contract knows', async () => {
    const { repo, window } = await live()
    window.port.emit('message', { type: 'show', scope: { kind: 'since-baseline', extra: 1 } })
    window.port.emit('message', 'nonsense')
    repo.write('a.txt', 'still\n')
    expect(await window.until(() => window.files.get('a.txt'))).toMatchObject({ change: 'modified' })
  })
})

describe('what is uncommitted', () => {
  async function uncommitted(options?: Parameters<typeof createRepoBed>[0]) {
    const made = await bed(options)
    await watching(made)
    const window = await made.diff()
    window.show({ kind: 'uncommitted' })
    await window.until(() => window.messages.find((message) => message.type === 'scope'))
    return { bed: made, repo: made.repo, window }
  }

  it('compares HEAD with the disk, and follows a commit', async () => {
    const { repo, window } = await uncommitted()
    repo.write('a.txt', 'one\n2\nthree\n')
    repo.write('new.txt', 'n\n')
    await window.until(() => window.files.size === 2)
    expect(linesOf(window.files.get('a.txt'))).toEqual([' one', '-two', '+2', ' three'])
    repo.commitAll('second')
    await window.until(() => window.messages.at(-1)?.type === 'scope' && window.files.size === 0)
  })

  it('does not take converted line endings for changes', async () => {
    const { repo, window } = await uncommitted({
      files: { '.gitattributes': '*.txt text eol=crlf\n', 'w.txt': 'one\ntwo\n', 'a.md': 'a\n' },
    })
    repo.write('w.txt', 'one\r\ntwo\r\n')
    repo.write('a.md', 'b\n')
    await window.until(() => window.files.has('a.md'))
    expect(window.files.has('w.txt')).toBe(false)
    repo.write('w.txt', 'one\r\n2\r\n')
    await window.until(() => window.files.has('w.txt'))
    expect(window.files.get('w.txt')).toMatchObject({ added: 1, removed: 1 })
  })

  it('runs no filter to compare, and says of such a file only that it differs', async () => {
    const repo = createTempRepo({ files: { '.gitattributes': '*.dat filter=evil ident\n', 'x.dat': 'one\n' } })
    const marker = `${repo.path}-ran`
    repo.git('config', 'filter.evil.clean', `touch '${marker}'; cat`)
    const { window } = await uncommitted({ repo })
    repo.write('x.dat', 'two\n')
    await window.until(() => window.files.get('x.dat')?.body.kind === 'binary')
    expect(existsSync(marker)).toBe(false)
  })

  it('shows a repository inside by its commit alone', async () => {
    const { bed: made, repo, window } = await uncommitted({ files: { 'a.txt': 'a\n' } })
    const inner = createTempRepo({ path: join(repo.path, 'inner'), files: { 'i.txt': 'i\n' } })
    repo.git('add', 'inner')
    repo.commitAll('with a repository inside')
    await made.fact('status-read', ({ status }) => status.head.commit !== null && status.files.length === 0)
    inner.write('i.txt', 'changed\n')
    inner.commitAll('moved on')
    await window.until(() => window.files.get('inner')?.body.kind === 'submodule')
    expect([...window.files.keys()]).toEqual(['inner'])
  })

  describe('a submodule', () => {
    async function withSubmodule() {
      const library = createTempRepo({ files: { 'lib.txt': 'lib\n', '.gitignore': '*.log\n' } })
      const repo = createTempRepo({ files: { 'a.txt': 'a\n' } })
      repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.path, 'deps/lib')
      repo.commitAll('with a submodule')
      const lib = openTempRepo(join(repo.path, 'deps/lib'))
      const commit = lib.git('rev-parse', 'HEAD').trim()
      const inside = { kind: 'submodule', oldCommit: commit, newCommit: commit, editedInside: true } as const
      const row = { path: 'deps/lib', from: null, change: 'modified', oldMode: 0o160000, newMode: 0o160000 }
      return { repo, lib, commit, shown: { ...row, added: 0, removed: 0, body: inside } }
    }

    it('with uncommitted work inside is one row that says so, from the beginning and at each save', async () => {
      const { repo, lib, commit, shown } = await withSubmodule()
      lib.write('lib.txt', 'mine\n')
      const { window } = await uncommitted({ repo })
      await window.until(() => window.files.has('deps/lib'))
      expect([...window.files.values()]).toEqual([shown])
      // What another window or a commit asks for is known by now.
      window.show({ kind: 'uncommitted' })
      await window.until(() => window.messages.at(-1)?.type === 'scope' && window.files.has('deps/lib'))

      lib.write('lib.txt', 'lib\n')
      await window.until(() => !window.files.has('deps/lib'))
      lib.write('build.log', 'ignored in there\n')
      lib.write('new.txt', 'new\n')
      await window.until(() => window.files.has('deps/lib'))
      expect(window.files.get('deps/lib')).toEqual(shown)

      lib.commitAll('moved on')
      lib.write('lib.txt', 'mine again\n')
      const moved = { kind: 'submodule', oldCommit: commit, newCommit: lib.git('rev-parse', 'HEAD').trim() }
      await window.until(() => window.files.get('deps/lib')?.body.kind === 'submodule')
      await expect.poll(() => window.files.get('deps/lib')?.body).toEqual(moved)
    })

    it('is in no commit and no patch of this repository, and does not close its gate', async () => {
      const { repo, lib } = await withSubmodule()
      const { bed: made, window } = await uncommitted({ repo })
      const { repoId } = made
      lib.write('lib.txt', 'mine\n')
      repo.write('a.txt', 'mine\n')
      await window.until(() => window.files.size === 2)
      const { host } = made
      const scope = { kind: 'uncommitted' } as const
      expect(await host.request({ type: 'reviewed-hunks', repoId })).toMatchObject({
        ok: true,
        value: [{ path: 'a.txt' }],
      })
      const patch = { type: 'make-patch', repoId, scope, whitespace: 'exact', folder: null } as const
      expect(await host.request({ ...patch, only: null })).toMatchObject({
        ok: true,
        value: { files: 1, leftOut: [{ path: 'deps/lib', why: 'submodule' }] },
      })
      const one = { path: 'deps/lib', from: null, hunkId: null }
      expect(await host.request({ ...patch, only: one })).toMatchObject({ error: { kind: 'patch-impossible' } })
      // Neither the gate nor a commit is asked for more than before.
      expect(await host.request({ type: 'read-status', repoId })).toMatchObject({
        ok: true,
        value: { files: [{ path: 'a.txt' }] },
      })
    })

    it('is no deleted file where there are too many to read each', async () => {
      const { repo, lib } = await withSubmodule()
      for (let at = 0; at < 201; at++) repo.write(`a/${at}.txt`, 'new\n')
      lib.write('lib.txt', 'mine\n')
      const { window } = await uncommitted({ repo })
      await window.until(() => window.files.has('deps/lib'))
      window.show({ kind: 'uncommitted' })
      await window.until(() => window.files.get('deps/lib')?.body.kind === 'not-loaded')
      expect(window.files.get('deps/lib')).toMatchObject({ change: 'modified', newMode: 0o160000 })
    })

    it('runs nothing that its own configuration names', async () => {
      const { repo, lib } = await withSubmodule()
      const marker = `${repo.path}-ran`
      lib.git('config', 'filter.evil.clean', `touch '${marker}'; cat`)
      lib.git('config', 'core.fsmonitor', `touch '${marker}'`)
      lib.write('.gitattributes', '*.txt filter=evil\n')
      lib.write('lib.txt', 'LIB\n')
      const { window } = await uncommitted({ repo })
      await window.until(() => window.files.has('deps/lib'))
      expect(existsSync(marker)).toBe(false)
    })
  })

  it('shows everything as added on an unborn branch', async () => {
    const { repo, window } = await uncommitted({ files: {} })
    repo.git('update-ref', '-d', 'HEAD')
    repo.write('first.txt', '1\n')
    await window.until(() => window.files.get('first.txt')?.change === 'added')
    expect(linesOf(window.files.get('first.txt'))).toEqual(['+1'])
  })
})
