import { symlinkSync, linkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pinnedOf, prove, withChanges, type RepoCase, sh } from './case-bed'

const files = { 'a.txt': 'one\n', 'b.txt': 'two\n', 'src/c.ts': 'three\n', 'src/deep/d.ts': 'four\n' }

const staging: readonly RepoCase[] = [
  { name: 'a clean repository', files, fullOnly: true },
  { name: 'modified, not staged', files, edit: (repo) => repo.write('a.txt', 'changed\n') },
  {
    name: 'HEAD, index and work tree all different',
    files,
    edit(repo) {
      repo.write('a.txt', 'staged\n')
      repo.git('add', 'a.txt')
      repo.write('a.txt', 'on disk\n')
    },
    wreck(repo) {
      repo.git('reset', '-q', '--hard')
      sh(repo, 'git reflog expire --expire=now --all; git gc -q --prune=now')
    },
    back: { ask: (repo) => [repo.git('show', ':a.txt'), repo.git('fsck', '--no-dangling')], answer: ['staged\n', ''] },
  },
  {
    name: 'staged only: the content is in the index alone',
    files,
    edit(repo) {
      repo.write('a.txt', 'nowhere else\n')
      repo.write('new.txt', 'nowhere else either\n')
      repo.git('add', '.')
      repo.write('a.txt', 'one\n')
      repo.remove('new.txt')
      repo.write('b.txt', 'so that something changed\n')
    },
    wreck(repo) {
      repo.git('reset', '-q', '--hard')
      sh(repo, 'git reflog expire --expire=now --all; git gc -q --prune=now; git prune --expire=now')
    },
    // Both, and what HEAD has of the file that was edited.
    captured: { ask: async (_repo, checkpoint, bed) => (await pinnedOf(bed, checkpoint)).length, answer: 3 },
    back: {
      ask: (repo) => [repo.git('show', ':a.txt'), repo.git('show', ':new.txt'), repo.git('fsck', '--no-dangling')],
      answer: ['nowhere else\n', 'nowhere else either\n', ''],
    },
  },
  {
    name: 'deleted and staged, deleted and not staged, rm --cached',
    files,
    edit(repo) {
      repo.git('rm', '-q', 'a.txt')
      repo.remove('b.txt')
      repo.git('rm', '-q', '--cached', 'src/c.ts')
    },
  },
  {
    name: 'intended to be added',
    files,
    edit(repo) {
      repo.write('intended.txt', 'to be added\n')
      repo.git('add', '-N', 'intended.txt')
    },
    captured: { ask: async (_repo, checkpoint, bed) => await pinnedOf(bed, checkpoint), answer: [] },
  },
  {
    name: 'assume-unchanged and skip-worktree',
    files,
    before(repo) {
      repo.git('update-index', '--assume-unchanged', 'a.txt')
      repo.git('update-index', '--skip-worktree', 'b.txt')
    },
    edit(repo) {
      repo.write('a.txt', 'changed unseen\n')
      repo.write('b.txt', 'changed unseen as well\n')
    },
  },
  {
    name: 'an unborn branch, some of it staged',
    edit(repo) {
      repo.write('staged.txt', 'staged\n')
      repo.git('add', '.')
      repo.write('staged.txt', 'changed since\n')
      repo.write('gone.txt', 'in the index alone\n')
      repo.git('add', 'gone.txt')
      repo.remove('gone.txt')
      repo.write('untracked.txt', 'untracked\n')
    },
    wreck(repo) {
      sh(repo, 'rm -f .git/index *.txt; git gc -q --prune=now; echo other > other.txt; git add other.txt')
    },
    back: { ask: (repo) => repo.git('show', ':gone.txt'), answer: 'in the index alone\n' },
  },
  {
    name: 'an unborn branch without an index',
    edit: (repo) => repo.write('untracked.txt', 'untracked\n'),
  },
]

const kinds: readonly RepoCase[] = [
  {
    name: 'modes that git does not keep',
    files: { ...files, 'run.sh': '#!/bin/sh\n' },
    edit(repo) {
      repo.chmod('a.txt', 0o600)
      repo.chmod('b.txt', 0o444)
      repo.chmod('src/c.ts', 0o770)
      repo.chmod('src/deep/d.ts', 0o2755)
      repo.chmod('run.sh', 0o4755)
    },
  },
  {
    name: 'symlinks: dangling, to a folder, absolute outside, in a loop, to a name that is not UTF-8',
    files,
    edit(repo) {
      symlinkSync('nowhere', join(repo.path, 'dangling'))
      symlinkSync('src', join(repo.path, 'to-folder'))
      symlinkSync('/etc/passwd', join(repo.path, 'outside'))
      symlinkSync('loop', join(repo.path, 'loop'))
      symlinkSync(Buffer.from([0x66, 0xff, 0x0a]), join(repo.path, 'odd'))
    },
  },
  {
    name: 'a folder became a file, a file became a folder',
    files,
    edit(repo) {
      repo.remove('src')
      repo.write('src', 'a file now\n')
      repo.remove('a.txt')
      repo.write('a.txt/inside.txt', 'a folder now\n')
    },
  },
  {
    name: 'a file became a symlink, a symlink a file, a folder a symlink',
    files,
    before: (repo) => symlinkSync('a.txt', join(repo.path, 'link')),
    edit(repo) {
      repo.remove('a.txt')
      symlinkSync('b.txt', join(repo.path, 'a.txt'))
      repo.remove('link')
      repo.write('link', 'a file now\n')
      sh(repo, 'rm -r src/deep; ln -s . src/deep')
    },
  },
  {
    name: 'empty folders, in each other and where files were',
    files,
    edit: (repo) => void sh(repo, 'mkdir -p empty/in/it; rm -r src; mkdir -p src/deep; mkdir "odd $(printf "\\377")"'),
  },
  {
    name: 'permissions of folders: private, with setgid, closed for writing',
    files,
    edit(repo) {
      repo.write('private/key.txt', 'secret\n')
      sh(repo, 'mkdir -p shared/empty closed/in; echo c > closed/in/c.txt; chmod 700 private; chmod 2775 shared')
      sh(repo, 'chmod 770 src/deep; chmod 555 closed/in; chmod 2750 shared/empty')
    },
    wreck: (repo) =>
      void sh(repo, 'chmod 700 src; chmod 777 private; rm -r shared closed; mkdir -m 711 other; echo > other/x'),
  },
  {
    name: 'a hard-linked pair',
    files,
    edit(repo) {
      repo.write('first', 'the same\n')
      linkSync(join(repo.path, 'first'), join(repo.path, 'second'))
    },
  },
  {
    name: 'a FIFO and a socket are named, and stay',
    files,
    edit(repo) {
      repo.write('a.txt', 'changed\n')
      // Node removes its socket's file when it closes it, and not when it is killed.
      sh(
        repo,
        'mkfifo pipe; node -e \'require("net").createServer().listen("socket", () => process.kill(process.pid, 9))\' || true',
      )
    },
    wreck: (repo) => void sh(repo, 'rm -r a.txt src; echo junk > junk'),
    uncaptured: [
      { path: 'pipe', why: 'NOT_REGULAR' },
      { path: 'socket', why: 'NOT_REGULAR' },
    ],
    fullOnly: true,
  },
]

describe('what is staged, and what is not', () => {
  it.each(staging)('$name', async (one) => expect(await prove(one, 'full')).toBe('exact'))
  it.each(withChanges(staging))('$name, as a change', async (one) => expect(await prove(one, 'change')).toBe('exact'))
})

describe('modes, links and kinds', () => {
  it.each(kinds)('$name', async (one) => expect(await prove(one, 'full')).toBe('exact'))
  it.each(withChanges(kinds))('$name, as a change', async (one) => expect(await prove(one, 'change')).toBe('exact'))
})
