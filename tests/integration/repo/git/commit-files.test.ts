import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { CommitIdentity } from '../../../../src/core/repo/commit'
import { decodePath, type RepoPath } from '../../../../src/core/repo/repo-path'
import { commitFiles } from '../../../../src/repo/git/commit-files'
import { previewCommit } from '../../../../src/repo/git/preview-commit'
import { systemClock } from '../../../../src/services/system-clock'
import { isRunning, layoutOf, statusOf, tempDir, tempRepo, testRunner, valueOf } from '../../../support/git-fixture'
import { hermeticGitEnv, openTempRepo, type TempRepo } from '../../../support/temp-repo'

const files = { 'a.txt': 'one\n', 'b.txt': 'bee\n', 'c/d.txt': 'dee\n' }

interface Options {
  readonly message?: string
  readonly identity?: CommitIdentity
  readonly env?: NodeJS.ProcessEnv
  readonly timeoutMs?: number
}

async function commit(repo: TempRepo, paths: readonly RepoPath[], options: Options = {}) {
  const { message = 'checkpoint', identity = null, env, timeoutMs } = options
  const runner = testRunner(env)
  const layout = await layoutOf(repo.path, runner)
  const tempFolder = tempDir('message')
  const request = {
    files: paths,
    message,
    identity,
    tempDir: tempFolder,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  }
  const answer = await commitFiles(runner, layout, systemClock, request)
  expect(readdirSync(tempFolder), 'the message file is gone').toEqual([])
  expect(
    readdirSync(layout.gitDir).filter((name) => /lock|firebreak-index/.test(name)),
    'no lock is left',
  ).toEqual([])
  return answer
}

/** Names and kinds of change of the last commit. */
const last = (repo: TempRepo) =>
  repo.git('show', '--format=', '--name-status', '--no-renames', '-z', 'HEAD').split('\0').filter(Boolean).join(' ')
const short = (repo: TempRepo) => repo.git('status', '--porcelain').trimEnd().split('\n').filter(Boolean)

function hook(repo: TempRepo, name: string, script: string): void {
  repo.write(`.git/hooks/${name}`, `#!/bin/sh\n${script}\n`)
  repo.chmod(`.git/hooks/${name}`, 0o755)
}

it('commits the ticked files as they are on disk and says which commit it made', async () => {
  const repo = tempRepo({ files })
  repo.write('a.txt', 'staged\n')
  repo.git('add', 'a.txt')
  repo.write('a.txt', 'on disk\n')
  repo.write('new.txt', 'new\n')
  const done = valueOf(await commit(repo, ['a.txt', 'new.txt'], { message: 'feat: "quotes", é\n\n# a body line\n' }))
  expect(done).toEqual({
    commit: repo.git('rev-parse', 'HEAD').trim(),
    shortCommit: repo.git('rev-parse', '--short', 'HEAD').trim(),
  })
  expect(last(repo)).toBe('M a.txt A new.txt')
  expect(repo.git('show', 'HEAD:a.txt')).toBe('on disk\n')
  expect(repo.git('log', '-1', '--format=%B').trimEnd()).toBe('feat: "quotes", é\n\n# a body line')
  expect(short(repo)).toEqual([])
})

it('keeps what is staged of unticked files staged, and their other edits unstaged', async () => {
  const repo = tempRepo({ files })
  repo.write('a.txt', 'commit me\n')
  repo.write('b.txt', 'staged\n')
  repo.git('add', 'b.txt')
  repo.write('b.txt', 'staged and more\n')
  repo.git('rm', '-q', 'c/d.txt')
  repo.write('new.txt', 'untracked, ticked\n')
  repo.write('other.txt', 'untracked, not ticked\n')
  valueOf(await commit(repo, ['a.txt', 'new.txt']))
  expect(last(repo)).toBe('M a.txt A new.txt')
  expect(short(repo)).toEqual(['MM b.txt', 'D  c/d.txt', '?? other.txt'])
  expect(repo.git('show', ':b.txt')).toBe('staged\n')
})

it('commits deletions, renames, modes and links', async () => {
  const repo = tempRepo({ files })
  repo.git('mv', 'a.txt', 'renamed.txt')
  repo.remove('b.txt')
  repo.chmod('c/d.txt', 0o755)
  symlinkSync('c/d.txt', join(repo.path, 'link'))
  const { files: changed } = await statusOf(repo.path)
  expect(changed.map((file) => file.status)).toEqual(['deleted', 'mode-changed', 'untracked', 'renamed'])
  valueOf(
    await commit(
      repo,
      changed.map((file) => file.path),
    ),
  )
  expect(last(repo)).toBe('D a.txt D b.txt M c/d.txt A link A renamed.txt')
  expect(short(repo)).toEqual([])
})

it('commits a rename alone, while the rest waits', async () => {
  const repo = tempRepo({ files })
  repo.git('mv', 'a.txt', 'renamed.txt')
  repo.write('b.txt', 'later\n')
  valueOf(await commit(repo, ['renamed.txt']))
  expect(last(repo)).toBe('D a.txt A renamed.txt')
  expect(short(repo)).toEqual([' M b.txt'])
})

it('makes the first commit of an unborn branch', async () => {
  const repo = tempRepo()
  repo.write('a.txt', 'one\n')
  repo.write('b.txt', 'two\n')
  repo.git('add', 'b.txt')
  valueOf(await commit(repo, ['a.txt']))
  expect(last(repo)).toBe('A a.txt')
  expect(short(repo)).toEqual(['A  b.txt'])
})

it('commits on a detached HEAD and in a linked worktree', async () => {
  const repo = tempRepo({ files })
  repo.git('checkout', '-q', '--detach')
  repo.write('a.txt', 'detached\n')
  valueOf(await commit(repo, ['a.txt']))
  const path = join(tempDir('worktrees'), 'linked')
  repo.git('worktree', 'add', '-q', '-b', 'side', path)
  const linked = openTempRepo(path)
  linked.write('b.txt', 'side\n')
  valueOf(await commit(linked, ['b.txt']))
  expect([last(repo), last(linked)]).toEqual(['M a.txt', 'M b.txt'])
})

it('commits odd names as they are written, not as patterns', async () => {
  const names = [
    '*',
    ':(glob)**',
    ':!a.txt',
    '-n',
    'new\nline',
    '[ab].txt',
    decodePath(Buffer.from('caf\xe9', 'latin1')),
  ]
  const repo = tempRepo({ files })
  for (const name of names) repo.write(name, 'x\n')
  repo.write('a.txt', 'not ticked\n')
  valueOf(await commit(repo, names))
  expect((await statusOf(repo.path)).files.map(({ path }) => path)).toEqual(['a.txt'])
  for (const name of names) repo.write(name, 'y\n')
  valueOf(await commit(repo, names))
  expect((await statusOf(repo.path)).files.map(({ path }) => path)).toEqual(['a.txt'])
})

it.each<[string, (repo: TempRepo) => void, RepoPath[], string, string[]]>([
  [
    'a file that git is to forget but that stays on disk',
    (r) => {
      r.git('rm', '-q', '--cached', 'b.txt')
      r.write('.gitignore', 'b.txt\n')
    },
    ['.gitignore', 'b.txt'],
    'A .gitignore D b.txt',
    [],
  ],
  [
    'a file removed from the index only, as it is on disk',
    (r) => {
      r.git('rm', '-q', '--cached', 'b.txt')
      r.write('b.txt', 'edited\n')
    },
    ['b.txt'],
    'M b.txt',
    [],
  ],
  [
    'a folder in place of a file',
    (r) => {
      r.remove('b.txt')
      r.write('b.txt/inside', 'x\n')
    },
    ['b.txt', 'b.txt/inside'],
    'D b.txt A b.txt/inside',
    [],
  ],
  [
    'the deletion of a file in whose place a folder is, without the folder',
    (r) => {
      r.remove('b.txt')
      r.write('b.txt/inside', 'x\n')
      r.write('a.txt', 'staged\n')
      r.git('add', 'a.txt')
    },
    ['b.txt'],
    'D b.txt',
    ['M  a.txt', '?? b.txt/'],
  ],
  [
    'a file in place of a folder',
    (r) => {
      r.remove('c')
      r.write('c', 'file now\n')
    },
    ['c', 'c/d.txt'],
    'A c D c/d.txt',
    [],
  ],
  [
    'a rename whose old name is taken by another file that is not ticked',
    (r) => {
      r.git('mv', 'a.txt', 'moved.txt')
      r.write('a.txt', 'another\n')
    },
    ['moved.txt'],
    'D a.txt A moved.txt',
    ['?? a.txt'],
  ],
  [
    'a file that was added and deleted again',
    (r) => {
      r.write('brief.txt', 'x\n')
      r.git('add', 'brief.txt')
      r.remove('brief.txt')
      r.write('a.txt', 'two\n')
    },
    ['a.txt', 'brief.txt'],
    'M a.txt',
    [],
  ],
])('commits %s', async (_name, act, paths, committed, left) => {
  const repo = tempRepo({ files })
  act(repo)
  valueOf(await commit(repo, paths))
  expect([last(repo), short(repo)]).toEqual([committed, left])
})

it("stores what the user's filter makes of a new file", async () => {
  const repo = tempRepo()
  repo.git('lfs', 'install', '--local')
  repo.write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n')
  repo.write('big.bin', 'x'.repeat(4000))
  valueOf(await commit(repo, ['.gitattributes', 'big.bin'], { env: { HOME: tempDir('home') } }))
  expect(repo.git('cat-file', '-p', 'HEAD:big.bin')).toMatch(/^version https:\/\/git-lfs/)
  expect(short(repo)).toEqual([])
})

/** A dirty repository with something staged, ticked and untracked, to prove that failure changes nothing. */
function dirty(): TempRepo {
  const repo = tempRepo({ files })
  repo.write('a.txt', 'ticked\n')
  repo.write('b.txt', 'staged, not ticked\n')
  repo.git('add', 'b.txt')
  repo.write('new.txt', 'ticked and untracked\n')
  return repo
}

async function expectUntouched(repo: TempRepo, act: () => Promise<unknown>): Promise<unknown> {
  const [head, index, status] = [repo.git('rev-parse', 'HEAD'), repo.indexBytes(), short(repo)]
  const index2 = repo.indexBytes()
  expect(index2.equals(index)).toBe(true)
  const answer = await act()
  expect(repo.indexBytes().equals(index2), 'the index is as it was, byte for byte').toBe(true)
  expect([repo.git('rev-parse', 'HEAD'), short(repo)]).toEqual([head, status])
  return answer
}

it.each(['pre-commit', 'prepare-commit-msg', 'commit-msg'])('gives what a refusing %s hook printed', async (name) => {
  const repo = dirty()
  // Also a hook that meddles with the index leaves nothing behind.
  hook(repo, name, 'echo "to stdout"; echo "no: lint" >&2; git add b.txt a.txt 2>/dev/null; exit 1')
  const answer = await expectUntouched(repo, () => commit(repo, ['a.txt', 'new.txt']))
  expect(answer).toEqual({
    ok: false,
    error: { kind: 'hook-failed', output: expect.stringMatching(/to stdout[^]*no: lint|no: lint[^]*to stdout/) },
  })
})

it('runs the hooks in the environment of the user, with the index of the commit and no input', async () => {
  const repo = dirty()
  const seen = join(tempDir('seen'), 'seen')
  hook(
    repo,
    'pre-commit',
    `{ echo "mine=$MINE literal=$GIT_LITERAL_PATHSPECS global=$GIT_CONFIG_GLOBAL"; git diff --cached --name-only -- '*.txt'; cat; } >'${seen}'`,
  )
  const env = { MINE: 'yes', GIT_DIR: '/elsewhere', GIT_INDEX_FILE: '/elsewhere/index' }
  valueOf(await commit(repo, ['a.txt', 'new.txt'], { env }))
  expect(readFileSync(seen, 'utf8')).toBe('mine=yes literal= global=/dev/null\na.txt\nnew.txt\n')
})

it('honours core.hooksPath, and does not take a failing post-commit hook for a failure', async () => {
  const repo = dirty()
  repo.write('tools/post-commit', '#!/bin/sh\nexit 1\n')
  repo.chmod('tools/post-commit', 0o755)
  repo.git('config', 'core.hooksPath', 'tools')
  expect((await commit(repo, ['a.txt'])).ok).toBe(true)
})

it('ends a hook that hangs, with everything it started', async () => {
  const repo = dirty()
  const pidFile = join(tempDir('pid'), 'pid')
  hook(repo, 'pre-commit', `echo waiting; sleep 600 & echo $! >'${pidFile}'; wait`)
  const answer = await expectUntouched(repo, () => commit(repo, ['a.txt', 'new.txt'], { timeoutMs: 1500 }))
  expect(answer).toEqual({ ok: false, error: { kind: 'commit-timeout', afterMs: 1500, output: 'waiting\n' } })
  await expect.poll(() => isRunning(Number(readFileSync(pidFile, 'utf8')))).toBe(false)
})

it('ends a hook that ignores being asked, and clears the locks git could not', async () => {
  const repo = dirty()
  hook(repo, 'pre-commit', "trap '' TERM; kill -STOP $PPID; while :; do sleep 0.1; done")
  const answer = await expectUntouched(repo, () => commit(repo, ['a.txt'], { timeoutMs: 1000 }))
  expect(answer).toMatchObject({ ok: false, error: { kind: 'commit-timeout' } })
})

it('counts a commit as made when only its post-commit hook hangs', async () => {
  const repo = dirty()
  hook(repo, 'post-commit', 'sleep 600')
  valueOf(await commit(repo, ['a.txt'], { timeoutMs: 2000 }))
  expect(last(repo)).toBe('M a.txt')
})

it('does not wait for what a hook leaves in the background', async () => {
  const repo = dirty()
  const pidFile = join(tempDir('pid'), 'pid')
  hook(repo, 'post-commit', `sleep 600 & echo $! >'${pidFile}'`)
  expect((await commit(repo, ['a.txt'])).ok).toBe(true)
  process.kill(Number(readFileSync(pidFile, 'utf8')))
})

const nobody = { GIT_AUTHOR_NAME: '', GIT_AUTHOR_EMAIL: '', GIT_COMMITTER_NAME: '', GIT_COMMITTER_EMAIL: '' }
/** No identity anywhere, and no guessing one from the computer's name. */
function anonymous(): NodeJS.ProcessEnv {
  const settings = join(tempDir('home'), 'settings')
  writeFileSync(settings, '[user]\n\tuseConfigOnly = true\n')
  return { ...Object.fromEntries(Object.keys(nobody).map((key) => [key, undefined])), GIT_CONFIG_GLOBAL: settings }
}

it('asks who commits when git does not know, and uses the answer for this commit only', async () => {
  const repo = dirty()
  const env = anonymous()
  const config = readFileSync(join(repo.path, '.git/config'), 'utf8')
  const missing = await expectUntouched(repo, () => commit(repo, ['a.txt', 'new.txt'], { env }))
  expect(missing).toEqual({ ok: false, error: { kind: 'identity-missing' } })
  valueOf(await commit(repo, ['a.txt'], { env, identity: { name: 'Ada L', email: 'ada@example.invalid' } }))
  expect(repo.git('log', '-1', '--format=%an <%ae> %cn <%ce>').trim()).toBe(
    'Ada L <ada@example.invalid> Ada L <ada@example.invalid>',
  )
  expect(readFileSync(join(repo.path, '.git/config'), 'utf8')).toBe(config)
})

it('says that signing failed', async () => {
  const repo = dirty()
  const gpg = join(tempDir('bin'), 'gpg')
  writeFileSync(gpg, '#!/bin/sh\nexit 2\n', { mode: 0o755 })
  repo.git('config', 'commit.gpgSign', 'true')
  repo.git('config', 'gpg.program', gpg)
  expect(await expectUntouched(repo, () => commit(repo, ['a.txt', 'new.txt']))).toEqual({
    ok: false,
    error: { kind: 'signing-failed', output: expect.stringContaining('failed to sign') },
  })
})

it('leaves the index alone while another git holds it', async () => {
  const repo = dirty()
  const runner = testRunner()
  const layout = await layoutOf(repo.path)
  repo.write('.git/index.lock', '')
  const request = { files: ['a.txt'], message: 'x', identity: null, tempDir: tempDir('message') }
  const answer = await expectUntouched(repo, () => commitFiles(runner, layout, systemClock, request))
  expect(answer).toEqual({ ok: false, error: { kind: 'index-locked' } })
  expect(existsSync(join(repo.path, '.git/index.lock'))).toBe(true)
})

it('refuses to commit nothing, what is not changed, and in the middle of an operation', async () => {
  const repo = dirty()
  const refused = async (paths: RepoPath[]) => expectUntouched(repo, () => commit(repo, paths))
  expect(await refused([])).toEqual({ ok: false, error: { kind: 'nothing-to-commit' } })
  expect(await refused(['a.txt', 'gone.txt'])).toEqual({
    ok: false,
    error: { kind: 'files-changed', paths: ['gone.txt'] },
  })
  repo.git('bisect', 'start')
  expect(await refused(['a.txt'])).toEqual({ ok: false, error: { kind: 'operation-in-progress', operation: 'bisect' } })
})

it('refuses while files are in conflict', async () => {
  const repo = tempRepo({ files })
  repo.write('a.txt', 'stashed\n')
  repo.git('stash', '-q')
  repo.write('a.txt', 'committed\n')
  repo.commitAll('second')
  repo.tryGit('stash', 'pop')
  repo.write('b.txt', 'x\n')
  expect(await expectUntouched(repo, () => commit(repo, ['b.txt']))).toEqual({
    ok: false,
    error: { kind: 'unmerged', paths: ['a.txt'] },
  })
})

it('says when git itself refuses: an empty message', async () => {
  const repo = dirty()
  expect(await expectUntouched(repo, () => commit(repo, ['a.txt', 'new.txt'], { message: ' \n' }))).toEqual({
    ok: false,
    error: { kind: 'commit-failed', output: expect.stringContaining('empty commit message') },
  })
})

it('takes away the index that a failed first commit made', async () => {
  const repo = tempRepo()
  repo.write('a.txt', 'one\n')
  hook(repo, 'pre-commit', 'exit 1')
  expect(await commit(repo, ['a.txt'])).toEqual({ ok: false, error: { kind: 'hook-failed', output: '' } })
  expect(existsSync(join(repo.path, '.git/index'))).toBe(false)
})

it('shows the message to nobody else while git reads it', async () => {
  const repo = dirty()
  const seen = join(tempDir('seen'), 'seen')
  hook(repo, 'pre-commit', `tr '\\0' '\\n' </proc/$PPID/cmdline >'${seen}'`)
  valueOf(await commit(repo, ['a.txt'], { message: 'a private word' }))
  const argv = readFileSync(seen, 'utf8').split('\n')
  expect(argv.join(' ')).not.toContain('private')
  expect(argv.join(' ')).not.toContain('a.txt')
})

it('shows what a commit will run, without running it', async () => {
  const repo = dirty()
  const preview = async (env?: NodeJS.ProcessEnv) => {
    const runner = testRunner(env)
    return valueOf(await previewCommit(runner, await layoutOf(repo.path, runner)))
  }
  const identity = { name: hermeticGitEnv['GIT_AUTHOR_NAME'], email: hermeticGitEnv['GIT_AUTHOR_EMAIL'] }
  expect(await preview()).toEqual({ hooks: [], filters: [], signing: false, identity })
  const mark = join(tempDir('mark'), 'ran')
  hook(repo, 'commit-msg', `touch '${mark}'`)
  hook(repo, 'pre-commit', `touch '${mark}'`)
  hook(repo, 'pre-push', `touch '${mark}'`)
  repo.write('.git/hooks/post-commit', 'not executable')
  repo.write('.gitattributes', '*.txt filter=crypt\n*.md filter=unused\n')
  for (const name of ['crypt', 'unused']) repo.git('config', `filter.${name}.clean`, `touch '${mark}'; cat`)
  repo.git('config', 'commit.gpgSign', 'yes')
  repo.git('config', 'core.fsmonitor', `touch '${mark}'`)
  expect(await preview(anonymous())).toEqual({
    hooks: ['pre-commit', 'commit-msg', 'core.fsmonitor'],
    filters: ['crypt'],
    signing: true,
    identity: null,
  })
  expect(existsSync(mark)).toBe(false)
})

it('is seen by the next status as clean, also where line endings are converted', async () => {
  const repo = tempRepo({ files: { '.gitattributes': '* text=auto eol=crlf\n' } })
  repo.write('a.txt', 'one\r\ntwo\r\n')
  valueOf(await commit(repo, ['a.txt']))
  expect((await statusOf(repo.path)).files).toEqual([])
  expect(execFileSync('git', ['cat-file', '-p', 'HEAD:a.txt'], { cwd: repo.path, encoding: 'utf8' })).toBe('one\ntwo\n')
  expect(statSync(join(repo.path, 'a.txt')).size).toBe(10)
})
