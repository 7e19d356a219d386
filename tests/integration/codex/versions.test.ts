import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createRolloutDecoder } from '../../../src/core/codex/rollout'
import type { RolloutEvent } from '../../../src/core/codex/rollout-event'
import { turnFailureOf } from '../../../src/core/codex/turn-failure'
import { isVersionAtLeast } from '../../../src/core/codex/version'
import { type Bed, startBed } from '../../support/codex-bed/bed.mjs'
import { startRawAppServer } from '../../support/codex-bed/raw-app-server'
import { builtCli, type Cli } from '../../support/cli'
import { testedCodexVersions } from '../../support/codex-versions'
import { createTempDir, createTempRepo, hermeticGitEnv, type TempRepo } from '../../support/temp-repo'

const cliOf = builtCli()
const spark = 'gpt-5.3-codex-spark'

// What Firebreak cannot do without, with each version. Everything else is tested with the one it is written against.
describe.each(testedCodexVersions())('codex %s', (version) => {
  let dir: string
  let repo: TempRepo
  let bed: Bed
  let env: Readonly<Record<string, string>>
  let cli: Cli

  // The binary may have to be fetched first.
  beforeAll(async () => {
    dir = createTempDir('codex-version')
    repo = createTempRepo({ path: join(dir, 'repo'), files: { 'a.txt': 'one\n' } })
    mkdirSync(join(dir, 'user'))
    bed = await startBed({ dir, trust: [repo.path], version })
    await bed.control({ stepPauseMs: 0 })
    env = {
      PATH: process.env['PATH'] ?? '',
      HOME: join(dir, 'user'),
      ...hermeticGitEnv,
      ...bed.env,
      FIREBREAK_CODEX: bed.codex,
    }
  }, 300_000)
  afterAll(async () => {
    await bed?.close()
    rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  })
  beforeEach(async () => {
    cli = cliOf()
    await bed.control({ std: { primary: 12, secondary: 34 }, spark: { primary: 56, secondary: 7 } })
    repo.git('checkout', '--quiet', '.')
    repo.git('clean', '-fdq')
  })

  it('is found, signed in and usable in both lanes', async () => {
    const { code, value } = await cli.json(['status', '--repo', repo.path], { env })
    expect([code, value]).toMatchObject([
      0,
      {
        usable: {
          spark: { answer: 'yes', reasons: [{ code: 'guard-off' }] },
          standard: { answer: 'yes', reasons: [] },
        },
      },
    ])
    expect(await exec(['--version'])).toMatchObject({ out: expect.stringContaining(version) })
  })

  it('tells both limits apart, and each turn moves its own', async () => {
    const left = async () => {
      const { value } = await cli.json(['limits'], { env })
      return value
    }
    const buckets = (standard: number, sparkLeft: number) => ({
      buckets: [
        { id: 'codex', lane: 'standard', windows: [{ label: '5 h', leftPercent: standard }, { leftPercent: 66 }] },
        {
          id: 'codex_bengalfox',
          lane: 'spark',
          windows: [{ label: '5 h', leftPercent: sparkLeft }, { leftPercent: 93 }],
        },
      ],
    })
    expect(await left()).toMatchObject(buckets(88, 44))
    await prompt(spark, '[[say hi]]')
    const { spark: sparkUse } = await bed.control({})
    expect(sparkUse.primary).toBeGreaterThan(56)
    expect(await left()).toMatchObject(buckets(88, 100 - sparkUse.primary))
    await prompt('gpt-5.5', '[[say hi]]')
    const { std } = await bed.control({})
    expect(std.primary).toBeGreaterThan(12)
    expect(await left()).toMatchObject(buckets(100 - std.primary, 100 - sparkUse.primary))
  })

  it('takes a switch of the model and keeps every other byte', async () => {
    const config = join(bed.env.CODEX_HOME, 'config.toml')
    const before = readFileSync(config, 'utf8')
    expect(await cli.json(['model', 'set', spark, '--repo', repo.path, '--yes'], { env })).toMatchObject({ code: 0 })
    expect(readFileSync(config, 'utf8')).toBe(before.replace('model = "gpt-5.5"', `model = "${spark}"`))
    expect((await cli.json(['model'], { env, cwd: repo.path })).value).toMatchObject({ effective: spark })
    await cli.json(['model', 'set', 'gpt-5.5', '--repo', repo.path], { env })
    expect(readFileSync(config, 'utf8')).toBe(before)
  })

  it('writes a session that can be read: model, prompt, patch, command, limits and tokens', async () => {
    const events = await prompt(spark, '[[steps edit a.txt|one|two ;; shell echo three > b.txt ;; say Done.]]')
    expect(repo.read('a.txt')).toBe('two\n')
    expect(repo.read('b.txt')).toBe('three\n')
    expect(events.find(({ kind }) => kind === 'session-meta')).toMatchObject({
      cwd: repo.path,
      originator: 'codex_exec',
      isSubagent: false,
    })
    expect(of(events, 'turn-context').map(({ model }) => model)).toContain(spark)
    expect(of(events, 'turn-prompt').map(({ text }) => text)).toEqual([expect.stringContaining('[[steps')])
    expect(of(events, 'patch').flatMap(({ paths }) => paths)).toEqual([join(repo.path, 'a.txt')])
    expect(of(events, 'command-started').some(({ command }) => command.includes('echo three'))).toBe(true)
    expect(of(events, 'token-count').some(({ usage }) => (usage?.total ?? 0) > 0)).toBe(true)
    expect(of(events, 'token-count').some(({ rateLimits }) => rateLimits !== null)).toBe(true)
    expect(of(events, 'turn-ended')).toMatchObject([{ error: null, aborted: false }])
  })

  it('says what went wrong', async () => {
    const kinds = { limit: 'usage-limit', overload: 'capacity', context: 'context-full', unsupported: 'not-supported' }
    const server = await startRawAppServer(bed, repo.path)
    try {
      for (const [scenario, kind] of Object.entries(kinds)) {
        const params = { model: spark, cwd: repo.path, approvalPolicy: 'never', sandbox: 'workspace-write' }
        const { thread } = threadSchema.parse(await server.call('thread/start', params))
        const completed = server.next('turn/completed')
        const input = [{ type: 'text', text: `[[${scenario}]]`, text_elements: [] }]
        await server.call('turn/start', { threadId: thread.id, input })
        const said = turnCompletedSchema.parse(await completed).turn.error
        const failure = turnFailureOf({ message: said.message, code: said.codexErrorInfo })
        expect([scenario, failure.kind]).toEqual([scenario, kind])
        // The rollout is written a moment after it was said. 0.130.0 keeps no error in it.
        await expect
          .poll(() => of(eventsOf([thread.path]), 'turn-ended').map(({ error }) => error && turnFailureOf(error).kind))
          .toEqual([isVersionAtLeast(version, '0.150.0') ? kind : null])
      }
    } finally {
      await server.close()
    }
  })

  it('asks the guard: refused on uncommitted work before any request, let through when it is committed', async () => {
    const install = await cli.json(['guard', 'install', '--yes'], { env, cwd: repo.path })
    expect(install).toMatchObject({ code: 0, value: { state: 'on' } })
    repo.write('a.txt', 'mine\n')
    expect(await requestsOf(() => prompt(spark, '[[say hi]]'))).toEqual([])
    expect(await requestsOf(() => prompt('gpt-5.5', '[[say hi]]'))).toEqual(['gpt-5.5'])
    repo.git('checkout', '--quiet', '.')
    expect(await requestsOf(() => prompt(spark, '[[say hi]]'))).toEqual([spark])
    expect(await cli.json(['guard', 'uninstall', '--yes'], { env, cwd: repo.path })).toMatchObject({ code: 0 })
    expect((await cli.json(['guard', 'status'], { env, cwd: repo.path })).value).toMatchObject({
      state: 'not-installed',
    })
  })

  it('stays on loopback', async () => {
    expect(await bed.strayHosts()).toEqual([])
  })

  const requestsOf = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
    const before = (await bed.requests()).length
    await work()
    return (await bed.requests()).slice(before).map(({ model }) => model)
  }

  /** Runs `codex exec` with a prompt and answers what its rollout says; nothing when there is none. */
  async function prompt(model: string, text: string): Promise<readonly RolloutEvent[]> {
    const before = new Set(rollouts())
    await exec(['exec', '--skip-git-repo-check', '--model', model, '--', text])
    return eventsOf(rollouts().filter((path) => !before.has(path)))
  }

  function eventsOf(paths: readonly string[]): readonly RolloutEvent[] {
    const decoder = createRolloutDecoder()
    return paths
      .flatMap((path) => readFileSync(path, 'utf8').split('\n').filter(Boolean))
      .flatMap((line) => decoder.decode(line))
  }

  function rollouts(): readonly string[] {
    const folder = join(bed.env.CODEX_HOME, 'sessions')
    if (!existsSync(folder)) return []
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => join(folder, name))
      .toSorted()
  }

  function exec(args: readonly string[]): Promise<{ readonly code: number | null; readonly out: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn(bed.codex, [...args], { cwd: repo.path, env, stdio: ['ignore', 'pipe', 'ignore'] })
      let out = ''
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
      child.once('error', reject)
      child.once('close', (code) => resolve({ code, out }))
    })
  }
})

const threadSchema = z.object({ thread: z.object({ id: z.string(), path: z.string() }) })
const turnCompletedSchema = z.object({
  turn: z.object({ error: z.object({ message: z.string(), codexErrorInfo: z.string() }) }),
})

function of<K extends RolloutEvent['kind']>(
  events: readonly RolloutEvent[],
  kind: K,
): readonly Extract<RolloutEvent, { kind: K }>[] {
  return events.filter((event): event is Extract<RolloutEvent, { kind: K }> => event.kind === kind)
}
