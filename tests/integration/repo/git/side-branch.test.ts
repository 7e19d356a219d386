import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { RepoPath } from '../../../../src/core/repo/repo-path'
import { commitOnSideBranch } from '../../../../src/repo/git/side-branch'
import { systemClock } from '../../../../src/services/system-clock'
import { layoutOf, tempDir, tempRepo, testRunner, valueOf } from '../../../support/git-fixture'
import { openTempRepo, type TempRepo } from '../../../support/temp-repo'

const wanted = 'firebreak/2026-11-22'
const files = { 'a.txt': 'one\n', 'b.txt': 'bee\n' }
const protects = 'test "$(git symbolic-ref --short -q HEAD)" != main || { echo "main is protected"; exit 1; }'

async function commit(repo: TempRepo, paths: readonly RepoPath[], timeoutMs = 20_000) {
  const runner = testRunner()
  const layout = await layoutOf(repo.path, runner)
  const request = { files: paths, message: 'work', identity: null, tempDir: tempDir('message'), timeoutMs }
  return commitOnSideBranch(runner, layout, systemClock, { ...request, sideBranch: wanted })
}

function hook(repo: TempRepo, name: string, script: string): void {
  repo.write(`.git/hooks/${name}`, `#!/bin/sh\n${script}\n`)
  repo.chmod(`.git/hooks/${name}`, 0o755)
}

/** Everything that says where HEAD and the branches are. */
const places = (repo: TempRepo) => ({
  head: readFileSync(join(repo.gitDir(), 'HEAD'), 'utf8'),
  refs: repo.git('for-each-ref'),
  // What `git switch -` goes by.
  log: repo
    .tryGit('reflog', 'show', '--format=%gs', 'HEAD')
    .split('\n')
    .filter((line) => line.startsWith('checkout:')),
  status: repo.git('status', '--porcelain'),
})

function dirty(): TempRepo {
  const repo = tempRepo({ files })
  repo.write('a.txt', 'mine\n')
  repo.write('b.txt', 'staged\n')
  repo.git('add', 'b.txt')
  repo.write('new.txt', 'new\n')
  return repo
}

it('leaves a protected branch as it is, and commits with its hooks on a new one', async () => {
  const repo = dirty()
  hook(repo, 'pre-commit', protects)
  const main = repo.git('rev-parse', 'main')
  const done = valueOf(await commit(repo, ['a.txt', 'new.txt']))
  expect(done).toMatchObject({ sideBranch: wanted, commit: repo.git('rev-parse', 'HEAD').trim() })
  expect(repo.git('symbolic-ref', '--short', 'HEAD')).toBe(`${wanted}\n`)
  expect(repo.git('rev-parse', 'main')).toBe(main)
  expect(repo.git('rev-parse', 'HEAD~1')).toBe(main)
  expect(repo.git('status', '--porcelain')).toBe('M  b.txt\n')
  // The user's way back.
  repo.git('switch', '-q', '-')
  expect(repo.git('symbolic-ref', '--short', 'HEAD')).toBe('main\n')
})

it.each<[string, (repo: TempRepo) => void]>([
  ['a branch', () => {}],
  ['a detached HEAD', (repo) => void repo.git('checkout', '-q', '--detach')],
])('goes back to %s when the hook refuses there too', async (name, prepare) => {
  const repo = dirty()
  prepare(repo)
  hook(repo, 'pre-commit', 'echo "not today"; exit 1')
  const [before, index] = [places(repo), repo.indexBytes()]
  const answer = await commit(repo, ['a.txt', 'new.txt'])
  expect(answer).toEqual({
    ok: false,
    error: {
      kind: 'side-branch-failed',
      branch: wanted,
      back: name === 'a branch' ? 'main' : null,
      cause: { kind: 'hook-failed', output: 'not today\n' },
    },
  })
  expect(places(repo)).toEqual(before)
  expect(repo.indexBytes().equals(index)).toBe(true)
  expect(existsSync(join(repo.gitDir(), 'refs/heads/firebreak'))).toBe(false)
  expect(readdirSync(repo.gitDir()).filter((file) => file.endsWith('.lock'))).toEqual([])
})

it('takes the first free name, whatever is in the way', async () => {
  const repo = dirty()
  repo.git('branch', wanted)
  repo.git('branch', `${wanted}-2`)
  expect(valueOf(await commit(repo, ['a.txt'])).sideBranch).toBe(`${wanted}-3`)
  repo.write('a.txt', 'more\n')
  expect(valueOf(await commit(repo, ['a.txt'])).sideBranch).toBe(`${wanted}-4`)

  const blocked = dirty()
  blocked.git('branch', 'firebreak')
  expect(valueOf(await commit(blocked, ['a.txt'])).sideBranch).toBe('firebreak-2026-11-22')
})

it('works on an unborn branch, in a linked worktree and from a detached HEAD', async () => {
  const unborn = tempRepo()
  unborn.write('a.txt', 'one\n')
  expect(valueOf(await commit(unborn, ['a.txt'])).sideBranch).toBe(wanted)
  expect(unborn.git('for-each-ref', '--format=%(refname)')).toBe(`refs/heads/${wanted}\n`)

  const refusing = tempRepo()
  refusing.write('a.txt', 'one\n')
  hook(refusing, 'pre-commit', 'exit 1')
  expect(await commit(refusing, ['a.txt'])).toMatchObject({
    ok: false,
    error: { kind: 'side-branch-failed', back: 'main' },
  })
  expect(readFileSync(join(refusing.gitDir(), 'HEAD'), 'utf8')).toBe('ref: refs/heads/main\n')

  const repo = tempRepo({ files })
  const folder = join(tempDir('worktree'), 'linked')
  repo.git('worktree', 'add', '-q', '--detach', folder)
  const linked = openTempRepo(folder)
  linked.write('a.txt', 'linked\n')
  expect(valueOf(await commit(linked, ['a.txt'])).sideBranch).toBe(wanted)
  expect(linked.git('symbolic-ref', '--short', 'HEAD')).toBe(`${wanted}\n`)
  expect(repo.git('symbolic-ref', '--short', 'HEAD')).toBe('main\n')
})

it('goes back when a hook hangs', async () => {
  const repo = dirty()
  hook(repo, 'pre-commit', 'sleep 600')
  const before = places(repo)
  expect(await commit(repo, ['a.txt'], 500)).toMatchObject({
    ok: false,
    error: { kind: 'side-branch-failed', cause: { kind: 'commit-timeout' } },
  })
  expect(places(repo)).toEqual(before)
})

it('moves nothing that a hook moved meanwhile', async () => {
  const repo = dirty()
  repo.git('branch', 'theirs')
  hook(repo, 'pre-commit', 'git symbolic-ref HEAD refs/heads/theirs; exit 1')
  expect(await commit(repo, ['a.txt'])).toMatchObject({
    ok: false,
    error: { kind: 'side-branch-lost', branch: wanted },
  })
  expect(repo.git('symbolic-ref', '--short', 'HEAD')).toBe('theirs\n')
})

it('refuses in the middle of an operation before it touches anything', async () => {
  const repo = dirty()
  repo.git('bisect', 'start')
  const before = places(repo)
  expect(await commit(repo, ['a.txt'])).toMatchObject({ ok: false, error: { kind: 'operation-in-progress' } })
  expect(places(repo)).toEqual(before)
})

it('runs none of the hooks that a switch would run', async () => {
  const repo = dirty()
  const mark = join(tempDir('mark'), 'ran')
  writeFileSync(mark, '')
  for (const name of ['post-checkout', 'pre-push']) hook(repo, name, `echo ${name} >>'${mark}'`)
  valueOf(await commit(repo, ['a.txt']))
  expect(readFileSync(mark, 'utf8')).toBe('')
})
