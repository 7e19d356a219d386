import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { newSession } from '../../../src/core/session/session'
import { currentProcess } from '../../../src/repo/checkpoint/process-identity'
import { repoIdOf } from '../../../src/services/repo-id'
import { builtCli, type Cli, type CliOptions } from '../../support/cli'
import { tempDir, tempRepo } from '../../support/git-fixture'
import type { TempRepo } from '../../support/temp-repo'
import { listingOf } from '../checkpoint/checkpoint-bed'
import { capture } from './diff-bed'

const cliOf = builtCli()
const nobody = 65_534
const everyAction = [
  ['create'],
  ['list'],
  ['preview', 'latest'],
  ['restore', 'latest'],
  ['undo'],
  ['recover'],
  ['verify'],
  ['forget', 'latest'],
] as const
// All of them open the repository in one way, so the other things that can be wrong with it are asked of one of each sort.
const oneOfEachSort = [['create'], ['list'], ['restore', 'latest']] as const

const errorSchema = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string().min(1), next: z.string().min(1) }),
})

/** Exit code and error code of a call that fails. */
async function codesOf(cli: Cli, repo: string, args: readonly string[], options: CliOptions = {}) {
  const { code, value } = await cli.json(['checkpoint', ...args, '--repo', repo], options)
  return [code, errorSchema.parse(value).error.code]
}

function setUp(files: Readonly<Record<string, string>> = { 'a.txt': 'one\n' }) {
  const [cli, repo] = [cliOf(), tempRepo({ files })]
  return { cli, repo, folder: async () => join(cli.home, 'repos', await repoIdOf(repo.path)) }
}

describe('every action says what is wrong with the repository', () => {
  const repoWith = (change: (repo: TempRepo) => string | void) => {
    const repo = tempRepo({ files: { a: 'a' } })
    return change(repo) ?? repo.path
  }
  it.each<[string, () => string, CliOptions]>([
    ['NOT_A_REPO', () => tempDir(), {}],
    [
      'BARE',
      () =>
        repoWith((repo) => {
          const bare = tempDir()
          repo.git('init', '-q', '--bare', bare)
          return bare
        }),
      {},
    ],
    [
      'UNSAFE_OWNER',
      () =>
        repoWith((repo) => {
          for (const path of [repo.path, join(repo.path, '.git')]) chownSync(path, nobody, nobody)
        }),
      {},
    ],
    ['HOME_REPO', () => repoWith(() => {}), { env: { HOME: 'the repository' } }],
    ['OUTSIDE_WORKTREE', () => repoWith((repo) => void repo.git('config', 'core.worktree', tempDir())), {}],
    ['GIT_MISSING', () => repoWith(() => {}), { env: { PATH: '/nowhere' } }],
    ['GIT_TOO_OLD', () => repoWith(() => {}), { env: { PATH: 'an old git' } }],
  ])('%s', async (wanted, make, { env = {} }) => {
    const cli = cliOf()
    const repo = make()
    const old = tempDir()
    writeFileSync(join(old, 'git'), '#!/bin/sh\necho git version 2.20.1\n', { mode: 0o755 })
    const real = Object.fromEntries(
      Object.entries(env).map(([name, value]) => [
        name,
        value === 'the repository' ? repo : value === 'an old git' ? old : value,
      ]),
    )
    const actions = wanted === 'NOT_A_REPO' ? everyAction : oneOfEachSort
    const answers = await Promise.all(actions.map((args) => codesOf(cli, repo, args, { env: real })))
    expect(answers).toEqual(actions.map(() => [2, wanted]))
    expect(readdirSync(cli.home)).toEqual([])
  })

  it('HOLDS_FIREBREAK_HOME, also through a link and from a folder inside', async () => {
    const { cli, repo } = setUp({ 'src/a.txt': 'one\n' })
    const link = join(tempDir(), 'link')
    symlinkSync(repo.path, link)
    for (const home of [join(repo.path, 'data'), join(link, 'src', 'data'), join(repo.path, '.git', 'data')]) {
      for (const folder of [repo.path, join(repo.path, 'src')]) {
        const answer = await codesOf(cli, folder, ['create'], { env: { FIREBREAK_HOME: home } })
        expect(answer).toEqual([2, 'HOLDS_FIREBREAK_HOME'])
        expect(existsSync(home)).toBe(false)
      }
    }
  })
})

describe('every writer says what is wrong with the store', () => {
  it('STORE_BUSY after ten seconds, with exit code 4', async () => {
    const { cli, repo, folder } = setUp()
    const id = await capture(cli, repo)
    // This very process holds the lock, so it is no stale one.
    writeFileSync(join(await folder(), 'lock'), JSON.stringify(currentProcess()))
    const startedMs = performance.now()
    const calls = [['restore', 'latest'], ['undo'], ['recover', '--finish'], ['forget', 'latest'], ['create']]
    const answers = await Promise.all(calls.map((args) => codesOf(cli, repo.path, args)))
    expect(answers).toEqual(calls.map(() => [4, 'STORE_BUSY']))
    expect(performance.now() - startedMs).toBeGreaterThan(10_000)
    // Who only looks does not wait.
    const { value } = await cli.json(['checkpoint', 'list', '--repo', repo.path])
    expect(value).toMatchObject([{ id }])
    expect((await cli.json(['checkpoint', 'verify', '--repo', repo.path])).code).toBe(0)
  })

  it('STORE_CORRUPT for a damaged checkpoint; the others can be used, and it can be forgotten', async () => {
    const { cli, repo, folder } = setUp()
    const good = await capture(cli, repo)
    repo.write('a.txt', 'two\n')
    const bad = await capture(cli, repo)
    repo.write('a.txt', 'three\n')
    const now = listingOf(repo.path)
    writeFileSync(join(await folder(), 'store.git', 'refs', 'checkpoints', bad), 'torn')
    for (const args of [
      ['preview', bad],
      ['restore', bad],
    ])
      expect(await codesOf(cli, repo.path, args)).toEqual([2, 'STORE_CORRUPT'])
    expect(listingOf(repo.path)).toEqual(now)
    const verified = await cli.json(['checkpoint', 'verify', '--repo', repo.path])
    expect(verified).toMatchObject({ code: 3, value: { ok: false, broken: [{ id: bad }] } })
    const { stdout } = await cli.run(['checkpoint', 'verify', bad, '--repo', repo.path])
    expect(stdout.toString()).toContain(`1 checkpoint of 1 cannot be used:\n  ${bad}  `)
    expect(await cli.json(['checkpoint', 'verify', good, '--repo', repo.path])).toEqual({
      code: 0,
      value: { ok: true, broken: [] },
    })
    expect((await cli.json(['checkpoint', 'restore', good, '--repo', repo.path])).code).toBe(0)
    expect((await cli.json(['checkpoint', 'forget', bad, '--repo', repo.path])).code).toBe(0)
    expect(await cli.json(['checkpoint', 'verify', '--repo', repo.path])).toEqual({
      code: 0,
      value: { ok: true, broken: [] },
    })
  })

  it('NO_SPACE on a full disk, and READ_ONLY on one that is not to be written', async () => {
    const { cli, repo } = setUp()
    const disk = tempDir('disk')
    // Takes the rights to mount; without them the test fails.
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk])
    onTestFinished(() => void execFileSync('umount', ['-l', disk]))
    const env = { FIREBREAK_HOME: join(disk, 'home') }
    expect((await cli.json(['checkpoint', 'create', '--repo', repo.path], { env })).code).toBe(0)
    const gitBefore = listingOf(join(repo.path, '.git'))
    repo.write('large.bin', randomBytes(4_000_000))
    for (const args of [['create'], ['restore', 'latest']])
      expect(await codesOf(cli, repo.path, args, { env })).toEqual([2, 'NO_SPACE'])
    expect(existsSync(join(repo.path, 'large.bin'))).toBe(true)
    expect(listingOf(join(repo.path, '.git'))).toEqual(gitBefore)

    rmSync(join(repo.path, 'large.bin'))
    execFileSync('mount', ['-o', 'remount,ro', disk])
    for (const args of [['create'], ['restore', 'latest'], ['forget', 'latest']])
      expect(await codesOf(cli, repo.path, args, { env })).toEqual([2, 'READ_ONLY'])
    const list = await cli.json(['checkpoint', 'list', '--repo', repo.path], { env })
    expect(list).toMatchObject({ code: 0, value: [{ complete: true }] })
  })
})

describe('forget', () => {
  it('removes a checkpoint and says how much that freed', async () => {
    const { cli, repo } = setUp()
    const first = await capture(cli, repo)
    repo.write('a.txt', randomBytes(50_000))
    const second = await capture(cli, repo)
    const { code, value } = await cli.json(['checkpoint', 'forget', second, '--repo', repo.path])
    expect([code, value]).toEqual([0, { id: second, freedBytes: expect.any(Number) }])
    expect(z.object({ freedBytes: z.number() }).parse(value).freedBytes).toBeGreaterThan(50_000)
    const { stdout } = await cli.run(['checkpoint', 'forget', first, '--repo', repo.path])
    expect(stdout.toString()).toMatch(new RegExp(`^Checkpoint ${first} is forgotten; .* freed\\.\\n$`))
    expect(await codesOf(cli, repo.path, ['forget', first])).toEqual([2, 'NO_SUCH_CHECKPOINT'])
    expect((await cli.run(['checkpoint', 'list', '--repo', repo.path])).stdout.toString()).toBe('No checkpoints yet.\n')
  })

  it('refuses the start of a session that still runs, and finds it as baseline', async () => {
    const { cli, repo, folder } = setUp()
    const id = await capture(cli, repo)
    const session = newSession({
      id: 's1',
      repoId: await repoIdOf(repo.path),
      repoPath: repo.path,
      lane: 'spark',
      model: 'm',
      where: 'terminal',
      prompt: null,
      startedAtMs: 1,
      baseline: { checkpointId: id, commit: null, atMs: 1 },
      startedWithoutGate: null,
    })
    mkdirSync(join(cli.home, 'sessions'))
    writeFileSync(join(cli.home, 'sessions', 's1.json'), JSON.stringify(session))
    for (const named of [id, 'baseline', id.slice(0, 9)])
      expect(await codesOf(cli, repo.path, ['forget', named])).toEqual([2, 'CHECKPOINT_NEEDED'])
    repo.write('a.txt', 'wrecked\n')
    expect((await cli.json(['checkpoint', 'restore', 'baseline', '--repo', repo.path])).code).toBe(0)
    expect(repo.read('a.txt')).toBe('one\n')

    // Somebody deleted the store: it is said, and nothing pretends to be there.
    rmSync(await folder(), { recursive: true })
    const { code, stdout, stderr } = await cli.run(['checkpoint', 'list', '--repo', repo.path])
    expect([code, stdout.toString(), stderr]).toEqual([
      0,
      'No checkpoints yet.\n',
      'The checkpoints of 1 session are gone: their store was deleted.\n',
    ])
    expect(await codesOf(cli, repo.path, ['restore', 'baseline'])).toEqual([2, 'NO_SUCH_CHECKPOINT'])
  })
})
