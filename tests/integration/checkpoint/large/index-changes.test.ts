import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { indexChanges } from '../../../../src/repo/checkpoint/large/index-changes'
import { readUserIndex } from '../../../../src/repo/checkpoint/large/user-index'
import type { TempRepo } from '../../../support/temp-repo'
import { addSubmodule, largeBed } from './large-bed'

const source = {
  'a.txt': 'one\n',
  'src/b.ts': 'export const b = 1\n',
  'src/deep/c.ts': 'export const c = 2\n',
  'other/d.ts': 'export const d = 3\n',
}

/** How the index of a repository came about, what of it HEAD does not have as it is, and whether git is asked. */
const states: Readonly<Record<string, { bring: (repo: TempRepo) => void; paths: readonly string[]; asks: boolean }>> = {
  'after a commit': { bring: () => {}, paths: [], asks: false },
  'after a commit, where files changed since': {
    bring: (repo) => {
      repo.write('src/b.ts', 'changed\n')
      repo.remove('a.txt')
    },
    paths: [],
    asks: false,
  },
  'after a checkout of another branch': {
    bring: (repo) => {
      repo.git('checkout', '-qb', 'side')
      repo.write('src/deep/c.ts', 'side\n')
      repo.commitAll('side')
      repo.git('checkout', '-q', 'main')
    },
    paths: [],
    asks: false,
  },
  'with a change that is staged': {
    bring: (repo) => {
      repo.write('src/deep/c.ts', 'staged\n')
      repo.git('add', '-A')
    },
    paths: ['src/deep/c.ts'],
    asks: true,
  },
  'with a change that is staged, of which git wrote the trees already': {
    bring: (repo) => {
      repo.write('src/deep/c.ts', 'staged\n')
      repo.git('add', '-A')
      repo.git('write-tree')
    },
    paths: ['src/deep/c.ts'],
    asks: true,
  },
  'with only another mode staged': {
    bring: (repo) => repo.git('update-index', '--chmod=+x', 'other/d.ts'),
    paths: ['other/d.ts'],
    asks: true,
  },
  'with a file that is removed from it alone': {
    bring: (repo) => repo.git('rm', '-q', '--cached', 'src/b.ts'),
    paths: ['src/b.ts'],
    asks: true,
  },
  'with a change that was staged and taken back by hand': {
    bring: (repo) => {
      repo.write('new.txt', 'new\n')
      repo.git('add', 'new.txt')
      repo.git('rm', '-q', '--cached', 'new.txt')
    },
    paths: [],
    asks: true,
  },
  'with a file that is only intended to be added': {
    bring: (repo) => {
      repo.write('src/intended.ts', 'intended\n')
      repo.git('add', '-N', 'src/intended.ts')
    },
    paths: ['src/intended.ts'],
    asks: true,
  },
  'with a file that is only intended to be added, after a commit': {
    bring: (repo) => {
      repo.write('src/intended.ts', 'intended\n')
      repo.git('add', '-N', 'src/intended.ts')
      repo.write('a.txt', 'two\n')
      repo.git('commit', '-qm', 'second', 'a.txt')
    },
    paths: ['src/intended.ts'],
    asks: true,
  },
  'with conflicts': {
    bring: (repo) => {
      repo.git('checkout', '-qb', 'side')
      repo.write('a.txt', 'side\n')
      repo.commitAll('side')
      repo.git('checkout', '-q', 'main')
      repo.write('a.txt', 'main\n')
      repo.commitAll('main')
      repo.tryGit('merge', '-q', 'side')
    },
    paths: ['a.txt'],
    asks: true,
  },
  'that is sparse': {
    bring: (repo) => repo.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'other'),
    paths: [],
    asks: false,
  },
  'that is sparse, with a change that is staged': {
    bring: (repo) => {
      repo.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'other')
      repo.write('other/d.ts', 'staged\n')
      repo.git('add', 'other/d.ts')
    },
    paths: ['other/d.ts'],
    asks: true,
  },
  'with a submodule that is at another commit': {
    bring: (repo) => {
      const nested = addSubmodule(repo)
      repo.git('commit', '-qm', 'with it')
      nested.write('in.txt', 'more')
      nested.commitAll('inner again')
      repo.git('add', 'sub')
    },
    paths: ['sub'],
    asks: true,
  },
}

describe('an index compared with a commit', () => {
  it.each(Object.entries(states))('%s', async (_name, { bring, paths, asks }) => {
    const { repo, bed } = await largeBed(source)
    bring(repo)
    const index = readUserIndex(join(repo.gitDir(), 'index'))
    if (index === null) throw new Error('the index cannot be read')
    const calls = bed.git.calls()
    const changes = await indexChanges(bed.store, repo.git('rev-parse', 'HEAD').trim(), index)
    expect(changes.map(({ path }) => path)).toEqual(paths)
    expect(bed.git.calls() > calls).toBe(asks)
  })

  it('of which it is not, although git wrote all of its trees', async () => {
    const { repo, bed } = await largeBed(source)
    repo.write('src/b.ts', 'second\n')
    repo.commitAll('second')
    const index = readUserIndex(join(repo.gitDir(), 'index'))
    if (index === null) throw new Error('the index cannot be read')
    const changes = await indexChanges(bed.store, repo.git('rev-parse', 'HEAD~').trim(), index)
    expect(changes.map(({ path }) => path)).toEqual(['src/b.ts'])
  })
})
