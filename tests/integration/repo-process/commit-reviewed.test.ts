import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { ReviewedFile } from '../../../src/core/repo/commit-reviewed'
import { take } from '../../support/repo-bed'
import { createTempRepo, type TempRepo } from '../../support/temp-repo'
import { actingBed, blob, lines, uncommitted, type ActingBed } from './acting-bed'

const short = (repo: TempRepo) => repo.git('status', '--porcelain').trimEnd().split('\n').filter(Boolean)
const tree = (repo: TempRepo) => repo.git('ls-tree', '-r', '-z', 'HEAD')
const index = (repo: TempRepo) => repo.git('ls-files', '-z', '--stage')

const first = (text: string) => text.replace('line 5\n', 'five\n')
const second = (text: string) => text.replace('line 20\n', '')
const third = (text: string) => text.replace('line 38\n', 'a\nb\n')
const all = (text: string) => first(second(third(text)))

function hook(repo: TempRepo, name: string, script: string): void {
  repo.write(`.git/hooks/${name}`, `#!/bin/sh\n${script}\n`)
  repo.chmod(`.git/hooks/${name}`, 0o755)
}

/** The hunks of a file at these places, as the window shows them. */
async function reviewed(bed: ActingBed, path: string, places: readonly number[], of: number): Promise<ReviewedFile> {
  const hunks = await bed.hunks(uncommitted, path, (found) => found.length === of)
  return { path, from: null, hunks: places.map((at) => hunks[at]?.id ?? '') }
}

const latin1 = (text: string) => Buffer.from(text, 'latin1')

it.each([
  ['plain', {}, lines(), all(lines()), first(lines())],
  ['no newline at the end', {}, lines().slice(0, -1), all(lines()).slice(0, -1), first(lines()).slice(0, -1)],
  ['autocrlf', { 'core.autocrlf': 'true' }, lines(), all(lines()).replaceAll('\n', '\r\n'), first(lines())],
  [
    'committed with CR LF',
    {},
    lines().replaceAll('\n', '\r\n'),
    all(lines()).replaceAll('\n', '\r\n'),
    first(lines()).replaceAll('\n', '\r\n'),
  ],
])('commits exactly the hunks that were reviewed: %s', async (_, config, before, after, committed) => {
  const repo = createTempRepo()
  for (const [key, value] of Object.entries(config)) repo.git('config', key, value)
  repo.write('a.txt', latin1(before))
  repo.write('b.txt', 'bee\n')
  repo.commitAll('first')
  repo.write('a.txt', latin1(after))
  repo.write('b.txt', 'mine\n')
  const bed = await actingBed({ repo })
  const done = take(await bed.commit([await reviewed(bed, 'a.txt', [0], 3)], 'feat: reviewed'))
  expect(done.commit).toBe(repo.git('rev-parse', 'HEAD').trim())
  expect(blob(repo, 'HEAD:a.txt')).toBe(committed)
  expect(repo.git('show', '--format=%s', '--name-only', 'HEAD')).toBe('feat: reviewed\n\na.txt\n')
  expect([repo.read('a.txt'), repo.read('b.txt')]).toEqual([latin1(after).toString(), 'mine\n'])
  expect(short(repo)).toEqual([' M a.txt', ' M b.txt'])
  // What is left is committed by and by, and then nothing is.
  take(await bed.commit([await reviewed(bed, 'a.txt', [0, 1], 2)]))
  expect(short(repo)).toEqual([' M b.txt'])
})

it('takes whole files along: new, gone, executable, moved, a link, bytes', async () => {
  const repo = createTempRepo({
    files: { 'gone.txt': 'x\n', 'run.sh': '#!/bin/sh\n', 'old.txt': lines(), 'mode.txt': lines() },
  })
  repo.remove('gone.txt')
  repo.chmod('run.sh', 0o755)
  repo.remove('old.txt')
  repo.write('moved/new.txt', lines())
  repo.write('new.txt', 'new')
  repo.write('logo.png', Buffer.from([0, 1, 2, 255]))
  symlinkSync('run.sh', join(repo.path, 'link'))
  repo.write('mode.txt', all(lines()))
  repo.chmod('mode.txt', 0o755)
  repo.write('mine.txt', 'stays\n')
  const bed = await actingBed({ repo })
  const whole = (path: string, from: string | null = null) => ({ path, from, hunks: null })
  take(
    await bed.commit([
      await reviewed(bed, 'gone.txt', [0], 1),
      whole('run.sh'),
      whole('moved/new.txt', 'old.txt'),
      await reviewed(bed, 'new.txt', [0], 1),
      whole('logo.png'),
      whole('link'),
      await reviewed(bed, 'mode.txt', [1], 3),
    ]),
  )
  expect(
    repo
      .git('show', '--format=', '--raw', '--no-abbrev', '-M', '--summary', 'HEAD')
      .split('\n')
      .filter((line) => line.startsWith(' ')),
  ).toEqual([
    ' delete mode 100644 gone.txt',
    ' create mode 120000 link',
    ' create mode 100644 logo.png',
    ' rename old.txt => moved/new.txt (100%)',
    ' create mode 100644 new.txt',
    ' mode change 100644 => 100755 run.sh',
  ])
  expect(blob(repo, 'HEAD:mode.txt')).toBe(second(lines()))
  expect(short(repo)).toEqual([' M mode.txt', '?? mine.txt'])
  // The mode goes with the last of its hunks.
  take(await bed.commit([await reviewed(bed, 'mode.txt', [0, 1], 2)]))
  expect(repo.git('ls-tree', 'HEAD', 'mode.txt')).toMatch(/^100755 /)
  expect(short(repo)).toEqual(['?? mine.txt'])
})

it('leaves what is staged besides staged', async () => {
  const repo = createTempRepo({ files: { 'a.txt': lines(), 'b.txt': 'bee\n', 'c.txt': lines(), 'd.txt': 'dee\n' } })
  repo.write('a.txt', third(lines()))
  repo.write('b.txt', 'staged\n')
  repo.write('new.txt', 'staged and new\n')
  repo.write('c.txt', lines().replace('line 5\n', 'half\n'))
  repo.remove('d.txt')
  repo.git('add', '-A')
  repo.write('a.txt', all(lines()))
  repo.write('c.txt', all(lines()))
  const bed = await actingBed({ repo })
  take(await bed.commit([await reviewed(bed, 'a.txt', [0], 3), await reviewed(bed, 'c.txt', [0], 3)]))
  expect(repo.git('show', '--format=', '--name-only', 'HEAD')).toBe('a.txt\nc.txt\n')
  expect(blob(repo, 'HEAD:a.txt')).toBe(first(lines()))
  // What was staged of a.txt is staged still; of c.txt it was the same line, which is committed now.
  expect(blob(repo, ':a.txt')).toBe(first(third(lines())))
  expect(blob(repo, ':c.txt')).toBe(first(lines()))
  expect(short(repo)).toEqual(['MM a.txt', 'M  b.txt', ' M c.txt', 'D  d.txt', 'A  new.txt'])
})

it('commits the first commit of a branch, and what was added by intent', async () => {
  const repo = createTempRepo()
  repo.write('a.txt', 'one\n')
  repo.write('b.txt', 'bee\n')
  repo.git('add', '-N', 'a.txt')
  const bed = await actingBed({ repo })
  take(await bed.commit([await reviewed(bed, 'a.txt', [0], 1)]))
  expect(blob(repo, 'HEAD:a.txt')).toBe('one\n')
  expect(short(repo)).toEqual(['?? b.txt'])
})

it('runs the hooks as git does, and keeps what they add', async () => {
  const repo = createTempRepo({ files: { 'a.txt': lines(), 'log.txt': 'log\n' } })
  repo.write('a.txt', all(lines()))
  hook(repo, 'pre-commit', 'git diff --cached --name-only > seen; echo formatted >> log.txt; git add log.txt')
  const bed = await actingBed({ repo })
  take(await bed.commit([await reviewed(bed, 'a.txt', [1], 3)]))
  expect(repo.read('seen')).toBe('a.txt\n')
  expect(blob(repo, 'HEAD:log.txt')).toBe('log\nformatted\n')
  expect(short(repo)).toEqual([' M a.txt', '?? seen'])
})

it('leaves everything as it was when a hook refuses', async () => {
  const repo = createTempRepo({ files: { 'a.txt': lines(), 'b.txt': 'bee\n' } })
  repo.write('b.txt', 'staged\n')
  repo.git('add', 'b.txt')
  repo.write('a.txt', all(lines()))
  hook(repo, 'commit-msg', 'echo no such message; exit 1')
  const bed = await actingBed({ repo })
  const before = { tree: tree(repo), index: index(repo), bytes: repo.indexBytes(), head: repo.git('rev-parse', 'HEAD') }
  const file = await reviewed(bed, 'a.txt', [0], 3)
  expect(await bed.commit([file])).toMatchObject({ error: { kind: 'hook-failed', output: 'no such message\n' } })
  expect({
    tree: tree(repo),
    index: index(repo),
    bytes: repo.indexBytes(),
    head: repo.git('rev-parse', 'HEAD'),
  }).toEqual(before)
  expect(repo.read('a.txt')).toBe(all(lines()))
})

it('refuses what is not as it was reviewed any more', async () => {
  const repo = createTempRepo({ files: { 'a.txt': lines() } })
  repo.write('a.txt', all(lines()))
  const bed = await actingBed({ repo })
  const file = await reviewed(bed, 'a.txt', [0], 3)
  repo.write('a.txt', all(lines()).replace('five\n', '5\n'))
  expect(await bed.commit([file])).toEqual({ ok: false, error: { kind: 'files-changed', paths: ['a.txt'] } })
  expect(short(repo)).toEqual([' M a.txt'])
  expect(await bed.commit([])).toMatchObject({ error: { kind: 'nothing-to-commit' } })
})

it('lists which hunks are reviewed', async () => {
  const repo = createTempRepo({ files: { 'a.txt': lines(), 'b.txt': 'bee\n' } })
  const bed = await actingBed({ repo })
  await bed.begin('s1')
  repo.write('a.txt', all(lines()))
  repo.write('logo.png', Buffer.from([0, 1]))
  await bed.fact('change-closed')
  const changes = [
    {
      number: 1,
      files: [
        { path: 'a.txt', writer: 'codex-patch' as const },
        { path: 'logo.png', writer: 'codex-patch' as const },
      ],
    },
  ]
  take(await bed.host.request({ type: 'review-labels', repoId: bed.repoId, sessionId: 's1', changes }))
  const hunks = await bed.hunks(uncommitted, 'a.txt', (found) => found.length === 3)
  const mark = {
    scope: uncommitted,
    whitespace: 'exact',
    path: 'a.txt',
    hunkIds: [hunks[1]?.id ?? ''],
    reviewed: true,
    how: 'hunk',
  } as const
  take(await bed.host.request({ type: 'mark-reviewed', repoId: bed.repoId, ...mark }))
  expect(take(await bed.host.request({ type: 'reviewed-hunks', repoId: bed.repoId }))).toEqual([
    { path: 'a.txt', from: null, change: 'modified', hunks: { all: 3, reviewed: [hunks[1]?.id] } },
    { path: 'logo.png', from: null, change: 'added', hunks: null },
  ])
})

it('takes names as they are: options, patterns, quotes, line breaks, bytes that are no text', async () => {
  const names = ['-a.txt', '*.txt', ':(top)x', 'q"uote.txt', 'line\nbreak', 'space .txt', '\udcff\udc80.txt', 'é/-b']
  const repo = createTempRepo()
  for (const name of names) repo.write(name, lines())
  repo.commitAll('first')
  for (const name of names) repo.write(name, all(lines()))
  const bed = await actingBed({ repo })
  const files: ReviewedFile[] = []
  for (const name of names) {
    files.push(await reviewed(bed, name, [0], 3))
    const [, hunk] = await bed.hunks(uncommitted, name)
    expect(take(await bed.stage(name, hunk?.id ?? ''))).toHaveLength(1)
  }
  take(await bed.commit(files))
  const committed = repo.git('ls-tree', '-r', 'HEAD').trimEnd().split('\n')
  expect(new Set(committed.map((line) => line.split(/[ \t]/)[2])).size).toBe(1)
  expect(committed).toHaveLength(names.length)
  expect(repo.git('cat-file', 'blob', committed[0]?.split(/[ \t]/)[2] ?? '')).toBe(first(lines()))
  const stagedIds = repo
    .git('ls-files', '-s')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ')[1])
  expect(new Set(stagedIds).size).toBe(1)
  expect(repo.git('cat-file', 'blob', stagedIds[0] ?? '')).toBe(first(second(lines())))
  for (const name of [names[2] ?? '', names[4] ?? '', names[6] ?? '']) {
    const [hunk] = await bed.hunks(uncommitted, name, (found) => found.length === 2)
    take(await bed.revert(uncommitted, name, { kind: 'hunk', hunkId: hunk?.id ?? '' }))
    expect(take(await bed.revert(uncommitted, name, { kind: 'file' })).conflicts).toEqual([])
    expect(repo.read(name)).toBe(first(lines()))
  }
}, 60_000)
