import { expect, it } from 'vitest'
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

const patchOf = async (bed: ActingBed, scope: Scope, only: Only | null = null) =>
  take(await bed.host.request({ type: 'make-patch', repoId: bed.repoId, scope, whitespace: 'exact', only }))

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
  const request = { type: 'make-patch', repoId: bed.repoId, scope: uncommitted, whitespace: 'exact' } as const
  expect(await bed.host.request({ ...request, only: nothing })).toEqual({
    ok: false,
    error: { kind: 'patch-gone', path: 'a.txt' },
  })
})
