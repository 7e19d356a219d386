import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TempRepo, TempRepoOptions } from '../../support/temp-repo'
import { rescueBed } from './rescue-bed'

interface Case {
  readonly options?: TempRepoOptions
  /** Before the session. */
  readonly before?: (repo: TempRepo) => void
  /** In the session, captured. */
  readonly work?: (repo: TempRepo) => void
  readonly wreck: (repo: TempRepo) => void
}

const many = (count: number, folder = 'src', text = (n: number) => `file ${n}\n`) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${folder}/f${n}.txt`, text(n)]))
const writeAll = (repo: TempRepo, files: Readonly<Record<string, string>>) => {
  for (const [path, text] of Object.entries(files)) repo.write(path, text)
}
const rm = (repo: TempRepo, path: string) => rmSync(join(repo.path, path), { recursive: true, force: true })

const alarms: readonly (readonly [
  string,
  Case,
  Partial<{ files: number; cause: string; paths: readonly string[] }>,
])[] = [
  [
    'reset --hard over a modified and a staged file',
    {
      work: (repo) => {
        repo.write('a.txt', 'mine\n')
        repo.write('src/b.txt', 'mine too\n')
        repo.git('add', 'src/b.txt')
      },
      wreck: (repo) => repo.git('reset', '-q', '--hard'),
    },
    { files: 2, cause: 'reset', paths: ['a.txt', 'src/b.txt'] },
  ],
  [
    'reset --hard over a single line',
    { work: (repo) => repo.write('a.txt', 'one more\n'), wreck: (repo) => repo.git('reset', '-q', '--hard') },
    { files: 1, cause: 'reset' },
  ],
  [
    'reset --hard to an earlier commit over uncommitted work',
    {
      before: (repo) => {
        repo.write('a.txt', 'second\n')
        repo.commitAll('second')
      },
      work: (repo) => repo.write('a.txt', 'uncommitted\n'),
      wreck: (repo) => repo.git('reset', '-q', '--hard', 'HEAD~1'),
    },
    { files: 1, cause: 'reset' },
  ],
  [
    'reset --hard and clean -fdx',
    {
      options: { files: { 'a.txt': 'a\n', '.gitignore': '.env\n' } },
      before: (repo) => repo.write('.env', 'KEY=1\n'),
      work: (repo) => {
        repo.write('a.txt', 'mine\n')
        repo.write('notes.md', 'notes\n')
      },
      wreck: (repo) => {
        repo.git('reset', '-q', '--hard')
        repo.git('clean', '-qfdx')
      },
    },
    { files: 3, cause: 'reset', paths: ['.env', 'a.txt', 'notes.md'] },
  ],
  [
    'clean -fdx of untracked files',
    {
      work: (repo) => writeAll(repo, many(3, 'drafts')),
      wreck: (repo) => repo.git('clean', '-qfdx'),
    },
    { files: 3, cause: 'deleted' },
  ],
  [
    'an ignored file of before the session',
    {
      options: { files: { ...many(20), '.gitignore': '.env\n' } },
      before: (repo) => repo.write('.env', 'KEY=1\n'),
      wreck: (repo) => rm(repo, '.env'),
    },
    { files: 1, cause: 'deleted', paths: ['.env'] },
  ],
  [
    'rm -rf of a committed folder',
    { options: { files: { 'a.txt': 'a\n', ...many(6) } }, wreck: (repo) => rm(repo, 'src') },
    { files: 6, cause: 'deleted' },
  ],
  [
    'rm -rf of everything in a small repository',
    {
      wreck: (repo) => {
        rm(repo, 'a.txt')
        rm(repo, 'src')
      },
    },
    { files: 2, cause: 'deleted' },
  ],
  [
    'git rm -r of a folder',
    { options: { files: { 'a.txt': 'a\n', ...many(6) } }, wreck: (repo) => repo.git('rm', '-rq', 'src') },
    { files: 6 },
  ],
  [
    'checkout -- . over many files',
    {
      options: { files: many(30) },
      work: (repo) =>
        writeAll(
          repo,
          many(4, 'src', (n) => `edited ${n}\n`),
        ),
      wreck: (repo) => repo.git('checkout', '-q', '--', '.'),
    },
    { files: 4, cause: 'reset' },
  ],
  [
    'a forced switch over uncommitted work',
    {
      before: (repo) => repo.git('branch', 'other'),
      work: (repo) => repo.write('a.txt', 'mine\n'),
      wreck: (repo) => repo.git('switch', '-q', '--discard-changes', 'other'),
    },
    { files: 1, cause: 'reset' },
  ],
  [
    'reset --hard in a SHA-256 repository with converted line ends',
    {
      options: { files: { 'a.txt': 'a\r\n', '.gitattributes': '*.txt text\n' }, objectFormat: 'sha256' },
      work: (repo) => repo.write('a.txt', 'mine\r\n'),
      wreck: (repo) => repo.git('reset', '-q', '--hard'),
    },
    { files: 1 },
  ],
]

describe('what disappears', () => {
  it.each(alarms)('is said: %s', async (_, { options, before, work, wreck }, expected) => {
    const bed = await rescueBed(options, before)
    const had = await bed.change(work ?? (() => {}))
    await bed.change(wreck)
    const losses = await bed.said()
    expect(losses).toHaveLength(1)
    expect(losses[0]).toMatchObject({ ...expected, checkpointId: had })
    const done = await bed.restore(had)
    expect(done.restored).toHaveLength(losses[0]?.files ?? -1)
  })
})

const nothing: readonly (readonly [string, Case])[] = [
  [
    'a switch to a branch without 300 of the files, and back',
    {
      before: (repo) => {
        repo.git('branch', 'bare')
        writeAll(repo, many(300))
        repo.commitAll('300 files')
      },
      wreck: (repo) => repo.git('switch', '-q', 'bare'),
    },
  ],
  [
    'a switch with converted line ends',
    {
      options: { files: { 'keep.txt': 'k\n', '.gitattributes': '*.txt text eol=crlf\n' } },
      before: (repo) => {
        repo.git('branch', 'bare')
        writeAll(
          repo,
          many(8, 'src', (n) => `line ${n}\r\n`),
        )
        repo.commitAll('eight')
      },
      wreck: (repo) => repo.git('switch', '-q', 'bare'),
    },
  ],
  [
    'a switch in a SHA-256 repository',
    {
      options: { files: { 'a.txt': 'a\n' }, objectFormat: 'sha256' },
      before: (repo) => {
        repo.git('branch', 'bare')
        writeAll(repo, many(8))
        repo.commitAll('eight')
      },
      wreck: (repo) => repo.git('switch', '-q', 'bare'),
    },
  ],
  ...(['sha1', 'sha256'] as const).map((objectFormat): readonly [string, Case] => [
    `clean of untracked files without content (${objectFormat})`,
    {
      options: { files: { 'a.txt': 'a\n' }, objectFormat },
      work: (repo) =>
        writeAll(
          repo,
          many(6, 'drafts', () => ''),
        ),
      wreck: (repo) => repo.git('clean', '-qfdx'),
    },
  ]),
  [
    'a stash of everything',
    {
      work: (repo) => {
        repo.write('a.txt', 'mine\n')
        repo.write('src/b.txt', 'mine\n')
        writeAll(repo, many(6, 'drafts'))
      },
      wreck: (repo) => repo.git('stash', 'push', '-qu'),
    },
  ],
  [
    'a reset --hard to an earlier commit of committed work',
    {
      work: (repo) => {
        writeAll(repo, many(9))
        repo.commitAll('nine')
      },
      wreck: (repo) => repo.git('reset', '-q', '--hard', 'HEAD~1'),
    },
  ],
  [
    'a pull that deletes files',
    {
      options: { files: { 'a.txt': 'a\n', ...many(8) } },
      before: (repo) => {
        repo.git('clone', '-q', '--bare', '.', '.git/upstream')
        repo.git('remote', 'add', 'origin', join(repo.path, '.git', 'upstream'))
        repo.git('rm', '-rq', 'src')
        repo.commitAll('without src')
        repo.git('push', '-q', 'origin', 'main')
        repo.git('reset', '-q', '--hard', 'HEAD~1')
      },
      wreck: (repo) => repo.git('pull', '-q', '--ff-only', 'origin', 'main'),
    },
  ],
  [
    'a rebase with uncommitted work put aside',
    {
      before: (repo) => {
        repo.git('switch', '-qc', 'topic')
        writeAll(repo, many(7))
        repo.commitAll('topic')
        repo.git('switch', '-q', 'main')
        repo.write('main.txt', 'm\n')
        repo.commitAll('main')
        repo.git('switch', '-q', 'topic')
      },
      work: (repo) => repo.write('a.txt', 'mine\n'),
      wreck: (repo) => repo.git('rebase', '-q', '--autostash', 'main'),
    },
  ],
  ['one file that is deleted', { wreck: (repo) => rm(repo, 'a.txt'), options: { files: many(3) } }],
  [
    'one uncommitted file that is deleted',
    { work: (repo) => repo.write('try.py', 'x\n'), wreck: (repo) => rm(repo, 'try.py') },
  ],
  [
    'one file put back with checkout --',
    {
      options: { files: many(8) },
      work: (repo) => repo.write('src/f1.txt', 'tried\n'),
      wreck: (repo) => repo.git('checkout', '-q', '--', 'src/f1.txt'),
    },
  ],
  [
    'files that are deleted and committed',
    {
      options: { files: { 'a.txt': 'a\n', ...many(9) } },
      wreck: (repo) => {
        repo.git('rm', '-rq', 'src')
        repo.git('commit', '-qm', 'without src')
      },
    },
  ],
  [
    'a folder that is moved',
    {
      options: { files: { 'a.txt': 'a\n', ...many(9) } },
      wreck: (repo) => renameSync(join(repo.path, 'src'), join(repo.path, 'lib')),
    },
  ],
  [
    'a folder that is moved and rewritten',
    {
      options: { files: { 'a.txt': 'a\n', ...many(9) } },
      wreck: (repo) => {
        rm(repo, 'src')
        writeAll(
          repo,
          many(9, 'lib', (n) => `other ${n}\n`),
        )
      },
    },
  ],
  [
    'a formatter over everything',
    {
      options: { files: many(40) },
      wreck: (repo) =>
        writeAll(
          repo,
          many(40, 'src', (n) => `  formatted ${n}\n`),
        ),
    },
  ],
  [
    'a formatter over uncommitted work, with a commit',
    {
      options: { files: many(40) },
      work: (repo) =>
        writeAll(
          repo,
          many(40, 'src', (n) => `edited ${n}\n`),
        ),
      wreck: (repo) => {
        writeAll(
          repo,
          many(40, 'src', (n) => `  edited ${n}\n`),
        )
        repo.commitAll('formatted')
      },
    },
  ],
  [
    'what a build made and takes away',
    {
      options: { files: { 'a.c': 'a\n', '.gitignore': '*.o\n' } },
      work: (repo) => writeAll(repo, Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`src/${n}.o`, `o${n}`]))),
      wreck: (repo) => rm(repo, 'src'),
    },
  ],
  [
    'a copy of files that stay',
    {
      options: { files: { ...many(6), 'a.txt': 'a\n' } },
      work: (repo) => writeAll(repo, many(6, 'copy')),
      wreck: (repo) => rm(repo, 'copy'),
    },
  ],
]

describe('what is no loss', () => {
  it.each(nothing)('%s', async (_, { options, before, work, wreck }) => {
    const bed = await rescueBed(options, before)
    await bed.change(work ?? (() => {}))
    await bed.pass()
    await bed.change(wreck)
    expect(await bed.said()).toEqual([])
  })

  it('files that are deleted one by one', async () => {
    const bed = await rescueBed({ files: many(40) })
    for (let n = 0; n < 6; n++) {
      await bed.change((repo) => rm(repo, `src/f${n}.txt`))
      await bed.pass()
    }
    expect(await bed.said()).toEqual([])
  })

  it('files that are back a moment later', async () => {
    const bed = await rescueBed({ files: many(8) })
    await bed.change((repo) => rm(repo, 'src'))
    await bed.change((repo) => writeAll(repo, many(8)))
    expect(await bed.said()).toEqual([])
  })
})

describe('a loss that takes several changes', () => {
  it('is one, with the checkpoint that has most of it', async () => {
    const bed = await rescueBed({ files: many(12) })
    const had = await bed.change((repo) => repo.write('mine.txt', 'mine\n'))
    await bed.change((repo) => {
      for (let n = 0; n < 8; n++) rm(repo, `src/f${n}.txt`)
    })
    await bed.change((repo) => {
      rm(repo, 'src')
      rm(repo, 'mine.txt')
    })
    expect(await bed.said()).toMatchObject([{ files: 13, checkpointId: had, cause: 'deleted' }])
  })
})
