import { chmodSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { decodePath } from '../../../src/core/repo/repo-path'
import { newSession } from '../../../src/core/session/session'
import { repoIdOf } from '../../../src/services/repo-id'
import { asPlainUser, builtCli, type Cli } from '../../support/cli'
import { tempDir, tempRepo } from '../../support/git-fixture'
import type { TempRepo } from '../../support/temp-repo'
import { apply, capture, diffOf, treeOf } from './diff-bed'

const cliOf = builtCli()

const answerSchema = z.strictObject({
  from: z.string(),
  to: z.string(),
  complete: z.boolean(),
  uncaptured: z.array(z.unknown()),
  files: z.array(
    z.strictObject({
      path: z.unknown(),
      change: z.string(),
      oldMode: z.string().nullable(),
      newMode: z.string().nullable(),
    }),
  ),
  patch: z.unknown(),
})

function setUp(files: Readonly<Record<string, string>> = { 'a.txt': 'one\ntwo\n' }) {
  const cli = cliOf()
  const repo = tempRepo({ files })
  return { cli, repo }
}

describe('without --from', () => {
  async function session(cli: Cli, repo: TempRepo, startedAtMs: number, checkpointId: string | null) {
    const id = `s${startedAtMs}`
    const baseline = checkpointId === null ? null : { checkpointId, commit: null, atMs: startedAtMs }
    const known = { lane: 'spark', model: 'm', where: 'terminal', prompt: null, startedWithoutGate: null } as const
    const made = newSession({
      id,
      repoId: await repoIdOf(repo.path),
      repoPath: repo.path,
      startedAtMs,
      baseline,
      ...known,
    })
    mkdirSync(join(cli.home, 'sessions'), { recursive: true })
    writeFileSync(join(cli.home, 'sessions', `${id}.json`), JSON.stringify({ version: 1, ...made }))
  }

  it('compares with HEAD where there was no session', async () => {
    const { cli, repo } = setUp()
    repo.write('a.txt', 'one\n2\n')
    expect((await diffOf(cli, repo)).toString()).toBe(repo.git('diff', '--full-index'))
    const { code, value } = await cli.json(['diff', '--repo', repo.path, '--from', 'baseline'])
    expect([code, value]).toMatchObject([2, { error: { code: 'NO_BASELINE' } }])
  })

  it('compares with the baseline of the newest session, whatever was committed since', async () => {
    const { cli, repo } = setUp()
    const old = await capture(cli, repo)
    repo.write('a.txt', 'before the session\n')
    const baseline = await capture(cli, repo)
    await session(cli, repo, 1000, old)
    await session(cli, repo, 2000, baseline)
    await session(cli, repo, 3000, null)
    repo.write('a.txt', 'after\n')
    repo.commitAll('the work of the session')
    const patch = await diffOf(cli, repo)
    expect(patch.toString()).toContain('\n-before the session\n+after\n')
    expect((await diffOf(cli, repo, '--from', 'baseline')).equals(patch)).toBe(true)
    expect((await cli.json(['diff', '--repo', repo.path])).value).toMatchObject({ from: baseline, to: 'worktree' })
  })
})

it('is empty, and done, when nothing changed', async () => {
  const { cli, repo } = setUp()
  const id = await capture(cli, repo)
  for (const args of [
    ['--from', 'HEAD'],
    ['--from', id],
    ['--from', id, '--to', id],
    ['--from', 'HEAD', '--to', id],
  ])
    expect((await diffOf(cli, repo, ...args)).length).toBe(0)
})

it('shows all files of an unborn branch as new', async () => {
  const cli = cliOf()
  const repo = tempRepo()
  repo.write('a.txt', 'one\n')
  const folder = tempDir()
  apply(folder, await diffOf(cli, repo))
  expect(treeOf(folder)).toEqual(treeOf(repo.path))
})

it('takes only the paths that are asked for, from the folder of the call', async () => {
  const odd = decodePath(Buffer.from('caf\xe9', 'latin1'))
  const { cli, repo } = setUp({ 'a.txt': 'a\n', 'src/b.txt': 'b\n', 'src/deep/c.txt': 'c\n', 'src2/d.txt': 'd\n' })
  for (const path of ['a.txt', 'src/b.txt', 'src/deep/c.txt', 'src2/d.txt', odd]) repo.write(path, 'changed\n')
  const paths = async (args: readonly string[], cwd: string) => {
    const { code, value } = await cli.json(['diff', ...args], { cwd })
    expect(code).toBe(0)
    return answerSchema.parse(value).files.map(({ path }) => path)
  }
  const top = repo.path
  expect(await paths(['--path', 'src'], top)).toEqual(['src/b.txt', 'src/deep/c.txt'])
  expect(await paths(['--path', 'a.txt', 'src/deep'], top)).toEqual(['a.txt', 'src/deep/c.txt'])
  expect(await paths(['--path', 'a.txt', '--path', 'src2/d.txt'], top)).toEqual(['a.txt', 'src2/d.txt'])
  expect(await paths(['--path', 'b.txt'], join(top, 'src'))).toEqual(['src/b.txt'])
  expect(await paths(['--repo', top, '--path', join(top, 'src2')], '/')).toEqual(['src2/d.txt'])
  expect(await paths(['--repo', top, '--path', 'none'], '/')).toEqual([])
  const outside = await cli.json(['diff', '--path', '../other'], { cwd: top })
  expect([outside.code, outside.value]).toMatchObject([2, { error: { code: 'OUTSIDE_WORKTREE' } }])
})

it('takes a path that is not UTF-8', async () => {
  const { cli, repo } = setUp()
  const bytes = Buffer.from('caf\xe9', 'latin1')
  repo.write(decodePath(bytes), 'x\n')
  repo.write('other', 'x\n')
  // A shell gives the bytes as they are; Node can start a process only with text.
  const file = join(tempDir(), 'call.sh')
  writeFileSync(file, Buffer.concat([Buffer.from('exec "$@" --path caf'), bytes.subarray(3), Buffer.from('\n')]))
  const { code, value } = await cli.json(['diff', '--repo', repo.path], { shell: file })
  expect(code).toBe(0)
  expect(answerSchema.parse(value).files).toEqual([
    { path: { bytes: bytes.toString('base64') }, change: 'added', oldMode: null, newMode: '100644' },
  ])
})

it('says as JSON what changed how, with a patch of any bytes', async () => {
  const { cli, repo } = setUp({ 'a.txt': 'one\n', gone: 'x\n', run: 'r\n', 'crlf.txt': 'a\n' })
  repo.write('a.txt', 'two\n')
  repo.remove('gone')
  repo.chmod('run', 0o755)
  const { code, value } = await cli.json(['diff', '--repo', repo.path])
  expect(code).toBe(0)
  expect(answerSchema.parse(value)).toMatchObject({
    from: 'HEAD',
    to: 'worktree',
    complete: true,
    uncaptured: [],
    files: [
      { path: 'a.txt', change: 'modified', oldMode: '100644', newMode: '100644' },
      { path: 'gone', change: 'deleted', oldMode: '100644', newMode: null },
      { path: 'run', change: 'mode-changed', oldMode: '100644', newMode: '100755' },
    ],
    patch: (await diffOf(cli, repo)).toString(),
  })
  repo.write('a.txt', Buffer.from('th\xe9\n', 'latin1'))
  const odd = await cli.json(['diff', '--repo', repo.path])
  expect(answerSchema.parse(odd.value).patch).toEqual({ bytes: (await diffOf(cli, repo)).toString('base64') })
})

it('leaves ignored files out against HEAD, and takes those that checkpoints hold between checkpoints', async () => {
  const { cli, repo } = setUp({ '.gitignore': '.env\n' })
  repo.write('.env', 'SECRET=1\n')
  const id = await capture(cli, repo)
  expect((await diffOf(cli, repo, '--from', 'HEAD')).length).toBe(0)
  expect((await diffOf(cli, repo, '--from', 'HEAD', '--to', id)).length).toBe(0)
  repo.write('.env', 'SECRET=2\n')
  expect((await diffOf(cli, repo, '--from', id)).toString()).toContain('-SECRET=1\n+SECRET=2\n')
})

it('is empty against HEAD where git only converts line endings', async () => {
  const { cli, repo } = setUp({ '.gitattributes': '*.txt text eol=crlf\n', 'a.txt': 'one\n' })
  repo.remove('a.txt')
  repo.git('checkout', '-q', '--', 'a.txt')
  expect(repo.read('a.txt')).toBe('one\r\n')
  expect((await diffOf(cli, repo, '--from', 'HEAD')).length).toBe(0)
})

it('names a nested repository by its commit against HEAD, and by its files against a checkpoint', async () => {
  const { cli, repo } = setUp()
  const before = await capture(cli, repo)
  const nested = tempRepo({ path: join(repo.path, 'nested'), files: { 'in.txt': 'in\n' } })
  const commit = nested.git('rev-parse', 'HEAD').trim()
  const after = await capture(cli, repo)
  const subproject = `+Subproject commit ${commit}\n`
  expect((await diffOf(cli, repo, '--from', 'HEAD')).toString()).toContain(subproject)
  expect((await diffOf(cli, repo, '--from', 'HEAD', '--to', after)).toString()).toContain(subproject)
  for (const to of [after, 'worktree'])
    expect((await diffOf(cli, repo, '--from', before, '--to', to)).toString()).toContain('+++ b/nested/in.txt\n')
})

it('runs nothing of the repository', async () => {
  const { cli, repo } = setUp({ '.gitattributes': '*.txt filter=evil diff=evil\n', 'a.txt': 'one\n' })
  const proof = join(tempDir(), 'ran')
  for (const key of [
    'filter.evil.clean',
    'filter.evil.smudge',
    'diff.evil.command',
    'diff.evil.textconv',
    'core.fsmonitor',
  ])
    repo.git('config', key, `touch '${proof}'; cat`)
  repo.write('a.txt', 'two\n')
  const id = await capture(cli, repo)
  for (const from of [id, 'HEAD']) await cli.run(['diff', '--repo', repo.path, '--from', from])
  await cli.run(['gate', '--repo', repo.path])
  await cli.run(['status', '--repo', repo.path])
  expect(() => lstatSync(proof)).toThrow('ENOENT')
})

it('is partial, and says which paths it lacks, when a file cannot be read', async () => {
  const { cli, repo } = setUp({ 'a.txt': 'one\n', 'b.txt': 'two\n' })
  const id = await capture(cli, repo)
  repo.write('a.txt', 'changed\n')
  repo.write('b.txt', 'changed\n')
  chmodSync(join(repo.path, 'b.txt'), 0)
  const options = { ...asPlainUser([repo.path, cli.home]), env: { HOME: '/nonexistent' } }
  for (const from of [id, 'HEAD']) {
    const { code, value } = await cli.json(['diff', '--repo', repo.path, '--from', from], options)
    expect(code).toBe(3)
    expect(answerSchema.parse(value)).toMatchObject({
      complete: false,
      uncaptured: [{ path: 'b.txt', why: 'EACCES' }],
      files: [{ path: 'a.txt' }],
    })
    const { stderr } = await cli.run(['diff', '--repo', repo.path, '--from', from], options)
    expect(stderr).toBe('The patch is partial, without 1 path:\n  b.txt  may not be read\n')
  }
})

it('knows no checkpoint that is none, on either side', async () => {
  const { cli, repo } = setUp()
  const check = async (...args: readonly string[]) => {
    const { code, value } = await cli.json(['diff', '--repo', repo.path, ...args])
    expect([args, code, value]).toMatchObject([args, 2, { error: { code: 'NO_SUCH_CHECKPOINT' } }])
  }
  await check('--from', '000009-00000000')
  await capture(cli, repo)
  for (const id of ['nonsense', '000009-00000000', 'HEAD~1', '../../x', '']) await check('--from', id)
  for (const id of ['000009-00000000', '']) await check('--from', 'HEAD', '--to', id)
})

it('is no failure when its reader goes away', async () => {
  const { cli, repo } = setUp()
  repo.write('large.txt', 'line\n'.repeat(200_000))
  const shell = join(tempDir(), 'call.sh')
  writeFileSync(shell, '{ "$@"; echo "code $?" >&2; } | head -c 10\n')
  const { stdout, stderr } = await cli.run(['diff', '--repo', repo.path], { shell })
  expect([stdout.toString(), stderr]).toEqual(['diff --git', 'code 0\n'])
})
