import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Bed, startBed } from '../../support/codex-bed/bed.mjs'
import { builtCli } from '../../support/cli'
import { createTempDir, createTempRepo, type TempRepo } from '../../support/temp-repo'

const cliOf = builtCli()
const spark = 'gpt-5.3-codex-spark'

describe('firebreak model, with the real codex', () => {
  let dir: string
  let repo: TempRepo
  let bed: Bed
  let env: Record<string, string>
  let config: string
  let original: string

  // The binary may have to be fetched first.
  beforeAll(async () => {
    dir = createTempDir('cli-model')
    repo = createTempRepo({ path: join(dir, 'repo'), files: { 'README.md': 'hello\n' } })
    bed = await startBed({ dir: join(dir, 'bed'), trust: [repo.path] })
    config = join(bed.env.CODEX_HOME, 'config.toml')
    original = readFileSync(config, 'utf8').replaceAll('\n', '\r\n')
  }, 300_000)
  afterAll(async () => {
    await bed?.close()
    rmSync(dir, { recursive: true, force: true })
  })
  beforeEach(() => {
    writeFileSync(config, original)
    env = { ...bed.env, FIREBREAK_CODEX: bed.codex, FIREBREAK_HOME: join(dir, `home-${Math.random()}`) }
  })
  afterEach(() => rmSync(join(repo.path, '.codex'), { recursive: true, force: true }))

  const model = (...args: readonly string[]) => cliOf().json(['model', ...args], { env, cwd: repo.path })

  it('sets model and effort, shows the way back, and goes back to the very bytes', async () => {
    const set = await model('set', 'gpt-5.4', '--effort', 'high')
    expect([set.code, set.value]).toMatchObject([
      0,
      { written: 'gpt-5.4', effort: 'high', scope: 'user', wrote: true, previous: 'gpt-5.5', effective: 'gpt-5.4' },
    ])
    expect(readFileSync(config, 'utf8')).toContain('model = "gpt-5.4"   # keep this comment\r\n')
    expect((await model('get')).value).toMatchObject({
      configured: 'gpt-5.4',
      effort: 'high',
      trusted: true,
      next: null,
      switches: [{ scope: 'user', model: 'gpt-5.4', previous: 'gpt-5.5', until: null }],
      models: expect.arrayContaining([
        expect.objectContaining({
          id: spark,
          textOnly: true,
          hidden: false,
          efforts: ['low', 'medium', 'high', 'xhigh'],
        }),
      ]),
    })
    const back = await model('back')
    expect([back.code, back.value]).toMatchObject([0, { model: 'gpt-5.5', exact: true }])
    expect(readFileSync(config, 'utf8')).toBe(original)
    expect((await model('back')).code).toBe(1)
  })

  it('writes into a repository only with --yes, and takes what it made away again', async () => {
    const refused = await model('set', spark, '--scope', 'repo')
    expect([refused.code, refused.value]).toMatchObject([2, { error: { code: 'CONSENT_NEEDED' } }])
    const file = join(repo.path, '.codex', 'config.toml')
    expect(existsSync(file)).toBe(false)
    const set = await model('set', spark, '--scope', 'repo', '--yes')
    expect([set.code, set.value]).toMatchObject([0, { file, effective: spark, gated: true }])
    expect(readFileSync(config, 'utf8')).toBe(original)
    expect((await model('back', '--scope', 'repo')).code).toBe(0)
    expect(existsSync(join(repo.path, '.codex'))).toBe(false)

    const stranger = createTempRepo({ path: join(dir, 'stranger'), files: { a: 'a' } })
    const untrusted = await model('set', spark, '--scope', 'repo', '--yes', '--repo', stranger.path)
    expect([untrusted.code, untrusted.value]).toMatchObject([2, { error: { code: 'NOT_TRUSTED' } }])
    stranger.cleanup()
  })

  it('notes the next session and touches no file of Codex', async () => {
    expect((await model('set', spark, '--scope', 'next', '--effort', 'low')).value).toMatchObject({
      next: { model: spark, effort: 'low' },
    })
    expect(readFileSync(config, 'utf8')).toBe(original)
    expect((await model('get')).value).toMatchObject({ next: { model: spark, effort: 'low' } })
    expect((await model('back', '--scope', 'next')).code).toBe(0)
    expect((await model('back', '--scope', 'next')).code).toBe(1)
  })

  it('warns of sessions that nothing would stop, and not while the guard does', async () => {
    const cli = cliOf()
    const call = (...args: readonly string[]) => cli.run(args, { env, cwd: repo.path })
    const warning = 'Sessions you start in a terminal or IDE will not be stopped on uncommitted work.\n'
    expect((await call('model', 'set', spark)).stderr).toBe(warning)
    await call('model', 'back')
    expect((await call('guard', 'install', '--yes')).code).toBe(0)
    expect((await call('model', 'set', spark)).stderr).toBe('')
    await call('model', 'back')
    await call('guard', 'uninstall', '--yes')
    expect(readFileSync(config, 'utf8')).toBe(original)
  })

  it('keeps what others wrote meanwhile, and their own choice', async () => {
    await model('set', spark)
    writeFileSync(config, `${readFileSync(config, 'utf8')}\r\n[tui]\r\ntheme = "x"\r\n`)
    const partial = await model('back')
    expect([partial.code, partial.value]).toMatchObject([3, { exact: false }])
    expect(readFileSync(config, 'utf8')).toBe(`${original}\r\n[tui]\r\ntheme = "x"\r\n`)

    await model('set', spark)
    const theirs = readFileSync(config, 'utf8').replace(spark, 'gpt-5.4')
    writeFileSync(config, theirs)
    const kept = await model('back')
    expect([kept.code, kept.value]).toMatchObject([2, { error: { code: 'SET_BY_ANOTHER' } }])
    expect(readFileSync(config, 'utf8')).toBe(theirs)
  })

  it('says until when, and what a switch does not change', async () => {
    mkdirSync(env['FIREBREAK_HOME'] ?? '')
    writeFileSync(join(bed.env.CODEX_HOME, 'work.config.toml'), 'model = "gpt-5.4"\n')
    const { code, stdout, stderr } = await cliOf().run(['model', 'set', spark, '--minutes', '30'], {
      env,
      cwd: repo.path,
    })
    expect(code).toBe(0)
    expect(stdout.toString()).toBe(`New Codex sessions use ${spark}. Running sessions keep their model.\n`)
    expect(stderr).toMatch(
      /Firebreak puts the model back at (?:\w{3} )?\d\d:\d\d while it runs, or as soon as it is started after that\./,
    )
    const shown = await cliOf().run(['model'], { env, cwd: repo.path })
    expect(shown.stdout.toString()).toMatch(/GPT-5\.3-Codex-Spark until (?:\w{3} )?\d\d:\d\d, then GPT-5\.5/)
    expect(shown.stdout.toString()).toContain('codex -p work uses gpt-5.4')
    rmSync(join(bed.env.CODEX_HOME, 'work.config.toml'))
  })

  it('leaves a broken configuration alone, and says line and column', async () => {
    writeFileSync(config, 'model = "gpt-5.5"\nfoo = ][\n')
    const { code, value } = await model('set', spark)
    expect([code, value]).toMatchObject([
      2,
      { error: { code: 'CONFIG_INVALID', message: expect.stringContaining('line 2 column 7') } },
    ])
    expect(readFileSync(config, 'utf8')).toBe('model = "gpt-5.5"\nfoo = ][\n')
  })

  it('works without Codex where the bytes prove it, and says so', async () => {
    env = { ...env, FIREBREAK_CODEX: '/nowhere/codex' }
    const { code, value } = await model('set', spark)
    expect([code, value]).toMatchObject([0, { wrote: true, effective: null, codexAsked: false }])
    expect((await model('back')).code).toBe(0)
    expect(readFileSync(config, 'utf8')).toBe(original)
  })

  it.each([
    [['set'], 'model set needs the model to use.'],
    [['set', 'x', '--scope', 'all'], '--scope is user, repo or next.'],
    [['set', 'x', '--minutes', '0'], '--minutes is a whole number from 1 to 1440.'],
    [['get', '--effort', 'low'], '--effort does not belong to model get.'],
    [['back', 'x'], 'x is one argument too many.'],
    [['forward'], 'model knows no forward.'],
  ])('answers a call that is written wrong: %j', async (args, message) => {
    const { code, value } = await model(...args)
    expect([code, value]).toMatchObject([2, { error: { code: 'USAGE', message } }])
  })
})
