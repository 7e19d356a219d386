import { execFileSync } from 'node:child_process'
import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { take } from '../../support/repo-bed'
import { createTempDir, createTempRepo, hermeticGitEnv, openTempRepo, type TempRepo } from '../../support/temp-repo'
import { actingBed, lines, uncommitted } from './acting-bed'

const staged = (repo: TempRepo) => repo.git('ls-files', '-z', '--stage')

/** The same repository, work tree and index once more, for git itself. */
function twin(repo: TempRepo): TempRepo {
  const copy = createTempRepo().path
  execFileSync('rm', ['-rf', copy])
  execFileSync('cp', ['-a', repo.path, copy])
  return openTempRepo(copy)
}

/** `git add -p -- path` with these answers. */
function addPatch(repo: TempRepo, path: string, answers: string): void {
  const env = { ...process.env, ...hermeticGitEnv }
  execFileSync('git', ['add', '-p', '--', path], {
    cwd: repo.path,
    env,
    input: answers,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
}

const edited = (text: string) =>
  text.replace('line 5\n', 'five\n').replace('line 20\n', '').replace('line 38\n', 'a\nb\n')

it.each([
  ['plain', {}, lines(), edited(lines())],
  ['no newline at the end', {}, lines().slice(0, -1), edited(lines()).slice(0, -1).replace('line 40', 'forty')],
  ['autocrlf', { 'core.autocrlf': 'true' }, lines(), edited(lines()).replaceAll('\n', '\r\n')],
  ['committed with CR LF', {}, lines().replaceAll('\n', '\r\n'), edited(lines()).replaceAll('\n', '\r\n')],
  ['bytes that are no text', {}, `\xff${lines()}`, `\xff${edited(lines())}`],
])('stages a hunk as git add -p does: %s', async (_, config, before, after) => {
  const repo = createTempRepo()
  for (const [key, value] of Object.entries(config)) repo.git('config', key, value)
  repo.write('a.txt', Buffer.from(before, 'latin1'))
  repo.write('other.txt', 'other\n')
  repo.commitAll('first')
  repo.write('a.txt', Buffer.from(after, 'latin1'))
  const bed = await actingBed({ repo })
  const hunks = await bed.hunks(uncommitted, 'a.txt', (found) => found.length === 3)
  const git = twin(repo)
  addPatch(git, 'a.txt', 'n\ny\nn\n')
  const first = take(await bed.stage('a.txt', hunks[1]?.id ?? ''))
  expect(staged(repo)).toBe(staged(git))
  addPatch(git, 'a.txt', 'n\ny\n')
  take(await bed.stage('a.txt', hunks[2]?.id ?? ''))
  expect(staged(repo)).toBe(staged(git))
  expect(first).toHaveLength(1)
  expect(repo.read('a.txt')).toBe(git.read('a.txt'))
  expect(openTempRepo(repo.path).git('status', '--porcelain')).toBe('MM a.txt\n')
  git.cleanup()
})

it('stages files as git add does: new, gone, executable, a link, moved, with a name that could be a pattern', async () => {
  const repo = createTempRepo({
    files: { 'gone.txt': 'x\n', 'run.sh': '#!/bin/sh\n', 'old.txt': lines(), '*.txt': 'star\n' },
  })
  repo.remove('gone.txt')
  repo.chmod('run.sh', 0o755)
  repo.remove('old.txt')
  repo.write('moved/new.txt', lines())
  repo.write('*.txt', 'star 2\n')
  repo.write('new file.bin', Buffer.from([0, 1, 2, 255]))
  symlinkSync('run.sh', join(repo.path, 'link'))
  const bed = await actingBed({ repo })
  const git = twin(repo)
  git.git(
    '--literal-pathspecs',
    'add',
    '-A',
    '--',
    'gone.txt',
    'run.sh',
    'old.txt',
    'moved/new.txt',
    '*.txt',
    'new file.bin',
    'link',
  )
  for (const path of ['gone.txt', 'run.sh', '*.txt', 'new file.bin', 'link']) take(await bed.stage(path, null))
  take(await bed.stage('moved/new.txt', null, 'old.txt'))
  expect(staged(repo)).toBe(staged(git))
  git.cleanup()
})

it('stages the one hunk of a new and of a deleted file', async () => {
  const repo = createTempRepo({ files: { 'gone.txt': 'x\n' } })
  repo.remove('gone.txt')
  repo.write('new.txt', 'one\ntwo')
  const bed = await actingBed({ repo })
  const [fresh] = await bed.hunks(uncommitted, 'new.txt')
  const [gone] = await bed.hunks(uncommitted, 'gone.txt')
  take(await bed.stage('new.txt', fresh?.id ?? ''))
  take(await bed.stage('gone.txt', gone?.id ?? ''))
  expect(repo.git('status', '--porcelain')).toBe('D  gone.txt\nA  new.txt\n')
})

it('takes back what it staged, and nothing that is staged since', async () => {
  const repo = createTempRepo({ files: { 'a.txt': lines() } })
  repo.write('a.txt', edited(lines()))
  const bed = await actingBed({ repo })
  const before = staged(repo)
  const [first, second] = await bed.hunks(uncommitted, 'a.txt', (found) => found.length === 3)
  const one = take(await bed.stage('a.txt', first?.id ?? ''))
  const unstage = (what: typeof one) => bed.host.request({ type: 'unstage', repoId: bed.repoId, staged: what })
  expect(take(await unstage(one))).toHaveLength(1)
  expect(staged(repo)).toBe(before)
  take(await bed.stage('a.txt', second?.id ?? ''))
  expect(await unstage(one)).toEqual({ ok: false, error: { kind: 'stage-changed', path: 'a.txt' } })
})

it('says why nothing was staged', async () => {
  const repo = createTempRepo({ files: { 'a.txt': lines(), '.gitattributes': '*.big filter=lfs\n', 'x.big': 'b\n' } })
  repo.git('config', 'filter.lfs.clean', 'touch ran; cat')
  repo.write('a.txt', edited(lines()))
  repo.write('x.big', 'bb\n')
  const bed = await actingBed({ repo })
  const before = staged(repo)
  const [first] = await bed.hunks(uncommitted, 'a.txt')
  expect(await bed.stage('a.txt', 'no-such-hunk')).toMatchObject({ error: { kind: 'stage-changed' } })
  expect(await bed.stage('x.big', null)).toMatchObject({ error: { kind: 'stage-filtered', filter: 'lfs' } })
  writeFileSync(join(repo.gitDir(), 'index.lock'), '')
  expect(await bed.stage('a.txt', first?.id ?? '')).toMatchObject({ error: { kind: 'stage-locked' } })
  openTempRepo(repo.path).remove('.git/index.lock')
  expect(staged(repo)).toBe(before)
  expect(repo.git('status', '--porcelain', '--ignored')).not.toContain('ran')
})

it('another git that takes the lock for a moment is waited for, also right before the index is written', async () => {
  const repo = createTempRepo({ files: { 'a.txt': lines() } })
  repo.write('a.txt', edited(lines()))
  const folder = createTempDir('git')
  const lock = join(repo.gitDir(), 'index.lock')
  const gitPath = join(folder, 'git')
  const once = join(folder, 'once')
  // As if somebody's git had the lock while ours begins to write.
  writeFileSync(
    gitPath,
    `#!/bin/sh\ncase "$*" in *update-index*) if [ -e '${once}' ]; then rm '${once}'; : > '${lock}'; (sleep 0.3; rm '${lock}') & fi;; esac\nexec git "$@"\n`,
    { mode: 0o755 },
  )
  const bed = await actingBed({ repo, gitPath })
  const [first] = await bed.hunks(uncommitted, 'a.txt', (found) => found.length === 3)
  writeFileSync(once, '')
  const made = take(await bed.stage('a.txt', first?.id ?? ''))
  expect(existsSync(once)).toBe(false)
  expect(repo.git('status', '--porcelain')).toBe('MM a.txt\n')
  writeFileSync(once, '')
  take(await bed.host.request({ type: 'unstage', repoId: bed.repoId, staged: made }))
  expect([existsSync(once), repo.git('status', '--porcelain')]).toEqual([false, ' M a.txt\n'])
  rmSync(folder, { recursive: true })
})
