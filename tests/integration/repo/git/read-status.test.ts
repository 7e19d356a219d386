import { execFileSync } from 'node:child_process'
import { symlinkSync, unlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ChangedFile } from '../../../../src/core/repo/repo-status'
import { decodePath } from '../../../../src/core/repo/repo-path'
import { layoutOf, statusOf, tempDir, tempRepo, testRunner } from '../../../support/git-fixture'
import { openTempRepo, type TempRepo } from '../../../support/temp-repo'

const files = { 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'bee\n', 'sub/c.txt': 'sea\nsee\nsi\nseas\n' }

/** Path, status, staged part and lines of each file, as one word each: short enough to compare whole. */
async function summary(repo: TempRepo): Promise<string[]> {
  const index = repo.indexBytes()
  const status = await statusOf(repo.path)
  expect(repo.indexBytes().equals(index), 'the index was not written').toBe(true)
  return status.files.map(describeFile)
}

function describeFile(file: ChangedFile): string {
  const parts = [file.staged ? 'S' : '-', file.unstaged ? 'U' : '-', file.stagedDiffers ? '!' : '']
  const lines = file.lines === null ? '?' : `+${file.lines.added}-${file.lines.removed}`
  const from = file.from === null ? '' : ` from ${file.from}`
  return `${file.path} ${file.status} ${parts.join('')} ${lines}${from}${file.filter === null ? '' : ` by ${file.filter}`}`
}

const touch = (repo: TempRepo, path: string) => utimesSync(join(repo.path, path), 1_000_000_000, 1_000_000_000)

it.each<[string, (repo: TempRepo) => void, string[]]>([
  ['nothing', () => {}, []],
  ['an edit', (r) => r.write('a.txt', 'one\n2\nthree\n'), ['a.txt modified -U +1-1']],
  [
    'a staged edit',
    (r) => {
      r.write('a.txt', 'one\n')
      r.git('add', 'a.txt')
    },
    ['a.txt modified S- +0-2'],
  ],
  [
    'a file whose staged part differs from both sides',
    (r) => {
      r.write('a.txt', 'staged\n')
      r.git('add', 'a.txt')
      r.write('a.txt', 'on disk\n')
    },
    ['a.txt modified SU! +1-3'],
  ],
  [
    'what a restore that was killed left beside a new file',
    (r) => {
      r.write('sub/.ckpt-0123456789ab.tmp', 'half')
      r.write('sub/.ckpt-mine.tmp', 'mine\n')
    },
    ['sub/.ckpt-mine.tmp untracked -U +1-0'],
  ],
  [
    'new files, in new folders too',
    (r) => {
      r.write('new.txt', 'x\ny\n')
      r.write('deep/er/file', 'no newline')
    },
    ['deep/er/file untracked -U +1-0', 'new.txt untracked -U +2-0'],
  ],
  ['a new binary file', (r) => r.write('logo.png', Buffer.from([0x89, 0, 1, 2])), ['logo.png untracked -U ?']],
  [
    'an ignored file',
    (r) => {
      r.write('.git/info/exclude', '*.log\n')
      r.write('x.log', 'noise\n')
    },
    [],
  ],
  ['a deleted file', (r) => r.remove('b.txt'), ['b.txt deleted -U +0-1']],
  ['a staged deletion', (r) => r.git('rm', '-q', 'b.txt'), ['b.txt deleted S- +0-1']],
  ['a file removed from the index only', (r) => r.git('rm', '-q', '--cached', 'b.txt'), ['b.txt modified SU! +1-0']],
  ['a rename', (r) => r.git('mv', 'sub/c.txt', 'sub/d.txt'), ['sub/d.txt renamed S- +0-0 from sub/c.txt']],
  ['a mode change', (r) => r.chmod('a.txt', 0o755), ['a.txt mode-changed -U +0-0']],
  [
    'a mode change with an edit',
    (r) => {
      r.chmod('a.txt', 0o755)
      r.write('a.txt', 'one\n2\nthree\n')
    },
    ['a.txt modified -U +1-1'],
  ],
  [
    'a staged mode change',
    (r) => {
      r.chmod('a.txt', 0o755)
      r.git('add', 'a.txt')
    },
    ['a.txt mode-changed S- +0-0'],
  ],
  [
    'a link in place of a file',
    (r) => {
      unlinkSync(join(r.path, 'b.txt'))
      symlinkSync('a.txt', join(r.path, 'b.txt'))
    },
    ['b.txt type-changed -U +1-1'],
  ],
  [
    'a folder in place of a file',
    (r) => {
      r.remove('b.txt')
      r.write('b.txt/inside', 'x\n')
    },
    ['b.txt deleted -U +0-1', 'b.txt/inside untracked -U +1-0'],
  ],
  ['a file that was only touched', (r) => touch(r, 'a.txt'), []],
  [
    'an intent to add',
    (r) => {
      r.write('later.txt', 'soon\n')
      r.git('add', '-N', 'later.txt')
    },
    ['later.txt added -U +1-0'],
  ],
])('reads %s', async (_name, act, expected) => {
  const repo = tempRepo({ files })
  act(repo)
  expect(await summary(repo)).toEqual(expected)
})

it('reads names with newlines, quotes, dashes, colons, globs and bytes that are not UTF-8', async () => {
  const latin1 = decodePath(Buffer.from('caf\xe9', 'latin1'))
  const names = [
    'new\nline',
    'tab\tquote"\'',
    '-dash',
    ':colon',
    '*glob?[x]',
    'back\\slash',
    ' lead and trail ',
    'é€🔥',
    '\u202egnp',
    latin1,
  ]
  const repo = tempRepo({ files: { 'a.txt': 'x\n' } })
  for (const name of names) repo.write(name, 'one\n')
  repo.commitAll('names')
  for (const name of names) repo.write(name, 'two\n')
  const status = await statusOf(repo.path)
  expect(status.files.map(({ path }) => path)).toEqual(names.toSorted())
  expect(new Set(status.files.map(({ status: kind, lines }) => `${kind} ${lines?.added}`))).toEqual(
    new Set(['modified 1']),
  )
})

it('does not count what line-ending conversion will undo', async () => {
  const repo = tempRepo({ files: { '.gitattributes': '*.txt text=auto eol=lf\n', 'a.txt': 'one\ntwo\n' } })
  repo.write('a.txt', 'one\r\ntwo\r\n')
  expect(await summary(repo)).toEqual([])
})

it("applies the user's own line-ending and ignore settings, but not over the repository's", async () => {
  const home = tempDir('home')
  openTempRepo(home).write('.config/git/ignore', 'scratch/\n')
  openTempRepo(home).write('settings', '[core]\n\tautocrlf = true\n\tfileMode = false\n')
  const runner = testRunner({ HOME: home, GIT_CONFIG_GLOBAL: join(home, 'settings') })
  const repo = tempRepo({ files: { 'a.txt': 'one\ntwo\n' } })
  repo.write('a.txt', 'one\r\ntwo\r\n')
  repo.write('scratch/notes', 'mine\n')
  expect((await statusOf(repo.path, runner)).files).toEqual([])
  repo.git('config', 'core.autocrlf', 'false')
  expect((await statusOf(repo.path, runner)).files.map(describeFile)).toEqual(['a.txt modified -U +2-2'])
  repo.git('checkout', '-q', '.')
  repo.chmod('a.txt', 0o755)
  expect((await statusOf(repo.path, runner)).files.map(describeFile)).toEqual(['a.txt mode-changed -U +0-0'])
})

it('reads an unborn branch', async () => {
  const repo = tempRepo()
  repo.write('a.txt', 'x\n')
  repo.git('add', 'a.txt')
  repo.write('b.txt', 'y\n')
  const status = await statusOf(repo.path)
  expect(status.head).toEqual({ commit: null, branch: 'main', detached: false })
  expect(status.files.map(describeFile)).toEqual(['a.txt added S- +1-0', 'b.txt untracked -U +1-0'])
})

it('reads a detached HEAD', async () => {
  const repo = tempRepo({ files })
  const commit = repo.git('rev-parse', 'HEAD').trim()
  repo.git('checkout', '-q', '--detach')
  expect(await statusOf(repo.path)).toEqual({
    head: { commit, branch: null, detached: true },
    operation: null,
    files: [],
  })
})

it('reads a SHA-256 repository', async () => {
  const repo = tempRepo({ files, objectFormat: 'sha256' })
  repo.write('a.txt', 'one\n')
  expect(await summary(repo)).toEqual(['a.txt modified -U +0-2'])
  expect((await statusOf(repo.path)).head.commit).toHaveLength(64)
})

/** Two branches that changed the same line. */
function conflicting(): TempRepo {
  const repo = tempRepo({ files })
  repo.git('checkout', '-q', '-b', 'other')
  repo.write('a.txt', 'theirs\n')
  repo.commitAll('theirs')
  repo.git('checkout', '-q', 'main')
  repo.write('a.txt', 'ours\n')
  repo.commitAll('ours')
  return repo
}

it.each<[string, string[]]>([
  ['merge', ['merge', '-q', 'other']],
  ['rebase', ['rebase', '-q', 'other']],
  ['rebase', ['rebase', '-q', '--apply', 'other']],
  ['cherry-pick', ['cherry-pick', 'other']],
])('names a %s stopped by a conflict', async (operation, command) => {
  const repo = conflicting()
  repo.tryGit(...command)
  const status = await statusOf(repo.path)
  expect(status.operation).toBe(operation)
  expect(status.files.map(describeFile)).toEqual(['a.txt conflicted SU ?'])
})

it('names a revert stopped by a conflict', async () => {
  const repo = tempRepo({ files })
  repo.write('a.txt', 'two\n')
  const commit = repo.commitAll('second')
  repo.write('a.txt', 'three\n')
  repo.commitAll('third')
  repo.tryGit('revert', '--no-edit', commit)
  expect((await statusOf(repo.path)).operation).toBe('revert')
})

it('names a series of picks of which only the rest is left', async () => {
  const repo = conflicting()
  repo.git('checkout', '-q', 'other')
  repo.write('b.txt', 'next\n')
  repo.commitAll('theirs, next')
  repo.git('checkout', '-q', 'main')
  repo.tryGit('cherry-pick', 'other~2..other')
  repo.write('a.txt', 'both\n')
  repo.git('add', 'a.txt')
  repo.git('commit', '-q', '-m', 'picked')
  const status = await statusOf(repo.path)
  expect([status.operation, status.files]).toEqual(['cherry-pick', []])
})

it('names a bisect and a merge without conflict', async () => {
  const repo = conflicting()
  repo.git('bisect', 'start')
  expect((await statusOf(repo.path)).operation).toBe('bisect')
  repo.git('bisect', 'reset')
  expect((await statusOf(repo.path)).operation).toBeNull()
  repo.tryGit('merge', '-q', '--no-commit', '-s', 'ours', 'other')
  expect(await statusOf(repo.path)).toMatchObject({ operation: 'merge', files: [] })
})

it('reads a linked worktree by itself', async () => {
  const repo = tempRepo({ files })
  const path = join(tempDir('worktrees'), 'linked')
  repo.git('worktree', 'add', '-q', '-b', 'side', path)
  const linked = openTempRepo(path)
  linked.write('a.txt', 'side\n')
  const status = await statusOf(linked.path)
  expect(status.head.branch).toBe('side')
  expect(status.files.map(describeFile)).toEqual(['a.txt modified -U +1-3'])
  expect((await statusOf(repo.path)).files).toEqual([])
  const [first, second] = [await layoutOf(repo.path), await layoutOf(linked.path)]
  expect(second.commonDir).toBe(first.gitDir)
  expect(second.repoId).not.toBe(first.repoId)
})

it('lists a submodule when its commit moved, and leaves the work inside it to its own repository', async () => {
  const inner = tempRepo({ files: { 'lib.txt': 'x\n' } })
  const repo = tempRepo({ files })
  repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path, 'lib')
  repo.commitAll('with a submodule')
  const submodule = openTempRepo(join(repo.path, 'lib'))
  submodule.write('lib.txt', 'dirty\n')
  expect(await summary(repo)).toEqual([])
  expect((await statusOf(submodule.path)).files.map(describeFile)).toEqual(['lib.txt modified -U +1-1'])
  submodule.commitAll('moved')
  expect(await summary(repo)).toEqual(['lib modified -U +1-1'])
})

it('lists a repository inside the work tree as one entry', async () => {
  const repo = tempRepo({ files })
  execFileSync('git', ['init', '-q', join(repo.path, 'nested')])
  openTempRepo(join(repo.path, 'nested')).write('x', 'y\n')
  expect(await summary(repo)).toEqual(['nested/ untracked -U ?'])
})

it('reads sparse and split indexes', async () => {
  const repo = tempRepo({ files })
  repo.git('update-index', '--split-index')
  repo.write('a.txt', 'one\n')
  expect(await summary(repo)).toEqual(['a.txt modified -U +0-2'])
  repo.git('checkout', '-q', '.')
  repo.git('sparse-checkout', 'set', '--sparse-index', 'none')
  expect(await summary(repo)).toEqual([])
})

it('starts few children: three for a plain status', async () => {
  const runner = testRunner()
  const repo = tempRepo({ files })
  await statusOf(repo.path, runner)
  const before = runner.calls()
  const layout = await layoutOf(repo.path, runner)
  const discovered = runner.calls()
  await statusOf(repo.path, runner)
  // user's settings are read again with each discovery; then settings of the repository and the command itself
  expect(discovered - before).toBe(5)
  expect(runner.calls() - discovered).toBe(5 + 2)
  // Only where something differs lines are counted.
  repo.write('a.txt', 'one\n')
  repo.git('add', 'a.txt')
  const clean = runner.calls()
  await statusOf(repo.path, runner)
  expect(runner.calls() - clean).toBe(5 + 4)
  expect(layout.name).toBe(repo.path.split('/').at(-1))
})
