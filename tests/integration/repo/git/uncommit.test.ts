import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { commitFiles } from '../../../../src/repo/git/commit-files'
import { uncommit } from '../../../../src/repo/git/uncommit'
import { systemClock } from '../../../../src/services/system-clock'
import { layoutOf, tempDir, tempRepo, testRunner, valueOf } from '../../../support/git-fixture'
import { openTempRepo, type TempRepo } from '../../../support/temp-repo'

const files = { 'a.txt': 'one\n', 'b.txt': 'bee\n', 'c.txt': 'cee\n' }
const head = (repo: TempRepo) => repo.git('rev-parse', 'HEAD').trim()

/** A commit as the gate makes it. */
async function commit(repo: TempRepo, paths: readonly string[]): Promise<{ commit: string; parent: string | null }> {
  const parent = repo.tryGit('rev-parse', '--verify', '-q', 'HEAD').trim()
  const runner = testRunner()
  const layout = await layoutOf(repo.path, runner)
  const request = { files: paths, message: 'work', identity: null, tempDir: tempDir('message') }
  const done = valueOf(await commitFiles(runner, layout, systemClock, request))
  return { commit: done.commit, parent: /^[0-9a-f]+$/.test(parent) ? parent : null }
}

async function takeBack(repo: TempRepo, made: { commit: string; parent: string | null }) {
  const runner = testRunner()
  return uncommit(runner, await layoutOf(repo.path, runner), systemClock, made)
}

/** A refusal changes nothing at all. */
async function refused(repo: TempRepo, made: { commit: string; parent: string | null }) {
  const before = [repo.git('for-each-ref'), readFileSync(join(repo.gitDir(), 'HEAD'), 'utf8'), repo.git('reflog')]
  const answer = await takeBack(repo, made)
  expect([repo.git('for-each-ref'), readFileSync(join(repo.gitDir(), 'HEAD'), 'utf8'), repo.git('reflog')]).toEqual(
    before,
  )
  return answer.ok ? 'done' : answer.error
}

it('is soft: files and index stay, and what the commit held is staged', async () => {
  const repo = tempRepo({ files })
  const first = head(repo)
  repo.write('a.txt', 'mine\n')
  repo.write('b.txt', 'staged\n')
  repo.git('add', 'b.txt')
  repo.write('b.txt', 'staged and more\n')
  repo.write('new.txt', 'new\n')
  repo.remove('c.txt')
  const made = await commit(repo, ['a.txt', 'c.txt', 'new.txt'])
  const index = repo.indexBytes()
  expect(await takeBack(repo, made)).toEqual({ ok: true, value: null })
  expect(head(repo)).toBe(first)
  expect(repo.git('symbolic-ref', 'HEAD')).toBe('refs/heads/main\n')
  expect(repo.indexBytes().equals(index)).toBe(true)
  expect(repo.git('status', '--porcelain').split('\n').filter(Boolean)).toEqual([
    'M  a.txt',
    'MM b.txt',
    'D  c.txt',
    'A  new.txt',
  ])
  expect(repo.read('a.txt')).toBe('mine\n')
  expect(repo.git('reflog', '-1', '--format=%gs')).toBe('firebreak: uncommit\n')
  expect(repo.git('reflog', 'show', '-1', '--format=%gs', 'main')).toBe('firebreak: uncommit\n')
  // The commit can still be had back.
  expect(repo.git('rev-parse', 'HEAD@{1}').trim()).toBe(made.commit)
})

it('makes a branch unborn again', async () => {
  const repo = tempRepo()
  repo.write('a.txt', 'one\n')
  const made = await commit(repo, ['a.txt'])
  expect(made.parent).toBeNull()
  expect(await takeBack(repo, made)).toEqual({ ok: true, value: null })
  expect(repo.git('status', '--porcelain=v2', '--branch')).toContain('# branch.oid (initial)')
  expect(repo.git('status', '--porcelain')).toBe('A  a.txt\n')
  expect(repo.git('for-each-ref')).toBe('')
})

it('works on a detached HEAD and in a linked worktree, without touching another one', async () => {
  const repo = tempRepo({ files })
  const first = head(repo)
  repo.git('checkout', '-q', '--detach')
  repo.write('a.txt', 'mine\n')
  expect(await takeBack(repo, await commit(repo, ['a.txt']))).toEqual({ ok: true, value: null })
  expect(readFileSync(join(repo.gitDir(), 'HEAD'), 'utf8')).toBe(`${first}\n`)
  expect(repo.git('rev-parse', 'main').trim()).toBe(first)

  const folder = join(tempDir('worktree'), 'linked')
  repo.git('worktree', 'add', '-q', '-b', 'side', folder)
  const linked = openTempRepo(folder)
  linked.write('b.txt', 'linked\n')
  expect(await takeBack(linked, await commit(linked, ['b.txt']))).toEqual({ ok: true, value: null })
  expect(linked.git('status', '--porcelain')).toBe('M  b.txt\n')
})

it('works in a SHA-256 repository', async () => {
  const repo = tempRepo({ files, objectFormat: 'sha256' })
  repo.write('a.txt', 'mine\n')
  expect(await takeBack(repo, await commit(repo, ['a.txt']))).toEqual({ ok: true, value: null })
  expect(repo.git('status', '--porcelain')).toBe('M  a.txt\n')
})

it('refuses once HEAD is another commit', async () => {
  const repo = tempRepo({ files })
  repo.write('a.txt', 'mine\n')
  const made = await commit(repo, ['a.txt'])
  const newer = repo.commitAll('newer')
  expect(await refused(repo, made)).toEqual({ kind: 'uncommit-not-head', head: newer })
  repo.git('checkout', '-q', '-b', 'elsewhere', 'HEAD~2')
  expect(await refused(repo, made)).toMatchObject({ kind: 'uncommit-not-head' })
})

it('refuses a commit that is not what was made: another parent, or a merge', async () => {
  const repo = tempRepo({ files })
  repo.write('a.txt', 'mine\n')
  const made = await commit(repo, ['a.txt'])
  expect(await refused(repo, { ...made, parent: null })).toEqual({ kind: 'uncommit-not-ours' })
  expect(await refused(repo, { ...made, parent: made.commit })).toEqual({ kind: 'uncommit-not-ours' })
  const parent = head(repo)
  repo.git('checkout', '-q', '-b', 'other', 'HEAD~1')
  repo.write('b.txt', 'other\n')
  repo.commitAll('other')
  repo.git('checkout', '-q', 'main')
  repo.git('merge', '-q', '--no-edit', 'other')
  expect(await refused(repo, { commit: head(repo), parent })).toEqual({ kind: 'uncommit-not-ours' })
})

it('refuses what is pushed, by a remote-tracking branch or by what the branch follows', async () => {
  const repo = tempRepo({ files })
  const remote = tempDir('remote')
  repo.git('init', '-q', '--bare', remote)
  repo.git('remote', 'add', 'origin', remote)
  repo.write('a.txt', 'mine\n')
  const made = await commit(repo, ['a.txt'])
  repo.git('push', '-q', 'origin', 'main:topic')
  expect(await refused(repo, made)).toEqual({ kind: 'uncommit-pushed', refs: ['origin/topic'] })
  repo.git('update-ref', '-d', 'refs/remotes/origin/topic')
  repo.git('branch', 'base')
  repo.git('branch', '-q', '--set-upstream-to=base', 'main')
  expect(await refused(repo, made)).toEqual({ kind: 'uncommit-pushed', refs: ['base'] })
  repo.git('branch', '--unset-upstream')
  expect(await takeBack(repo, made)).toEqual({ ok: true, value: null })
}, 30_000)

it('refuses in the middle of an operation, while the index is locked, and a first commit without a branch', async () => {
  const repo = tempRepo({ files })
  repo.write('a.txt', 'mine\n')
  const made = await commit(repo, ['a.txt'])
  repo.git('bisect', 'start')
  expect(await refused(repo, made)).toEqual({ kind: 'operation-in-progress', operation: 'bisect' })
  repo.git('bisect', 'reset')
  repo.write('.git/index.lock', '')
  expect(await refused(repo, made)).toEqual({ kind: 'index-locked' })
  repo.remove('.git/index.lock')

  const root = tempRepo()
  root.write('a.txt', 'one\n')
  const first = await commit(root, ['a.txt'])
  root.git('checkout', '-q', '--detach')
  expect(await refused(root, first)).toEqual({ kind: 'uncommit-first-detached' })
})

it('moves nothing when somebody commits in the very moment', async () => {
  const repo = tempRepo({ files })
  repo.write('a.txt', 'mine\n')
  const made = await commit(repo, ['a.txt'])
  const runner = testRunner()
  let theirs = ''
  const racing: typeof runner = {
    ...runner,
    run(args, options) {
      if (args[0] === 'update-ref') theirs = repo.commitAll('theirs')
      return runner.run(args, options)
    },
  }
  const answer = await uncommit(racing, await layoutOf(repo.path, runner), systemClock, made)
  expect(answer).toEqual({ ok: false, error: { kind: 'uncommit-not-head', head: theirs } })
  expect(head(repo)).toBe(theirs)
})

it('runs no hook', async () => {
  const repo = tempRepo({ files })
  repo.write('a.txt', 'mine\n')
  const made = await commit(repo, ['a.txt'])
  const mark = join(tempDir('mark'), 'ran')
  for (const name of ['reference-transaction', 'post-checkout', 'post-rewrite']) {
    repo.write(`.git/hooks/${name}`, `#!/bin/sh\ntouch '${mark}'\n`)
    repo.chmod(`.git/hooks/${name}`, 0o755)
  }
  expect(await takeBack(repo, made)).toEqual({ ok: true, value: null })
  expect(existsSync(mark)).toBe(false)
})
