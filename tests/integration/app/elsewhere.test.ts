import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { SessionView } from '../../../src/core/app/session-views'
import { type AppBed, createAppBed, patience } from '../../support/app-bed'
import { type Bed, startBed } from '../../support/codex-bed/bed.mjs'
import { startRawAppServer } from '../../support/codex-bed/raw-app-server'
import { createTempDir, createTempRepo, type TempRepo } from '../../support/temp-repo'

const slow = { timeout: 30_000, interval: 50 }
const spark = 'gpt-5.3-codex-spark'
const prompt = '[[steps edit README.md|hello|hello there ;; shell echo more > made.txt ;; say Done.]]'
/** Who wrote which file in which turn; what was written before anybody looked is one change. */
const labels = { 'README.md': 'codex-patch in a turn', 'made.txt': 'codex-command in a turn' }

describe('sessions of the real codex that Firebreak did not start', () => {
  let dir: string
  let codex: Bed
  let home: TempRepo
  let web: TempRepo

  // The binary may have to be fetched first.
  beforeAll(async () => {
    dir = createTempDir('elsewhere')
    codex = await startBed({ dir: join(dir, 'bed'), trust: [join(dir, 'home'), join(dir, 'web')] })
    await codex.control({ stepPauseMs: 900 })
  }, 300_000)
  beforeEach(() => {
    const files = { 'README.md': 'hello\nworld\n', 'mine.txt': 'mine\n' }
    home = createTempRepo({ path: join(dir, 'home'), files })
    web = createTempRepo({ path: join(dir, 'web'), files })
  })
  afterEach(() => {
    for (const repo of [home, web]) repo.cleanup()
  })
  afterAll(async () => {
    await codex?.close()
    rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  })

  async function bedOn(repo: TempRepo): Promise<AppBed> {
    const bed = await createAppBed({
      repo,
      real: { path: codex.codex, home: codex.env.CODEX_HOME, env: codex.env },
    })
    await bed.modelsKnown()
    return bed
  }

  function exec(repo: TempRepo, model: string): ChildProcess {
    const child = spawn(codex.codex, ['exec', '-m', model, '-C', repo.path, prompt], {
      env: { ...process.env, ...codex.env },
      stdio: 'ignore',
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    return child
  }

  function of(bed: AppBed, repo: TempRepo): SessionView | undefined {
    return bed.snapshot().sessions.find(({ repoName }) => repo.path.endsWith(repoName))
  }

  function labelsIn(bed: AppBed, repo: TempRepo): Readonly<Record<string, string>> {
    const changes = of(bed, repo)?.changes ?? []
    return Object.fromEntries(
      changes.flatMap(({ files, turnId }) =>
        files.map(({ path, writer }) => [path, `${writer} ${turnId === null ? 'outside' : 'in a turn'}`]),
      ),
    )
  }

  it('takes an exec session on a dirty tree of another repository up: late checkpoint, labels, mark and one switch', async () => {
    const bed = await bedOn(home)
    web.write('mine.txt', 'mine, edited\n')
    const child = exec(web, spark)
    const ended = once(child, 'exit')

    await expect.poll(() => of(bed, web)?.state, slow).toBe('live')
    await expect.poll(() => of(bed, web)?.lane, slow).toBe('spark')
    await expect.poll(() => bed.snapshot().repo?.name, slow).toBe(of(bed, web)?.repoName)
    await expect.poll(() => labelsIn(bed, web), slow).toEqual(labels)
    await ended
    await expect.poll(() => of(bed, web)?.startFacts.length, slow).toBe(2)
    await expect.poll(() => of(bed, web)?.tokens, slow).toBeGreaterThan(0)
    expect(bed.snapshot().sessions).toHaveLength(1)
    expect(of(bed, web)).toMatchObject({
      surface: 'exec',
      modelName: 'GPT-5.3-Codex-Spark',
      title: expect.stringContaining('[[steps'),
      turns: [{ prompt }],
      turnCount: 1,
      tokens: expect.any(Number),
      startFacts: [
        'Started without a commit on 1 uncommitted file, outside of Firebreak.',
        expect.stringMatching(/^Late checkpoint, taken \d+ s after the start\.$/),
      ],
    })
    const notices = () => bed.snapshot().notices.map(({ id }) => id.replace(/:.*/, ''))
    await expect.poll(notices, slow).toEqual(expect.arrayContaining(['started-without-commit', 'followed']))
    expect(bed.shell.notified).toContain('Spark started without a commit')
    await expect.poll(() => of(bed, web)?.state, slow).toBe('ended')
    const reasons = expect.arrayContaining(['session-start', 'change', 'session-end'])
    await expect.poll(() => bed.checkpoints(web), patience).toEqual(reasons)
  }, 90_000)

  it('sees a TUI session, and another one at the same time: both are protected, the pinned repository stays', async () => {
    const bed = await bedOn(home)
    await bed.send({ type: 'settings/set', change: { key: 'followSessions', value: false } })
    const active = bed.snapshot().repo?.name
    const command = `stty cols 120 rows 40; exec '${codex.codex}' --no-daemon -m gpt-5.5 --cd '${web.path}' -- '${prompt}'`
    const terminal = spawn('script', ['-qec', command, '/dev/null'], {
      env: { ...process.env, ...codex.env, TERM: 'xterm-256color' },
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    onTestFinished(() => void terminal.kill('SIGKILL'))
    const child = exec(home, spark)

    await expect.poll(() => of(bed, web)?.state, slow).toBe('live')
    await expect.poll(() => of(bed, web)?.turns[0]?.endedAtMs ?? null, slow).not.toBeNull()
    await expect.poll(() => labelsIn(bed, web), slow).toEqual(labels)
    await expect.poll(() => labelsIn(bed, home), slow).toEqual(labels)
    expect(of(bed, web)).toMatchObject({ surface: 'TUI', lane: 'standard', state: 'live', turnCount: 1, rests: true })
    expect(of(bed, web)?.startFacts).toEqual([expect.stringMatching(/^Late checkpoint/)])
    expect(of(bed, home)).toMatchObject({ surface: 'exec', lane: 'spark' })
    expect(bed.snapshot().repo?.name).toBe(active)
    expect(
      bed
        .snapshot()
        .repoChoices.filter(({ live }) => live)
        .map(({ name }) => name),
    ).toContain('web')
    await expect.poll(() => child.exitCode, slow).toBe(0)

    // It rests, so that a session of Firebreak may begin beside it; when its terminal is closed it has ended.
    terminal.kill('SIGKILL')
    await expect.poll(() => of(bed, web)?.state, slow).toBe('ended')
    await expect.poll(() => of(bed, home)?.state, slow).toBe('ended')
    const reasons = expect.arrayContaining(['session-start', 'change', 'session-end'])
    await expect.poll(() => bed.checkpoints(web), patience).toEqual(reasons)
  }, 90_000)

  it('follows a session of an app-server and goes on with it when it takes its thread up again', async () => {
    const bed = await bedOn(home)
    expect(await bed.send({ type: 'settings/set', change: { key: 'followSessions', value: false } })).toMatchObject({
      ok: true,
    })
    const server = await startRawAppServer(codex, web.path, 'codex_vscode')
    const before = bed.snapshot().sessions.length
    const started = await server.call('thread/start', {
      model: 'gpt-5.5',
      cwd: web.path,
      approvalPolicy: 'never',
      sandbox: 'workspace-write',
    })
    const threadId = idOf(started)
    await server.call('turn/start', {
      threadId,
      input: [{ type: 'text', text: '[[steps shell echo a > made.txt ;; say ok]]', text_elements: [] }],
    })
    await expect.poll(() => bed.snapshot().sessions.length, slow).toBe(before + 1)
    await expect.poll(() => of(bed, web)?.changes.map(({ writer }) => writer), slow).toEqual(['codex-command'])
    await expect.poll(() => of(bed, web)?.modelName, slow).toBe('GPT-5.5')
    expect(of(bed, web)).toMatchObject({ surface: 'VS Code', lane: 'standard', state: 'live' })
    await expect.poll(() => of(bed, web)?.rests, slow).toBe(true)
    expect(bed.snapshot().repo?.name).not.toBe(of(bed, web)?.repoName)
    await server.close()
    await expect.poll(() => of(bed, web)?.state, slow).toBe('ended')
    await expect.poll(() => bed.checkpoints(web), patience).toEqual(expect.arrayContaining(['session-end']))

    const again = spawn(
      codex.codex,
      ['exec', '-C', web.path, 'resume', threadId, '[[steps shell echo b >> made.txt ;; say ok]]'],
      {
        cwd: web.path,
        env: { ...process.env, ...codex.env },
        stdio: 'ignore',
      },
    )
    onTestFinished(() => void again.kill('SIGKILL'))
    await expect.poll(() => bed.snapshot().sessions.length, slow).toBe(before + 2)
    await expect.poll(() => of(bed, web)?.turnCount, slow).toBe(1)
    await expect.poll(() => of(bed, web)?.state, slow).toBe('ended')
    await expect.poll(() => of(bed, web)?.changes.map(({ writer }) => writer), slow).toEqual(['codex-command'])
    expect(web.read('made.txt')).toBe('a\nb\n')
  }, 90_000)
})

function idOf(result: unknown): string {
  const thread = typeof result === 'object' && result !== null && 'thread' in result ? result.thread : null
  if (typeof thread !== 'object' || thread === null || !('id' in thread)) throw new Error('there is no thread')
  return String(thread.id)
}
