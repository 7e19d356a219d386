import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { currentProcess } from '../../../src/repo/checkpoint/process-identity'
import { repoIdOf } from '../../../src/services/repo-id'
import { asPlainUser, builtCli } from '../../support/cli'
import { tempRepo } from '../../support/git-fixture'

const cliOf = builtCli()

const createdSchema = z.strictObject({
  id: z.string(),
  at: z.iso.datetime(),
  label: z.string(),
  complete: z.boolean(),
  uncaptured: z.array(z.strictObject({ path: z.unknown(), why: z.string() })),
  files: z.number(),
  bytes: z.number(),
  newBytes: z.number(),
})
const listSchema = z.array(
  z.strictObject({
    id: z.string(),
    at: z.iso.datetime(),
    label: z.string(),
    reason: z.string(),
    complete: z.boolean(),
    session: z.string().nullable(),
  }),
)

function setUp(files: Readonly<Record<string, string>> = { 'a.txt': 'one\n', 'b/c.txt': 'two\n' }) {
  const cli = cliOf()
  const repo = tempRepo({ files })
  return {
    cli,
    repo,
    create: async (...more: readonly string[]) => {
      const { code, value } = await cli.json(['checkpoint', 'create', '--repo', repo.path, ...more])
      return { code, ...createdSchema.parse(value) }
    },
    list: async () => {
      const { code, value } = await cli.json(['checkpoint', 'list', '--repo', repo.path])
      expect(code).toBe(0)
      return listSchema.parse(value)
    },
  }
}

it('creates one with everything in it, and says what it holds', async () => {
  const { cli, repo, create } = setUp()
  repo.write('untracked.txt', 'three\n')
  const made = await create('--label', 'before the storm')
  expect(made).toMatchObject({
    code: 0,
    label: 'before the storm',
    complete: true,
    uncaptured: [],
    files: 3,
    bytes: 14,
  })
  expect(made.newBytes).toBeGreaterThan(0)
  expect(statSync(cli.home).mode & 0o777).toBe(0o700)
})

it('makes a new entry of an unchanged tree, which costs nothing', async () => {
  const { create, list } = setUp()
  const first = await create()
  const second = await create()
  expect(second).toMatchObject({ code: 0, newBytes: 0, files: 2 })
  expect(second.id).not.toBe(first.id)
  expect((await list()).map(({ id }) => id)).toEqual([second.id, first.id])
})

it('lists the newest first', async () => {
  const { create, list } = setUp()
  const first = await create('--label', 'first')
  const second = await create('--label', 'second')
  const common = { reason: 'by-hand', complete: true, session: null }
  expect(await list()).toEqual([
    { id: second.id, at: second.at, label: 'second', ...common },
    { id: first.id, at: first.at, label: 'first', ...common },
  ])
})

it('has an empty list where there is none, and makes nothing by asking', async () => {
  const { cli, repo, list } = setUp()
  expect(await list()).toEqual([])
  expect(readdirSync(cli.home)).toEqual([])
  const { code, stdout } = await cli.run(['checkpoint', 'list', '--repo', repo.path])
  expect([code, stdout.toString()]).toEqual([0, 'No checkpoints yet.\n'])
})

it('is partial with a pipe in the tree, and says so', async () => {
  const { cli, repo, create, list } = setUp()
  execFileSync('mkfifo', [join(repo.path, 'pipe')])
  expect(await create()).toMatchObject({
    code: 3,
    complete: false,
    uncaptured: [{ path: 'pipe', why: 'NOT_REGULAR' }],
    files: 2,
  })
  expect(await list()).toMatchObject([{ complete: false }])
  const { code, stdout } = await cli.run(['checkpoint', 'create', '--repo', repo.path])
  expect(code).toBe(3)
  expect(stdout.toString()).toContain('It is partial, without 1 path:\n  pipe  a pipe, socket or device\n')
})

it('is partial with a file that may not be read', async () => {
  const cli = cliOf()
  const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
  repo.write('secret.txt', 'mine\n')
  chmodSync(join(repo.path, 'secret.txt'), 0)
  const options = { ...asPlainUser([repo.path, cli.home]), env: { HOME: '/nonexistent' } }
  const { code, value } = await cli.json(['checkpoint', 'create', '--repo', repo.path], options)
  expect(code).toBe(3)
  expect(createdSchema.parse(value)).toMatchObject({
    complete: false,
    uncaptured: [{ path: 'secret.txt', why: 'EACCES' }],
    files: 1,
  })
})

it('leaves the repository as it was', async () => {
  const { repo, create } = setUp()
  repo.write('a.txt', 'changed\n')
  const before = [repo.indexBytes().toString('hex'), repo.git('for-each-ref'), repo.git('count-objects')]
  await create()
  expect([repo.indexBytes().toString('hex'), repo.git('for-each-ref'), repo.git('count-objects')]).toEqual(before)
})

it('tells people once what checkpoints keep', async () => {
  const { cli, repo } = setUp()
  const first = await cli.run(['checkpoint', 'create', '--repo', repo.path])
  const second = await cli.run(['checkpoint', 'create', '--repo', repo.path])
  expect(first.stderr).toContain('Checkpoints keep copies of your files')
  expect(second.stderr).toBe('')
  expect(second.stdout.toString()).toMatch(/^Checkpoint \S+ holds 2 files, 8 bytes; nothing new was stored\.\n$/)
  const { stdout } = await cli.run(['checkpoint', 'list', '--repo', repo.path])
  expect(stdout.toString()).toMatch(/^\S+ +today \d\d:\d\d +by-hand +by hand\n/)
})

it('takes the lock of a process that was killed', async () => {
  const { cli, repo, create } = setUp()
  await create()
  const folder = join(cli.home, 'repos', await repoIdOf(repo.path))
  writeFileSync(join(folder, 'lock'), JSON.stringify({ ...currentProcess(), startedAt: '1' }))
  expect((await create()).code).toBe(0)
  expect(existsSync(join(folder, 'lock'))).toBe(false)
})

it('names damaged ones, and lists the others', async () => {
  const { cli, repo, create } = setUp()
  const { id } = await create()
  const folder = join(cli.home, 'repos', await repoIdOf(repo.path), 'store.git', 'refs', 'checkpoints')
  writeFileSync(join(folder, '000009-00000000'), `${'0'.repeat(39)}1\n`)
  const { code, value } = await cli.json(['checkpoint', 'list', '--repo', repo.path])
  expect([code, listSchema.parse(value).map((one) => one.id)]).toEqual([3, [id]])
  const { stderr } = await cli.run(['checkpoint', 'list', '--repo', repo.path])
  expect(stderr).toBe('1 checkpoint cannot be read: 000009-00000000.\n')
})

it('knows each work tree of a repository by itself', async () => {
  const { cli, repo, create } = setUp()
  await create()
  const other = join(cli.home, 'trees', 'other')
  mkdirSync(join(cli.home, 'trees'))
  repo.git('worktree', 'add', '-q', other)
  // Firebreak's home lies beside it and not in it.
  const { code, value } = await cli.json(['checkpoint', 'list', '--repo', other])
  expect([code, value]).toEqual([0, []])
})

it('removes what is over the budget, once a day, and never what has a name', async () => {
  const { cli, repo, create, list } = setUp()
  const days = { days: 30, count: 1, bytes: 2 ** 30, ignoredFileBytes: 1, ignoredTotalBytes: 1, leaveOut: {} }
  writeFileSync(join(cli.home, 'settings.json'), JSON.stringify({ version: 1, checkpoints: days }))
  const named = await create('--label', 'kept')
  const made = [await create(), await create(), await create()]
  expect((await list()).map(({ id }) => id)).toEqual([...made.map(({ id }) => id).toReversed(), named.id])
  const folder = join(cli.home, 'repos', await repoIdOf(repo.path))
  const yesterday = new Date(Date.now() - 90_000_000)
  utimesSync(join(folder, 'thinned'), yesterday, yesterday)
  const last = await create()
  // The newest does not count.
  expect((await list()).map(({ id }) => id)).toEqual([last.id, made[2]?.id, named.id])
  const { code } = await cli.json(['checkpoint', 'verify', '--repo', repo.path])
  expect(code).toBe(0)
})

it('is safe when eight are made at once', async () => {
  const { cli, repo, list } = setUp()
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => cli.json(['checkpoint', 'create', '--repo', repo.path])),
  )
  expect(answers.map(({ code }) => code)).toEqual(Array.from({ length: 8 }, () => 0))
  expect(await list()).toHaveLength(8)
})
