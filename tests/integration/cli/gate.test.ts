import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { decodePath } from '../../../src/core/repo/repo-path'
import { defaultSettings, type Settings, settingsText } from '../../../src/core/settings'
import { repoIdOf } from '../../../src/services/repo-id'
import { builtCli, type Cli } from '../../support/cli'
import { tempRepo } from '../../support/git-fixture'
import { createTempDir } from '../../support/temp-repo'

const cliOf = builtCli()

async function setUp(files: Readonly<Record<string, string>> = { 'a.txt': 'one\n', 'b.txt': 'two\n' }) {
  const cli = cliOf()
  const repo = tempRepo({ files })
  return { cli, repo, gate: () => cli.json(['gate', '--repo', repo.path]) }
}

async function writeSettings(cli: Cli, repoPath: string, change: (repoId: string, all: Settings) => Settings) {
  const repoId = await repoIdOf(repoPath)
  writeFileSync(join(cli.home, 'settings.json'), settingsText(change(repoId, defaultSettings()), {}))
}

it('is open when everything is committed', async () => {
  const { repo, gate } = await setUp()
  const head = repo.git('rev-parse', 'HEAD').trim()
  expect(await gate()).toEqual({
    code: 0,
    value: { state: 'open', reason: null, files: [], heldBack: [], head, branch: 'main', detached: false },
  })
})

it('is closed by uncommitted files, and names each with its status', async () => {
  const { repo, gate } = await setUp()
  repo.write('a.txt', 'changed\n')
  repo.remove('b.txt')
  repo.write('new file.txt', 'new\n')
  repo.write('staged.txt', 'staged\n')
  repo.git('add', 'staged.txt')
  const { code, value } = await gate()
  expect(code).toBe(1)
  expect(value).toMatchObject({
    state: 'closed',
    reason: 'uncommitted-files',
    files: [
      { path: 'a.txt', status: 'modified' },
      { path: 'b.txt', status: 'deleted' },
      { path: 'new file.txt', status: 'untracked' },
      { path: 'staged.txt', status: 'added' },
    ],
  })
})

it('is closed by a change of mode alone', async () => {
  const { repo, gate } = await setUp()
  repo.chmod('a.txt', 0o755)
  expect((await gate()).value).toMatchObject({ files: [{ path: 'a.txt', status: 'mode-changed' }] })
})

it('is not closed by ignored files', async () => {
  const { repo, gate } = await setUp({ '.gitignore': '*.log\n' })
  repo.write('run.log', 'noise\n')
  expect((await gate()).code).toBe(0)
})

it('is closed while there is no commit yet', async () => {
  const cli = cliOf()
  const repo = tempRepo()
  const { code, value } = await cli.json(['gate', '--repo', repo.path])
  expect(code).toBe(1)
  expect(value).toMatchObject({ reason: 'no-commit-yet', head: null, branch: 'main', detached: false })
})

it('says that HEAD is detached', async () => {
  const { repo, gate } = await setUp()
  repo.git('checkout', '-q', '--detach')
  expect((await gate()).value).toMatchObject({ state: 'open', branch: null, detached: true })
})

it.each(['merge', 'rebase', 'cherry-pick', 'revert', 'bisect'] as const)(
  'names a %s in progress, which outranks files',
  async (operation) => {
    const { repo, gate } = await setUp()
    repo.git('checkout', '-q', '-b', 'other')
    repo.write('a.txt', 'theirs\n')
    repo.commitAll('theirs')
    repo.git('checkout', '-q', 'main')
    repo.write('a.txt', 'ours\n')
    repo.commitAll('ours')
    if (operation === 'bisect') repo.git('bisect', 'start')
    else if (operation === 'revert') {
      repo.write('a.txt', 'later\n')
      repo.commitAll('later')
      repo.tryGit('revert', 'HEAD~1')
    } else repo.tryGit(operation, 'other')
    repo.write('new.txt', 'new\n')
    const { code, value } = await gate()
    expect(code).toBe(1)
    expect(value).toMatchObject({ state: 'closed', reason: operation })
    expect(value).toHaveProperty('files', expect.arrayContaining([{ path: 'new.txt', status: 'untracked' }]))
  },
)

it('leaves out what is held back, and names it', async () => {
  const { cli, repo, gate } = await setUp()
  await writeSettings(cli, repo.path, (repoId, all) => ({
    ...all,
    repositories: { ...all.repositories, heldBack: { [repoId]: ['a.txt', 'untouched.txt'] } },
  }))
  repo.write('a.txt', 'mine\n')
  const { code, value } = await gate()
  expect(code).toBe(0)
  expect(value).toMatchObject({ state: 'open', files: [], heldBack: ['a.txt'] })
})

it('takes a folder in the list for all in it', async () => {
  const { cli, repo, gate } = await setUp({ 'vault/a.txt': 'one\n' })
  await writeSettings(cli, repo.path, (repoId, all) => ({
    ...all,
    repositories: { ...all.repositories, heldBack: { [repoId]: ['vault/'] } },
  }))
  repo.write('vault/a.txt', 'mine\n')
  repo.write('vault/deep/new.txt', 'new\n')
  expect(await gate()).toMatchObject({
    code: 0,
    value: {
      state: 'open',
      heldBack: ['vault/a.txt', 'vault/deep/new.txt'],
      coverage: [{ covered: true }, { covered: true }],
    },
  })
})

it('carries a name that is not UTF-8 as its bytes', async () => {
  const { repo, gate } = await setUp()
  repo.write(decodePath(Buffer.from('caf\xe9.txt', 'latin1')), 'x\n')
  expect((await gate()).value).toMatchObject({
    files: [{ path: { bytes: Buffer.from('caf\xe9.txt', 'latin1').toString('base64') }, status: 'untracked' }],
  })
})

it('answers for the current folder, also below the top level', async () => {
  const { cli, repo } = await setUp({ 'src/a.txt': 'one\n' })
  const inside = await cli.run(['gate'], { cwd: join(repo.path, 'src') })
  expect([inside.code, inside.stdout.toString()]).toEqual([0, 'Gate open: everything is committed.\n'])
})

it('tells people what closes it and what to do, with nothing that could steer their terminal', async () => {
  const { cli, repo } = await setUp()
  repo.write('evil\u001b[2Jname', 'x\n')
  repo.write('a.txt', 'changed\n')
  const { code, stdout, stderr } = await cli.run(['gate', '--repo', repo.path])
  expect([code, stderr]).toEqual([1, ''])
  expect(stdout.toString()).toBe(
    [
      'Commit first: 2 uncommitted files',
      '  modified   a.txt',
      '  untracked  evil‹U+001B›[2Jname',
      'So that whatever Spark writes can be read and undone.',
      '',
    ].join('\n'),
  )
})

it('tells people that the gate is paused', async () => {
  const { cli, repo } = await setUp()
  await writeSettings(cli, repo.path, (repoId, all) => ({
    ...all,
    gatePause: { untilMs: Date.UTC(2099, 0, 1, 14, 20), repoId },
  }))
  repo.write('a.txt', 'changed\n')
  const { code, stderr } = await cli.run(['gate', '--repo', repo.path])
  expect([code, stderr]).toEqual([1, 'The gate is paused in Firebreak until 14:20.\n'])
})

it('goes on without settings that cannot be read, says so, and leaves them where they are', async () => {
  const { cli, repo } = await setUp()
  writeFileSync(join(cli.home, 'settings.json'), 'not json')
  const { code, stderr } = await cli.run(['gate', '--repo', repo.path])
  expect(code).toBe(0)
  expect(stderr).toContain('could not be read; defaults were used')
})

it('writes nothing, neither in the repository nor in a home that is not there', async () => {
  const { cli, repo } = await setUp()
  const missing = join(cli.home, 'not', 'there')
  mkdirSync(join(repo.path, 'empty'))
  const before = repo.indexBytes()
  const { code } = await cli.run(['gate', '--repo', repo.path], { env: { FIREBREAK_HOME: missing } })
  expect(code).toBe(0)
  expect(repo.indexBytes().equals(before)).toBe(true)
  const again = await cli.json(['checkpoint', 'list', '--repo', repo.path], { env: { FIREBREAK_HOME: missing } })
  expect(again).toEqual({ code: 0, value: [] })
  expect(() => writeFileSync(join(missing, 'x'), '')).toThrow('ENOENT')
})

it('says of what is held back whether a checkpoint would hold it, and is closed by what none would', async () => {
  const { cli, repo, gate } = await setUp()
  repo.write('a.txt', 'mine\n')
  repo.write('data/dump.sql', 'x\n')
  repo.remove('b.txt')
  const hold = (leftOut: readonly string[]) =>
    writeSettings(cli, repo.path, (repoId, all) => ({
      ...all,
      repositories: { ...all.repositories, heldBack: { [repoId]: ['a.txt', 'b.txt', 'data/dump.sql'] } },
      checkpoints: { ...all.checkpoints, leaveOut: { [repoId]: [...leftOut] } },
    }))
  const covered = (path: string) => ({ path, covered: true, why: null })
  await hold([])
  expect(await gate()).toMatchObject({
    code: 0,
    value: { state: 'open', coverage: [covered('a.txt'), covered('b.txt'), covered('data/dump.sql')] },
  })
  await hold(['./data/'])
  expect(await gate()).toMatchObject({
    code: 1,
    value: {
      state: 'closed',
      reason: 'held-back-uncovered',
      files: [],
      heldBack: ['a.txt', 'b.txt', 'data/dump.sql'],
      coverage: [covered('a.txt'), covered('b.txt'), { path: 'data/dump.sql', covered: false, why: 'LEFT_OUT' }],
    },
  })
  const { stdout } = await cli.run(['gate', '--repo', repo.path])
  expect(stdout.toString()).toContain('Held back and in no checkpoint:\n  data/dump.sql  left out of checkpoints\n')
})

it('is closed by a held-back file that is too big for a checkpoint', async () => {
  const { cli, repo, gate } = await setUp()
  repo.write('big.bin', '')
  truncateSync(join(repo.path, 'big.bin'), 512 * 2 ** 20 + 1)
  await writeSettings(cli, repo.path, (repoId, all) => ({
    ...all,
    repositories: { ...all.repositories, heldBack: { [repoId]: ['big.bin'] } },
  }))
  expect(await gate()).toMatchObject({
    code: 1,
    value: { reason: 'held-back-uncovered', coverage: [{ path: 'big.bin', covered: false, why: 'TOO_BIG' }] },
  })
})

it('holds nothing back where the settings switch that off', async () => {
  const { cli, repo, gate } = await setUp()
  repo.write('a.txt', 'mine\n')
  await writeSettings(cli, repo.path, (repoId, all) => ({
    ...all,
    repositories: { ...all.repositories, heldBack: { [repoId]: ['a.txt'] } },
    waysOut: { ...all.waysOut, holdBack: false },
  }))
  expect((await gate()).value).toMatchObject({ reason: 'uncommitted-files', files: [{ path: 'a.txt' }], heldBack: [] })
})

it('starts no further git for what is held back', async () => {
  const { cli, repo } = await setUp()
  const folder = createTempDir('git-calls')
  const log = join(folder, 'calls')
  writeFileSync(join(folder, 'git'), `#!/bin/sh\necho "$*" >>'${log}'\nPATH='${process.env['PATH']}' exec git "$@"\n`, {
    mode: 0o755,
  })
  repo.write('new.txt', 'new\n')
  await writeSettings(cli, repo.path, (repoId, all) => ({
    ...all,
    repositories: { ...all.repositories, heldBack: { [repoId]: ['new.txt'] } },
  }))
  const { code } = await cli.run(['gate', '--json', '--repo', repo.path], { env: { PATH: folder } })
  const calls = readFileSync(log, 'utf8').split('\n').length - 1
  rmSync(folder, { recursive: true, force: true })
  expect(code).toBe(0)
  expect(calls).toBeLessThanOrEqual(8)
})
