import { expect, it } from 'vitest'
import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Scope } from '../../../src/core/diff/scope'
import { take } from '../../support/repo-bed'
import { createTempRepo, type TempRepo } from '../../support/temp-repo'
import { actingBed, lines, uncommitted, type ActingBed } from './acting-bed'

const edited = (text: string) => text.replace('line 5\n', 'five\n').replace('line 38\n', 'a\nb\n')

interface Only {
  readonly path: string
  readonly from: string | null
  readonly hunkId: string | null
}

const made = (bed: ActingBed, scope: Scope, only: Only | null = null, folder: string | null = null) =>
  bed.host.request({ type: 'make-patch', repoId: bed.repoId, scope, whitespace: 'exact', only, folder })

const patchOf = async (bed: ActingBed, scope: Scope, only: Only | null = null) =>
  take(await made(bed, scope, only)).bytes

/** What a clean checkout holds once git has applied the patch. */
function applied(repo: TempRepo, patch: Uint8Array, ...config: readonly string[]): TempRepo {
  const clone = createTempRepo()
  for (const setting of config) clone.git('config', ...setting.split('='))
  clone.git('pull', '-q', repo.path, 'main')
  clone.write('.git/to-apply', patch)
  clone.git('apply', '--index', join(clone.path, '.git/to-apply'))
  return clone
}

it.each([
  ['line endings as they are', [], '\n'],
  ['autocrlf', ['core.autocrlf=true'], '\r\n'],
])('what is uncommitted as a patch that git applies: %s', async (_, config, ending) => {
  const repo = createTempRepo()
  for (const setting of config) repo.git('config', ...setting.split('='))
  repo.write('a.txt', lines().replaceAll('\n', ending))
  repo.write('gone.txt', 'gone\n')
  repo.write('old name.txt', lines())
  repo.write('run.sh', 'run\n')
  repo.write('logo.bin', Buffer.from([0, 1, 2]))
  repo.commitAll('first')
  repo.write('a.txt', edited(lines()).replaceAll('\n', ending))
  repo.remove('gone.txt')
  repo.git('mv', 'old name.txt', 'new "name".txt')
  repo.git('reset', '-q')
  repo.chmod('run.sh', 0o755)
  repo.write('logo.bin', Buffer.from([0, 9]))
  repo.write('new.txt', 'no newline')
  symlinkSync('a.txt', join(repo.path, 'link'))
  const bed = await actingBed({ repo })
  const clone = applied(repo, await patchOf(bed, uncommitted), ...config)
  repo.git('add', '-A')
  expect(clone.git('ls-files', '-s')).toBe(repo.git('ls-files', '-s'))
  expect(clone.read('a.txt')).toBe(repo.read('a.txt'))
  clone.cleanup()
})

it('one hunk, and one file, of any scope', async () => {
  const repo = createTempRepo({ files: { 'a.txt': lines(), 'b.txt': 'bee\n' } })
  const bed = await actingBed({ repo })
  await bed.begin()
  repo.write('a.txt', edited(lines()))
  repo.write('b.txt', 'b\n')
  await bed.fact('change-closed')
  for (const scope of [uncommitted, { kind: 'since-baseline' } as const, { kind: 'change', number: 1 } as const]) {
    const hunks = await bed.hunks(scope, 'a.txt', (found) => found.length === 2)
    const only = { path: 'a.txt', from: null, hunkId: hunks[1]?.id ?? '' }
    const one = applied(repo, await patchOf(bed, scope, only))
    expect([one.read('a.txt'), one.read('b.txt')]).toEqual([lines().replace('line 38\n', 'a\nb\n'), 'bee\n'])
    const whole = applied(repo, await patchOf(bed, scope, { ...only, hunkId: null }))
    expect([whole.read('a.txt'), whole.read('b.txt')]).toEqual([edited(lines()), 'bee\n'])
    one.cleanup()
    whole.cleanup()
  }
  const nothing = { path: 'a.txt', from: null, hunkId: 'none' }
  expect(await made(bed, uncommitted, nothing)).toEqual({ ok: false, error: { kind: 'patch-gone', path: 'a.txt' } })
})

it('a folder alone, with what was moved into it', async () => {
  const files = { 'src/a.txt': lines(), 'src-b.txt': 'b\n', 'doc/moved.txt': lines(20), 'top.txt': 'top\n' }
  const repo = createTempRepo({ files })
  const bed = await actingBed({ repo })
  for (const [path, text] of Object.entries(files)) repo.write(path, `first\n${text}`)
  repo.remove('doc/moved.txt')
  repo.write('src/moved.txt', lines(20))
  repo.write('doc/new.txt', 'new\n')
  const patch = take(await made(bed, uncommitted, null, 'src'))
  expect(patch).toMatchObject({ files: 2, leftOut: [] })
  const clone = applied(repo, patch.bytes)
  expect(clone.git('status', '--porcelain')).toBe('M  src/a.txt\nR  doc/moved.txt -> src/moved.txt\n')
  expect(clone.read('src/a.txt')).toBe(`first\n${lines()}`)
  clone.cleanup()
  expect(await made(bed, uncommitted, null, 'none')).toEqual({ ok: false, error: { kind: 'patch-gone', path: null } })
})

it('what no patch can hold is left out and named, and the rest is there', async () => {
  const repo = createTempRepo({ files: { 'a.txt': 'one\n', 'pipe.txt': 'was a file\n' } })
  const bed = await actingBed({ repo })
  repo.write('big.bin', Buffer.alloc(4 * 1024 * 1024 + 1))
  const big = { path: 'big.bin', why: 'too-large' } as const
  expect(await made(bed, uncommitted)).toEqual({ ok: false, error: { kind: 'patch-empty', leftOut: [big] } })
  repo.write('a.txt', 'two\n')
  repo.remove('pipe.txt')
  execFileSync('mkfifo', [join(repo.path, 'pipe.txt')])
  const patch = take(await made(bed, uncommitted))
  expect(patch).toMatchObject({
    files: 1,
    leftOut: [big, { path: 'pipe.txt', why: 'unreadable' }],
  })
  const clone = applied(repo, patch.bytes)
  expect([clone.read('a.txt'), clone.git('status', '--porcelain')]).toEqual(['two\n', 'M  a.txt\n'])
  clone.cleanup()
})

it('submodules by their commits: one that moved on, one that came and one that went', async () => {
  const lib = createTempRepo({ files: { 'l.txt': 'l\n' } })
  const repo = createTempRepo({ files: { 'a.txt': 'one\n' } })
  const add = (path: string) => repo.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', lib.path, path)
  add('moves')
  add('goes')
  repo.commitAll('with submodules')
  const commitIn = (path: string) =>
    repo.git('-C', path, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'more')
  commitIn('moves')
  repo.remove('goes')
  add('came')
  repo.write('a.txt', 'two\n')
  const bed = await actingBed({ repo })
  const patch = take(await made(bed, uncommitted))
  expect(patch).toMatchObject({ files: 5, leftOut: [] })
  const clone = applied(repo, patch.bytes)
  repo.git('add', '-A')
  expect(clone.git('ls-files', '-s')).toBe(repo.git('ls-files', '-s'))
  expect(clone.git('ls-files', '-s').match(/^160000 .*/gm)).toHaveLength(2)
  clone.cleanup()
  // Without the index git passes over submodules and applies the rest.
  const plain = createTempRepo({ files: { 'a.txt': 'one\n' } })
  plain.git('pull', '-q', repo.path, 'main')
  plain.write('.git/to-apply', patch.bytes)
  plain.git('apply', join(plain.path, '.git/to-apply'))
  expect(plain.read('a.txt')).toBe('two\n')
  plain.cleanup()
  lib.cleanup()
})
