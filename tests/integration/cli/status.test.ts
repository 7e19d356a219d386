import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { defaultSettings, settingsText } from '../../../src/core/settings'
import { advanceSession, newSession, type Session } from '../../../src/core/session/session'
import { repoIdOf } from '../../../src/services/repo-id'
import { builtCli, type Cli } from '../../support/cli'
import { tempDir, tempRepo } from '../../support/git-fixture'
import type { TempRepo } from '../../support/temp-repo'

const cliOf = builtCli()

const withoutCodex = { env: { FIREBREAK_CODEX: '/nowhere/codex' } }
const noCodex = {
  answer: 'no',
  reasons: [expect.objectContaining({ code: 'codex-missing', weight: 'no', source: 'the codex program' })],
}

async function session(cli: Cli, repo: TempRepo, startedAtMs: number, state: 'live' | 'ended'): Promise<Session> {
  const fresh = newSession({
    id: `s-${startedAtMs}`,
    repoId: await repoIdOf(repo.path),
    repoPath: repo.path,
    lane: 'spark',
    model: 'gpt-5.3-codex-spark',
    where: 'terminal',
    prompt: 'Go',
    startedAtMs,
    baseline: { checkpointId: '000001-00000000', commit: 'c'.repeat(40), atMs: startedAtMs },
    startedWithoutGate: null,
  })
  const live = advanceSession(fresh, { type: 'launched', process: { pid: 1, startTime: '1' } })
  const made =
    state === 'live' ? live : advanceSession(live, { type: 'ended', atMs: startedAtMs + 60_000, exitCode: 0 })
  mkdirSync(join(cli.home, 'sessions'), { recursive: true })
  writeFileSync(join(cli.home, 'sessions', `${made.id}.json`), JSON.stringify({ version: 1, ...made }))
  return made
}

it('tells the repository, its gate and its sessions, live ones first', async () => {
  const cli = cliOf()
  const [repo, other] = [tempRepo({ files: { 'a.txt': 'a\n' } }), tempRepo({ files: { 'a.txt': 'a\n' } })]
  repo.write('a.txt', 'b\n')
  await session(cli, repo, Date.UTC(2026, 0, 2, 9, 0), 'live')
  await session(cli, repo, Date.UTC(2026, 0, 2, 10, 0), 'ended')
  await session(cli, other, Date.UTC(2026, 0, 2, 11, 0), 'live')
  writeFileSync(join(cli.home, 'sessions', 'broken.json'), '{')

  const { code, value } = await cli.json(['status', '--repo', repo.path], withoutCodex)
  expect(code).toBe(0)
  const common = {
    lane: 'spark',
    model: 'gpt-5.3-codex-spark',
    where: 'terminal',
    surface: 'Firebreak',
    originator: null,
    threadId: null,
    certainty: 'sure',
    turns: 0,
    tokens: null,
    review: null,
    startedWithoutCommit: false,
    uncommittedAtStart: 0,
  }
  const baseline = { checkpoint: '000001-00000000', commit: 'c'.repeat(40) }
  expect(value).toEqual({
    repo: { repoId: await repoIdOf(repo.path), path: repo.path, name: basename(repo.path), active: false },
    gate: {
      state: 'closed',
      reason: 'uncommitted-files',
      files: [{ path: 'a.txt', status: 'modified' }],
      heldBack: [],
      head: repo.git('rev-parse', 'HEAD').trim(),
      branch: 'main',
      detached: false,
    },
    pausedUntil: null,
    sessions: [
      {
        id: `s-${Date.UTC(2026, 0, 2, 9, 0)}`,
        ...common,
        state: 'live',
        startedAt: '2026-01-02T09:00:00.000Z',
        endedAt: null,
        baseline,
      },
      {
        id: `s-${Date.UTC(2026, 0, 2, 10, 0)}`,
        ...common,
        state: 'ended',
        startedAt: '2026-01-02T10:00:00.000Z',
        endedAt: '2026-01-02T10:01:00.000Z',
        baseline,
      },
    ],
    usable: { spark: noCodex, standard: noCodex },
  })
  // Keeping a broken file aside is the app's work.
  expect(readFileSync(join(cli.home, 'sessions', 'broken.json'), 'utf8')).toBe('{')
})

it('is a few lines for people', async () => {
  const cli = cliOf()
  const repo = tempRepo({ path: join(tempDir(), 'acme-api'), files: { 'a.txt': 'a\n' } })
  await session(cli, repo, Date.UTC(2026, 0, 2, 9, 0), 'live')
  const { code, stdout } = await cli.run(['status', '--repo', repo.path], withoutCodex)
  expect(code).toBe(0)
  expect(stdout.toString()).toBe(
    [
      'acme-api · main · everything committed',
      'Gate open: everything is committed.',
      'Spark session since 09:00 · gpt-5.3-codex-spark · 0 turns',
      'Spark: not usable now. Codex was not found.',
      'Standard: not usable now. Codex was not found.',
      '',
    ].join('\n'),
  )
})

it('tells how a session was read, one by one or at once', async () => {
  const cli = cliOf()
  const repo = tempRepo({ files: { 'a.txt': 'a\n' } })
  const made = await session(cli, repo, Date.UTC(2026, 0, 2, 9, 0), 'live')
  const review = { unreviewedLines: 4, reviewedLines: 80, oneByOne: 12, atOnce: 30 }
  writeFileSync(join(cli.home, 'sessions', `${made.id}.json`), JSON.stringify({ version: 1, ...made, review }))
  const { value } = await cli.json(['status', '--repo', repo.path], withoutCodex)
  expect(value).toMatchObject({
    sessions: [{ review: { unreviewedLines: 4, reviewedLines: 80, hunksOneByOne: 12, hunksAtOnce: 30 } }],
  })
  const { stdout } = await cli.run(['status', '--repo', repo.path], withoutCodex)
  expect(stdout.toString()).toContain('· 0 turns · 12 hunks read one by one, 30 at once\n')
})

it('remembers repositories, and one of them as the active one', async () => {
  const cli = cliOf()
  const [first, second] = [tempRepo({ files: { a: 'a' } }), tempRepo({ files: { a: 'a' } })]
  mkdirSync(join(first.path, 'below'))
  expect(await cli.json(['repo', 'list'])).toEqual({ code: 0, value: [] })
  expect((await cli.run(['repo', 'list'])).stdout.toString()).toBe('No repository is known yet.\n')

  const added = await cli.json(['repo', 'add', join(first.path, 'below')])
  const row = { repoId: await repoIdOf(first.path), path: first.path, name: basename(first.path) }
  expect(added).toMatchObject({ code: 0, value: { ...row, active: false } })
  expect(await cli.json(['repo', 'use', 'second'], { cwd: join(second.path, '..') })).toMatchObject({ code: 2 })
  expect(await cli.json(['repo', 'use', '.'], { cwd: second.path })).toMatchObject({ code: 0, value: { active: true } })
  expect(await cli.json(['repo', 'add', second.path])).toMatchObject({ code: 0, value: { active: true } })

  const { value } = await cli.json(['repo', 'list'])
  expect(value).toMatchObject([
    { path: second.path, active: true, lastUsedAt: expect.stringMatching(/^\d{4}-.*Z$/) },
    { ...row, active: false },
  ])
  expect((await cli.json(['status', '--repo', second.path], withoutCodex)).value).toMatchObject({
    repo: { active: true },
  })
  const { stdout } = await cli.run(['repo', 'list'])
  expect(stdout.toString().split('\n')[0]).toContain(`* ${second.path}  today`)
})

it('knows the active repository also where it is not among the recent ones', async () => {
  const cli = cliOf()
  const all = defaultSettings()
  const settings = { ...all, repositories: { ...all.repositories, active: '/gone/for/good' } }
  writeFileSync(join(cli.home, 'settings.json'), settingsText(settings, {}))
  const { value } = await cli.json(['repo', 'list'])
  expect(value).toMatchObject([{ path: '/gone/for/good', name: 'good', active: true, lastUsedAt: null }])
})

it('keeps what else is in the settings, and keeps a broken file aside', async () => {
  const cli = cliOf()
  const repo = tempRepo({ files: { a: 'a' } })
  const file = join(cli.home, 'settings.json')
  writeFileSync(file, settingsText({ ...defaultSettings(), theme: 'dark' }, { future: 1 }))
  await cli.run(['repo', 'add', repo.path])
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ theme: 'dark', future: 1 })

  writeFileSync(file, 'not json')
  const { code, stderr } = await cli.run(['repo', 'use', repo.path])
  expect(code).toBe(0)
  expect(stderr).toContain('they are kept in')
  expect(readFileSync(join(cli.home, 'settings.bad-1.json'), 'utf8')).toBe('not json')
})
