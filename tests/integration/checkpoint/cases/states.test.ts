import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openTempRepo, type TempRepo } from '../../../support/temp-repo'
import { caseFolder, caseRepo, pinnedOf, prove, withChanges, type RepoCase, sh } from './case-bed'

const files = { 'a.txt': 'base\n', 'b.txt': 'two\n', 'src/c.ts': 'three\n' }

/** Two branches that change the same line, so that bringing them together stops. */
function conflict(repo: TempRepo): void {
  repo.git('checkout', '-q', '-b', 'other')
  repo.write('a.txt', 'other\n')
  repo.commitAll('other')
  repo.git('checkout', '-q', 'main')
  repo.write('a.txt', 'main\n')
  repo.commitAll('main')
}

/** Throws the staged state away, and its objects for good. */
function wreckIndex(repo: TempRepo): void {
  sh(
    repo,
    `rm -f "$(git rev-parse --git-path index)"; git read-tree HEAD; git reflog expire --expire=now --all
     rm -f a.txt; echo junk > junk; git gc -q --prune=now; git add junk`,
  )
}

const operations: readonly RepoCase[] = [
  { name: 'a detached HEAD', files, before: (repo) => void repo.git('checkout', '-q', '--detach'), edit },
  {
    name: 'a merge with conflicts, all stages',
    files,
    before: conflict,
    edit: (repo) => void repo.tryGit('merge', 'other'),
    wreck: wreckIndex,
    captured: { ask: async (_repo, checkpoint, bed) => (await pinnedOf(bed, checkpoint)).length > 0, answer: true },
    back: { ask: (repo) => repo.git('show', ':3:a.txt'), answer: 'other\n' },
  },
  {
    name: 'a rebase that stopped',
    files,
    before: conflict,
    edit: (repo) => void repo.tryGit('rebase', 'other'),
    wreck: wreckIndex,
    back: { ask: (repo) => repo.git('show', ':1:a.txt'), answer: 'base\n' },
  },
  {
    name: 'a cherry-pick that stopped',
    files,
    before: conflict,
    edit: (repo) => void repo.tryGit('cherry-pick', 'other'),
    wreck: wreckIndex,
    back: { ask: (repo) => repo.git('ls-files', '-u').split('\n').length, answer: 4 },
  },
  {
    name: 'a bisect',
    files,
    before(repo) {
      conflict(repo)
      repo.git('bisect', 'start', '-q', 'HEAD', 'HEAD~1')
    },
    edit,
  },
]

const ways: readonly RepoCase[] = [
  {
    name: 'a linked worktree',
    open() {
      const main = caseRepo({ files })
      const folder = join(caseFolder('linked'), 'tree')
      main.git('worktree', 'add', '-q', '-b', 'linked', folder)
      return openTempRepo(folder)
    },
    edit,
  },
  {
    name: 'a shallow clone',
    open() {
      const origin = caseRepo({ files })
      origin.write('a.txt', 'second\n')
      origin.commitAll('second')
      return clone('-q', '--depth=1', `file://${origin.path}`)
    },
    edit,
  },
  {
    name: 'a partial clone of which the remote is gone',
    open() {
      const origin = caseRepo({ files })
      origin.git('config', 'uploadpack.allowFilter', 'true')
      origin.write('a.txt', 'second\n')
      origin.commitAll('second')
      const cloned = clone('-q', '--filter=blob:none', `file://${origin.path}`)
      rmSync(origin.path, { recursive: true })
      return cloned
    },
    edit(repo) {
      edit(repo)
      // The index names blobs of the first commit now, which were never fetched.
      repo.git('reset', '-q', '--soft', 'HEAD~1')
    },
  },
  {
    name: 'a sparse checkout with a sparse index',
    files: { ...files, 'out/deep/x.txt': 'x\n', 'out/y.txt': 'y\n' },
    before(repo) {
      repo.git('sparse-checkout', 'init', '--cone', '--sparse-index')
      repo.git('sparse-checkout', 'set', 'src')
    },
    edit(repo) {
      edit(repo)
      // Staged since git made trees of the index the last time: whoever reads all of it makes them anew.
      repo.write('src/staged.txt', 'staged\n')
      repo.git('add', 'src/staged.txt')
    },
    captured: { ask: (repo) => repo.git('ls-files', '--sparse').includes('out/\n'), answer: true },
  },
  {
    name: 'a split index',
    files,
    before(repo) {
      repo.git('config', 'core.splitIndex', 'true')
      repo.git('update-index', '--split-index')
    },
    edit,
    wreck: (repo) =>
      void sh(
        repo,
        'git read-tree HEAD; rm -f .git/sharedindex.*; git update-index --split-index; rm -rf src; echo x > x; git add x',
      ),
  },
  { name: 'a SHA-256 repository', files, objectFormat: 'sha256', edit, wreck: wreckIndex },
  {
    name: 'an index of version 4, untracked cache',
    files,
    before(repo) {
      repo.git('update-index', '--index-version', '4')
      repo.git('update-index', '--force-untracked-cache')
    },
    edit,
    wreck: wreckIndex,
  },
]

const inside: readonly RepoCase[] = [
  {
    name: 'a submodule with dirty, staged and untracked content',
    open() {
      const library = caseRepo({ files: { 'lib.txt': 'lib\n', 'keep.txt': 'keep\n' } })
      const repo = caseRepo({ files })
      repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.path, 'sub')
      repo.commitAll('with a submodule')
      return repo
    },
    inside: ['sub'],
    edit(repo) {
      sh(repo, 'cd sub; echo staged > lib.txt; git add lib.txt; echo dirty > lib.txt; mkdir -p u; echo u > u/new.txt')
      repo.write('a.txt', 'changed\n')
    },
    wreck: (repo) =>
      void sh(
        repo,
        'cd sub; git reset -q --hard; git clean -fdq; rm keep.txt; git gc -q --prune=now; echo x > ../a.txt',
      ),
    back: { ask: (repo) => openTempRepo(join(repo.path, 'sub')).git('show', ':lib.txt'), answer: 'staged\n' },
  },
  {
    name: 'nested repositories, one in the other',
    files,
    inside: ['inner', 'inner/deeper'],
    before(repo) {
      const inner = caseRepo({ path: join(repo.path, 'inner'), files: { 'i.txt': 'i\n' } })
      caseRepo({ path: join(inner.path, 'deeper'), files: { 'd.txt': 'd\n', '.gitignore': 'cache/\n' } })
    },
    edit: (repo) =>
      void sh(
        repo,
        'cd inner; echo 2 > i.txt; echo n > new; cd deeper; echo 3 > d.txt; git add d.txt; mkdir -p cache; echo c > cache/c',
      ),
    wreck: (repo) =>
      void sh(repo, 'cd inner; rm i.txt new; cd deeper; git rm -qf d.txt; echo junk > junk; rm -f ../../a.txt'),
    leftAlone: (path) => path.startsWith('inner/deeper/cache/'),
  },
  {
    name: 'a submodule that is not initialised',
    open() {
      const library = caseRepo({ files: { 'lib.txt': 'lib\n' } })
      const repo = caseRepo({ files })
      repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.path, 'sub')
      repo.commitAll('with a submodule')
      repo.git('submodule', '--quiet', 'deinit', '-f', 'sub')
      return repo
    },
    edit: (repo) => repo.write('a.txt', 'changed\n'),
  },
]

const agents: readonly RepoCase[] = [
  {
    name: 'it commits, amends, resets hard, deletes the branch and collects the garbage',
    files,
    edit(repo) {
      repo.write('a.txt', 'work in progress\n')
      repo.write('never-committed.txt', 'exists nowhere else\n')
      repo.git('add', 'a.txt')
    },
    wreck(repo) {
      sh(
        repo,
        `git checkout -q -b agent; git add -A; git commit -qm one; echo 2 > b.txt; git commit -qam two --amend
         git checkout -q -f main; git reset -q --hard HEAD; git branch -q -D agent; git clean -fdq
         git reflog expire --expire=now --all; git gc -q --prune=now`,
      )
    },
    back: { ask: (repo) => repo.git('show', ':a.txt'), answer: 'work in progress\n' },
  },
]

/** Something staged, something not, something new. */
function edit(repo: TempRepo): void {
  repo.write('a.txt', 'staged\n')
  repo.git('add', 'a.txt')
  repo.write('a.txt', 'on disk\n')
  repo.write('src/c.ts', 'changed\n')
  repo.write('new/n.txt', 'new\n')
}

function clone(...args: readonly string[]): TempRepo {
  const folder = join(caseFolder('clone'), 'repo')
  execFileSync('git', ['clone', ...args, folder], { stdio: 'ignore' })
  return openTempRepo(folder)
}

describe('what git is in the middle of', () => {
  it.each(operations)('$name', async (one) => expect(await prove(one, 'full')).toBe('exact'))
  it.each(withChanges(operations))('$name, as a change', async (one) =>
    expect(await prove(one, 'change')).toBe('exact'),
  )
})

describe('ways a repository can be kept', () => {
  it.each(ways)('$name', async (one) => expect(await prove(one, 'full')).toBe('exact'))
  it.each(withChanges(ways))('$name, as a change', async (one) => expect(await prove(one, 'change')).toBe('exact'))
})

describe('repositories inside', () => {
  it.each(inside)('$name', async (one) => expect(await prove(one, 'full')).toBe('exact'))
  it.each(withChanges(inside))('$name, as a change', async (one) => expect(await prove(one, 'change')).toBe('exact'))
})

describe('what an agent does to a repository', () => {
  it.each(agents)('$name', async (one) => expect(await prove(one, 'full')).toBe('exact'))
  it.each(withChanges(agents))('$name, as a change', async (one) => expect(await prove(one, 'change')).toBe('exact'))
})
