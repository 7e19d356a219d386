import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Bed, startBed } from '../../support/codex-bed/bed.mjs'
import { rolloutFolder } from '../../../src/services/codex/rollout-finder'
import { builtCli } from '../../support/cli'
import { tempDir } from '../../support/git-fixture'
import { isRunning } from '../../support/stub-app-server'
import { createTempDir, createTempRepo, type TempRepo } from '../../support/temp-repo'

const cliOf = builtCli()
const spark = 'gpt-5.3-codex-spark'

describe('with the real codex', () => {
  let dir: string
  let repo: TempRepo
  let bed: Bed
  let env: Record<string, string>
  let config: string
  let originalConfig: string

  // The binary may have to be fetched first.
  beforeAll(async () => {
    dir = createTempDir('cli-codex')
    repo = createTempRepo({ path: join(dir, 'repo'), files: { 'README.md': 'hello\n' } })
    bed = await startBed({ dir, trust: [repo.path] })
    env = { ...bed.env, FIREBREAK_CODEX: bed.codex }
    config = join(bed.env.CODEX_HOME, 'config.toml')
    originalConfig = readFileSync(config, 'utf8')
  }, 300_000)
  afterAll(async () => {
    await bed?.close()
    rmSync(dir, { recursive: true, force: true })
  })
  beforeEach(async () => {
    writeFileSync(config, originalConfig)
    await bed.control({ std: { primary: 12, secondary: 34 }, spark: { primary: 56, secondary: 7 }, offerSpark: true })
  })

  it('tells how much is left of each limit', async () => {
    const cli = cliOf()
    const { reset } = await bed.control({})
    const { code, value } = await cli.json(['limits'], { env })
    expect(code).toBe(0)
    const window = (minutes: number, label: string, leftPercent: number, resetsAtSec: number) => ({
      minutes,
      label,
      leftPercent,
      state: 'known',
      resetsAt: new Date(resetsAtSec * 1000).toISOString(),
      readAt: expect.stringMatching(/^\d{4}-.*Z$/),
      source: 'read',
      others: [],
    })
    const facts = { notOffered: [], individualLimit: null, spendControlReached: null, reachedType: null }
    expect(value).toEqual({
      account: { kind: 'chatgpt', plan: 'pro' },
      fromRecords: false,
      resetCredits: 0,
      buckets: [
        {
          id: 'codex',
          label: 'Standard',
          lane: 'standard',
          windows: [window(300, '5 h', 88, reset.primary), window(10_080, 'weekly', 66, reset.secondary)],
          credits: { hasCredits: true, unlimited: false, balance: '12.50' },
          ...facts,
        },
        {
          id: 'codex_bengalfox',
          label: 'GPT-5.3-Codex-Spark',
          lane: 'spark',
          windows: [window(300, '5 h', 44, reset.primary), window(10_080, 'weekly', 93, reset.secondary)],
          credits: null,
          ...facts,
        },
      ],
    })
    const { stdout, stderr } = await cli.run(['limits'], { env })
    expect(stderr).toBe('')
    expect(stdout.toString()).toMatch(
      /^Standard \(standard lane\)\n {2}5 h {7}88 % left, resets .*\n {2}weekly {4}66 % left, .*\nGPT-5\.3-Codex-Spark \(spark lane\)\n {2}5 h {7}44 % left/,
    )
  })

  it('tells the configured model, what is in force, and the lanes', async () => {
    const { code, value } = await cliOf().json(['model'], { env, cwd: repo.path })
    expect(code).toBe(0)
    expect(value).toMatchObject({
      configured: 'gpt-5.5',
      effective: 'gpt-5.5',
      overriddenBy: null,
      lanes: {
        spark: { model: spark, offered: 'yes', gated: true, suggestion: null },
        standard: { model: 'gpt-5.5', offered: 'yes', gated: false },
      },
      models: expect.arrayContaining([expect.objectContaining({ id: 'gpt-5.5', lanes: ['standard'], inForce: true })]),
    })
  })

  it('says that a lane has a model that is not offered', async () => {
    await bed.control({ offerSpark: false })
    // Codex keeps its list for a while.
    rmSync(join(bed.env.CODEX_HOME, 'models_cache.json'), { force: true })
    const { code, stdout } = await cliOf().run(['model', 'get', '--repo', repo.path], { env })
    expect(code).toBe(0)
    expect(stdout.toString()).toContain(`Spark lane: ${spark}, gated, not offered to this account`)
    await bed.control({ offerSpark: true })
    rmSync(join(bed.env.CODEX_HOME, 'models_cache.json'), { force: true })
  })

  it('writes the model and nothing else', async () => {
    const { code, value } = await cliOf().json(['model', 'set', 'gpt-5.4', '--repo', repo.path], { env })
    expect(code).toBe(0)
    expect(value).toMatchObject({
      written: 'gpt-5.4',
      file: config,
      previous: 'gpt-5.5',
      effective: 'gpt-5.4',
      overriddenBy: null,
      gated: false,
    })
    expect(readFileSync(config, 'utf8')).toBe(originalConfig.replace('"gpt-5.5"', '"gpt-5.4"'))
  })

  it('warns who makes a gated model the default of everything', async () => {
    const { code, stdout, stderr } = await cliOf().run(['model', 'set', spark], { env, cwd: repo.path })
    expect(code).toBe(0)
    expect(stdout.toString()).toBe(`New Codex sessions use ${spark}. Running sessions keep their model.\n`)
    expect(stderr).toBe('Sessions you start in a terminal or IDE will not be stopped on uncommitted work.\n')
  })

  it('says when the repository decides instead', async () => {
    const cli = cliOf()
    mkdirSync(join(repo.path, '.codex'), { recursive: true })
    writeFileSync(join(repo.path, '.codex', 'config.toml'), 'model = "gpt-5.4"\n')
    const { code, stderr } = await cli.run(['model', 'set', 'gpt-5.3-codex'], { env, cwd: repo.path })
    expect(code).toBe(0)
    expect(stderr).toContain(
      'This repository sets gpt-5.4 in its .codex/config.toml, so the new model is not used here.',
    )
    const { value } = await cli.json(['model', 'get', '--repo', repo.path], { env })
    expect(value).toMatchObject({
      configured: 'gpt-5.3-codex',
      effective: 'gpt-5.4',
      overriddenBy: { kind: 'project', file: join(repo.path, '.codex', 'config.toml') },
    })
    rmSync(join(repo.path, '.codex'), { recursive: true })
  })

  it('says that nobody is signed in', async () => {
    const home = homeWith(null)
    const { code, value } = await cliOf().json(['limits'], { env: { ...env, CODEX_HOME: home } })
    expect([code, value]).toMatchObject([2, { error: { code: 'SIGNED_OUT', next: 'Run codex login in a terminal.' } }])
  })

  it('tells what the records of sessions say when nobody is signed in', async () => {
    const home = homeWith(null)
    const day = rolloutFolder(home, Date.now())
    mkdirSync(day, { recursive: true })
    const resetsAt = Math.floor(Date.now() / 1000) + 3600
    const payload = {
      type: 'token_count',
      info: null,
      rate_limits: {
        limit_id: 'codex_bengalfox',
        limit_name: 'GPT-5.3-Codex-Spark',
        primary: { used_percent: 60, window_minutes: 300, resets_at: resetsAt },
      },
    }
    const line = { timestamp: new Date(Date.now() - 120_000).toISOString(), type: 'event_msg', payload }
    writeFileSync(join(day, 'rollout-2026-x.jsonl'), `${JSON.stringify(line)}\n`)
    const cli = cliOf()
    const { code, value } = await cli.json(['limits'], { env: { ...env, CODEX_HOME: home } })
    expect([code, value]).toMatchObject([
      0,
      {
        account: { kind: 'signed-out' },
        fromRecords: true,
        buckets: [{ id: 'codex_bengalfox', lane: 'spark', windows: [{ leftPercent: 40, source: 'rollout' }] }],
      },
    ])
    const { stdout, stderr } = await cli.run(['limits'], { env: { ...env, CODEX_HOME: home } })
    expect(stdout.toString()).toMatch(/5 h {7}40 % left, resets .*, from the record of a session, 2 min ago/)
    expect(stderr).toBe('Codex is not signed in: this is what the records of sessions said last.\n')
  })

  it('says that there are no limits for an API key', async () => {
    const home = homeWith({ auth_mode: 'apikey', OPENAI_API_KEY: 'made-up' })
    const { code, value } = await cliOf().json(['limits'], { env: { ...env, CODEX_HOME: home } })
    expect([code, value]).toEqual([
      0,
      { account: { kind: 'api-key' }, fromRecords: false, buckets: [], resetCredits: null },
    ])
  })

  it('says in the status whether the lanes can be used now, with reason and source', async () => {
    const call = async () => (await cliOf().json(['status', '--repo', repo.path], { env })).value
    expect(await call()).toMatchObject({
      usable: {
        spark: { answer: 'yes', reasons: [{ code: 'guard-off', weight: 'note', source: 'the hooks, as Codex says' }] },
        standard: { answer: 'yes', reasons: [] },
      },
    })
    await bed.control({ spark: { primary: 100, secondary: 7 }, std: { primary: 100, secondary: 34 } })
    const source = expect.stringMatching(/^the limits read \d\d:\d\d$/)
    expect(await call()).toMatchObject({
      usable: {
        spark: {
          answer: 'no',
          reasons: [
            { code: 'limit-reached', weight: 'no', source },
            { code: 'guard-off' },
            // The standard bucket has credits to go on with, so it does not block Spark.
          ],
        },
        standard: { answer: 'unsure', reasons: [{ code: 'limit-reached', weight: 'unsure', source }] },
      },
    })
    const { stdout } = await cliOf().run(['status', '--repo', repo.path], { env })
    expect(stdout.toString()).toContain(
      'Spark: not usable now. Nothing is left of the 5 h window of GPT-5.3-Codex-Spark.',
    )
  })

  it('says in the status who is signed in, where that decides', async () => {
    const answers = async (auth: Readonly<Record<string, string>> | null) => {
      const signedIn = { ...env, CODEX_HOME: homeWith(auth) }
      const { value } = await cliOf().json(['status', '--repo', repo.path], { env: signedIn })
      return value
    }
    expect(await answers(null)).toMatchObject({
      usable: {
        spark: { answer: 'no', reasons: [{ code: 'signed-out' }, { code: 'offer-unknown' }, { code: 'guard-off' }] },
      },
    })
    expect(await answers({ auth_mode: 'apikey', OPENAI_API_KEY: 'sk-none' })).toMatchObject({
      usable: { spark: { answer: 'no' }, standard: { answer: 'yes', reasons: [{ code: 'api-key', weight: 'note' }] } },
    })
  })

  it('stays on loopback', async () => {
    expect(await bed.strayHosts()).toEqual([])
  })

  // Last: the broken file is also what keeps this Codex on loopback.
  it('leaves a configuration alone that Codex cannot read', async () => {
    writeFileSync(config, 'model = \n')
    const { code, value } = await cliOf().json(['model', 'set', 'gpt-5.4', '--repo', repo.path], { env })
    expect([code, value]).toMatchObject([
      2,
      { error: { code: expect.stringMatching(/^(CONFIG_INVALID|CODEX_FAILING)$/) } },
    ])
    expect(readFileSync(config, 'utf8')).toBe('model = \n')
  })

  /** A Codex home on the same backend with another sign-in. */
  function homeWith(auth: Readonly<Record<string, string>> | null): string {
    const home = tempDir('codex-home')
    writeFileSync(join(home, 'config.toml'), originalConfig)
    if (auth !== null) writeFileSync(join(home, 'auth.json'), JSON.stringify(auth))
    return home
  }
})

describe('without a usable codex', () => {
  const call = async (env: Readonly<Record<string, string>>) =>
    Promise.all([['limits'], ['model'], ['model', 'set', 'x']].map((args) => cliOf().json(args, { env, cwd: '/' })))

  it('says that there is none', async () => {
    for (const { code, value } of await call({ FIREBREAK_CODEX: '/nowhere/codex' }))
      expect([code, value]).toMatchObject([2, { error: { code: 'CODEX_MISSING' } }])
  })

  it('says that it is too old', async () => {
    const stub = join(tempDir(), 'codex')
    writeFileSync(stub, '#!/bin/sh\necho codex-cli 0.20.0\n', { mode: 0o755 })
    for (const { code, value } of await call({ FIREBREAK_CODEX: stub }))
      expect([code, value]).toMatchObject([2, { error: { code: 'CODEX_TOO_OLD' } }])
  })

  it('answers the status in a few seconds also when it hangs, and ends it', async () => {
    const folder = tempDir()
    const stub = join(folder, 'codex')
    const pid = join(folder, 'pid')
    writeFileSync(
      stub,
      `#!/bin/sh\n[ "$1" = --version ] && echo codex-cli 0.169.0 && exit\necho $$ > ${pid}\nexec sleep 1000\n`,
      { mode: 0o755 },
    )
    const repo = createTempRepo({ path: join(folder, 'repo'), files: { a: 'a' } })
    const env = { FIREBREAK_CODEX: stub }
    const { code, value } = await cliOf().json(['status', '--repo', repo.path], { env })
    expect([code, value]).toMatchObject([
      0,
      { gate: { state: 'open' }, usable: { spark: { answer: 'unsure', reasons: [{ code: 'codex-failing' }, {}] } } },
    ])
    expect(isRunning(Number(readFileSync(pid, 'utf8')))).toBe(false)
  })

  it('says that it does not work', async () => {
    const stub = join(tempDir(), 'codex')
    writeFileSync(stub, '#!/bin/sh\n[ "$1" = --version ] && echo codex-cli 0.169.0 && exit\nexit 7\n', { mode: 0o755 })
    for (const { code, value } of await call({ FIREBREAK_CODEX: stub }))
      expect([code, value]).toMatchObject([2, { error: { code: 'CODEX_FAILING' } }])
  })
})
