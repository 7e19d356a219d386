import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CodexClient } from '../../../src/services/codex/codex-client'
import { err, ok } from '../../../src/core/result'
import { createModelSwitch, type ModelSwitch, type SwitchWish } from '../../../src/services/codex/model-switch'
import { createSupervisor, type Supervisor } from '../../../src/services/codex/supervisor'
import { systemClock } from '../../../src/services/system-clock'
import { type Bed, startBed } from '../../support/codex-bed/bed.mjs'
import { startRawAppServer } from '../../support/codex-bed/raw-app-server'
import { createManualClock } from '../../support/manual-clock'
import { createTempDir, createTempRepo, type TempRepo } from '../../support/temp-repo'

const spark = 'gpt-5.3-codex-spark'
const user = { kind: 'user' } as const

describe('the switch of the model on the real codex', () => {
  let dir: string
  let repo: TempRepo
  let bed: Bed
  let config: string
  let original: string
  let home: string
  let supervisor: Supervisor
  let models: ModelSwitch
  const repository = () => ({ kind: 'repository', top: repo.path }) as const

  // The binary may have to be fetched first.
  beforeAll(async () => {
    dir = createTempDir('model-switch')
    repo = createTempRepo({ path: join(dir, 'repo'), files: { 'README.md': 'hello\n' } })
    bed = await startBed({ dir: join(dir, 'bed'), trust: [repo.path] })
    config = join(bed.env.CODEX_HOME, 'config.toml')
    original = readFileSync(config, 'utf8')
    supervisor = supervisorOf(bed.codex)
  }, 300_000)
  afterAll(async () => {
    await supervisor?.stop()
    await bed?.close()
    rmSync(dir, { recursive: true, force: true })
  })
  beforeEach(() => {
    home = join(dir, `firebreak-${Math.random()}`)
    mkdirSync(home)
    models = switchWith(supervisor)
  })
  afterEach(() => {
    rmSync(config, { force: true })
    writeFileSync(config, original)
    rmSync(join(repo.path, '.codex'), { recursive: true, force: true })
  })

  function supervisorOf(path: string): Supervisor {
    return createSupervisor({
      find: async () =>
        path === ''
          ? err({ kind: 'not-installed', searched: [] })
          : ok({ path, version: '0.169.0', source: 'FIREBREAK_CODEX' }),
      env: { ...process.env, ...bed.env },
      codexHome: bed.env.CODEX_HOME,
      appVersion: '0.1.0',
      clock: systemClock,
    })
  }
  const switchWith = (with_: Supervisor, clock = systemClock): ModelSwitch =>
    createModelSwitch({ home, codexHome: bed.env.CODEX_HOME, supervisor: with_, clock })
  const wish = (more: Partial<SwitchWish> = {}): SwitchWish => ({ place: user, model: spark, untilMs: null, ...more })
  const write = (text: string, mode = 0o644): void => {
    rmSync(config, { force: true })
    writeFileSync(config, text)
    chmodSync(config, mode)
  }
  /** Another editor, who writes right before each of our first writes, `times` times. */
  function racing(times: number): { readonly models: ModelSwitch; theirs(): string } {
    let left = times
    let theirs = original
    let looks = 0
    const edit = (): void => {
      if (left === 0) return
      left -= 1
      theirs = `${original}\n[tui]\ntheme = "${left}"\n`
      writeFileSync(config, theirs)
    }
    const racingSupervisor: Supervisor = {
      ...supervisor,
      withClient: (work) =>
        supervisor.withClient((client) => {
          const racer: CodexClient = {
            ...client,
            async configWrite(...args) {
              edit()
              return client.configWrite(...args)
            },
          }
          return work(racer)
        }),
    }
    const clock = {
      ...systemClock,
      now() {
        // The lock asks for the time first, then the note of what is about to be written.
        looks += 1
        if (looks % 2 === 0 && (statSync(config).mode & 0o777) !== 0o600) edit()
        return systemClock.now()
      },
    }
    return { models: switchWith(racingSupervisor, clock), theirs: () => theirs }
  }
  /** The model that a thread gets which says nothing itself. */
  const modelNow = async (): Promise<unknown> => {
    const server = await startRawAppServer(bed, repo.path)
    const started = await server.call('thread/start', { cwd: repo.path, approvalPolicy: 'never' })
    await server.close()
    return started !== null && typeof started === 'object' && 'model' in started ? started.model : null
  }

  const shapes: readonly [string, (text: string) => string, number][] = [
    ['as Codex writes it, through Codex', (text) => text, 0o600],
    ['with permissions of its own', (text) => text, 0o640],
    ['with CRLF', (text) => text.replaceAll('\n', '\r\n'), 0o644],
    ['with a byte order mark', (text) => `\ufeff${text}`, 0o600],
    ['with no newline at the end', (text) => text.trimEnd(), 0o600],
    ['with comments only', () => '# nothing here yet\n', 0o644],
    ['that is empty', () => '', 0o600],
    ['with one line break of another kind', (text) => text.replace('\n', '\r\n'), 0o600],
  ]
  it.each(shapes)(
    'changes one value of a file %s, a new thread has it, and goes back byte for byte',
    async (_, shape, mode) => {
      const before = shape(original)
      write(before, mode)
      const done = await models.set(wish(), repo.path)
      expect(done).toMatchObject({
        ok: true,
        value: { wrote: true, withoutCodex: null, inForce: { modelId: spark, origin: { kind: 'user' } } },
      })
      const after = readFileSync(config, 'utf8')
      expect(after.replace(`model = "${spark}"`, 'model = "gpt-5.5"')).toBe(
        before.includes('model =') ? before : `${before}model = "gpt-5.5"\n`,
      )
      expect(statSync(config).mode & 0o777).toBe(mode)
      // Loopback is only where the configuration says so.
      const asked = before.includes('openai_base_url') ? await modelNow() : spark
      expect(asked).toBe(spark)

      expect(await models.back(user)).toMatchObject({ ok: true, value: { exact: true } })
      expect(readFileSync(config, 'utf8')).toBe(before)
      expect(statSync(config).mode & 0o777).toBe(mode)
      expect(await models.back(user)).toEqual({ ok: false, error: { kind: 'nothing-to-take-back' } })
    },
  )

  it.each([0o600, 0o644])('makes a key that was absent absent again (mode %o)', async (mode) => {
    const before = original.replace(/^model = .*\n/m, '')
    write(before, mode)
    expect(await models.set(wish({ effort: mode === 0o600 ? undefined : 'high' }), null)).toMatchObject({
      value: { record: { keys: expect.arrayContaining([expect.objectContaining({ before: { kind: 'absent' } })]) } },
    })
    expect(readFileSync(config, 'utf8')).toContain(`model = "${spark}"\n`)
    expect(await models.back(user)).toMatchObject({ value: { exact: true } })
    expect(readFileSync(config, 'utf8')).toBe(before)
  })

  it('sets the effort beside the model in one write', async () => {
    expect(await models.set(wish({ model: 'gpt-5.4', effort: 'high' }), repo.path)).toMatchObject({
      value: { inForce: { modelId: 'gpt-5.4', effort: 'high' } },
    })
    expect(readFileSync(config, 'utf8')).toBe(
      original
        .replace('"gpt-5.5"', '"gpt-5.4"')
        .replace('\n\n[analytics]', '\nmodel_reasoning_effort = "high"\n\n[analytics]'),
    )
    await models.set(wish({ model: 'gpt-5.5', effort: null }), repo.path)
    expect(readFileSync(config, 'utf8')).toBe(original)
    await models.back(user)
    await models.back(user)
    expect(readFileSync(config, 'utf8')).toBe(original)
  })

  it('writes through the link of a dotfiles folder, and keeps the link and the mode', async () => {
    const dotfiles = join(dir, 'dotfiles')
    mkdirSync(dotfiles, { recursive: true })
    writeFileSync(join(dotfiles, 'codex.toml'), original, { mode: 0o640 })
    rmSync(config)
    symlinkSync('../../dotfiles/codex.toml', config)
    expect(await models.set(wish(), null)).toMatchObject({ ok: true })
    expect(lstatSync(config).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(dotfiles, 'codex.toml'), 'utf8')).toBe(original.replace('"gpt-5.5"', `"${spark}"`))
    expect(statSync(config).mode & 0o777).toBe(0o640)
    await models.back(user)
    expect(readFileSync(join(dotfiles, 'codex.toml'), 'utf8')).toBe(original)
  })

  it('writes nothing into a broken file, and says line and column', async () => {
    const broken = `${original}foo = ][\n`
    write(broken)
    const line = broken.split('\n').length - 1
    expect(await models.set(wish(), repo.path)).toMatchObject({
      error: { kind: 'config-invalid', file: config, line, column: 7 },
    })
    const without = switchWith(supervisorOf(''))
    expect(await without.set(wish(), null)).toMatchObject({
      error: { kind: 'config-invalid', file: config, line, column: 7 },
    })
    expect(readFileSync(config, 'utf8')).toBe(broken)
    expect(await models.records()).toEqual([])
  })

  it.each([
    ['Codex', 0o600],
    ['Firebreak', 0o640],
  ])('lets another editor win when %s writes, and sets the model in what it left', async (_, mode) => {
    write(original, mode)
    const editor = racing(1)
    expect(await editor.models.set(wish(), null)).toMatchObject({ ok: true })
    expect(editor.theirs()).not.toBe(original)
    expect(readFileSync(config, 'utf8')).toBe(editor.theirs().replace('"gpt-5.5"', `"${spark}"`))
  })

  it.each([
    ['Codex', 0o600],
    ['Firebreak', 0o640],
  ])('gives way after three lost races when %s writes', async (_, mode) => {
    write(original, mode)
    const editor = racing(3)
    expect(await editor.models.set(wish(), null)).toEqual({
      ok: false,
      error: { kind: 'config-conflict', attempts: 3 },
    })
    expect(readFileSync(config, 'utf8')).toBe(editor.theirs())
    expect(await models.records()).toEqual([])
  })

  it('goes back around what others wrote, and not over their own choice', async () => {
    await models.set(wish(), null)
    const theirs = `# theirs\r\n${readFileSync(config, 'utf8')}\n[tui]\ntheme = "x"\n`
    writeFileSync(config, theirs)
    expect(await models.back(user)).toMatchObject({ value: { exact: false } })
    expect(readFileSync(config, 'utf8')).toBe(theirs.replace(`"${spark}"`, '"gpt-5.5"'))

    await models.set(wish(), null)
    const chosen = readFileSync(config, 'utf8').replace(`"${spark}"`, '"gpt-5.4"')
    writeFileSync(config, chosen)
    expect(await models.back(user)).toEqual({
      ok: false,
      error: { kind: 'set-by-another', file: config, value: '"gpt-5.4"' },
    })
    expect(readFileSync(config, 'utf8')).toBe(chosen)
    expect(await models.records()).toEqual([])
  })

  it('writes a repository’s own configuration only where it is trusted, and takes file and folder away again', async () => {
    const file = join(repo.path, '.codex', 'config.toml')
    expect(await models.set(wish({ place: repository() }), repo.path)).toMatchObject({
      value: { file, inForce: { modelId: spark, origin: { kind: 'project', file } } },
    })
    expect(readFileSync(file, 'utf8')).toBe(`model = "${spark}"\n`)
    expect(readFileSync(config, 'utf8')).toBe(original)
    expect(await modelNow()).toBe(spark)
    expect(await models.back(repository())).toMatchObject({ value: { exact: true } })
    expect(existsSync(join(repo.path, '.codex'))).toBe(false)

    const stranger = createTempRepo({ path: join(dir, 'stranger'), files: { a: 'a' } })
    const place = { kind: 'repository', top: stranger.path } as const
    expect(await models.set(wish({ place }), stranger.path)).toEqual({
      ok: false,
      error: { kind: 'not-trusted', top: stranger.path },
    })
    mkdirSync(join(stranger.path, '.codex'))
    writeFileSync(join(stranger.path, '.codex', 'config.toml'), 'model = "gpt-5.4"\n')
    expect(await models.set(wish({ place }), stranger.path)).toMatchObject({ error: { kind: 'not-trusted' } })
    expect(readFileSync(join(stranger.path, '.codex', 'config.toml'), 'utf8')).toBe('model = "gpt-5.4"\n')
    expect(await switchWith(supervisorOf('')).set(wish({ place: repository() }), null)).toMatchObject({
      error: { kind: 'trust-unknown', cause: { kind: 'not-installed' } },
    })
    expect(existsSync(join(repo.path, '.codex'))).toBe(false)
  })

  it('does not follow a link out of a repository', async () => {
    const outside = join(dir, 'outside')
    mkdirSync(outside, { recursive: true })
    writeFileSync(join(outside, 'config.toml'), 'model = "gpt-5.4"\n')
    symlinkSync(outside, join(repo.path, '.codex'))
    expect(await models.set(wish({ place: repository() }), repo.path)).toMatchObject({ error: { kind: 'file-link' } })
    rmSync(join(repo.path, '.codex'))
    mkdirSync(join(repo.path, '.codex'))
    symlinkSync(join(outside, 'config.toml'), join(repo.path, '.codex', 'config.toml'))
    expect(await models.set(wish({ place: repository() }), repo.path)).toMatchObject({ error: { kind: 'file-link' } })
    expect(readFileSync(join(outside, 'config.toml'), 'utf8')).toBe('model = "gpt-5.4"\n')
  })

  it('goes back when its time is over, also in a Firebreak that started later, and once', async () => {
    const untilMs = Date.now() + 30 * 60_000
    await models.set(wish({ untilMs }), null)
    expect(await models.backDue()).toEqual([])
    const later = createManualClock(untilMs)
    const restarted = switchWith(supervisor, later.clock)
    expect(await restarted.backDue()).toMatchObject([
      { record: { model: spark }, done: { ok: true, value: { exact: true } } },
    ])
    expect(readFileSync(config, 'utf8')).toBe(original)
    expect(await restarted.backDue()).toEqual([])
  })

  it('leaves another editor’s choice when the time is over, and says so once', async () => {
    const untilMs = Date.now() + 1000
    await models.set(wish({ untilMs }), null)
    const theirs = readFileSync(config, 'utf8').replace(`"${spark}"`, '"gpt-5.4"')
    writeFileSync(config, theirs)
    const restarted = switchWith(supervisor, createManualClock(untilMs).clock)
    expect(await restarted.backDue()).toMatchObject([
      { done: { error: { kind: 'set-by-another', value: '"gpt-5.4"' } } },
    ])
    expect(await restarted.backDue()).toEqual([])
    expect(readFileSync(config, 'utf8')).toBe(theirs)
  })

  it('tries again while the file is broken', async () => {
    const untilMs = Date.now() + 1000
    await models.set(wish({ untilMs }), null)
    const sound = readFileSync(config, 'utf8')
    writeFileSync(config, `${sound}x = ][\n`)
    const restarted = switchWith(supervisor, createManualClock(untilMs).clock)
    expect(await restarted.backDue()).toMatchObject([{ done: { error: { kind: 'config-invalid' } } }])
    writeFileSync(config, sound)
    expect(await restarted.backDue()).toMatchObject([{ done: { ok: true, value: { exact: true } } }])
    expect(readFileSync(config, 'utf8')).toBe(original)
  })

  it('a longer time, or none, takes the place of the first', async () => {
    await models.set(wish({ untilMs: Date.now() + 1000 }), null)
    expect(await models.set(wish({ untilMs: Date.now() + 60_000 }), null)).toMatchObject({ value: { wrote: false } })
    const soon = createManualClock(Date.now() + 2000)
    expect(await switchWith(supervisor, soon.clock).backDue()).toEqual([])
    await models.set(wish(), null)
    const late = createManualClock(Date.now() + 90_000)
    expect(await switchWith(supervisor, late.clock).backDue()).toEqual([])
    expect(await models.back(user)).toMatchObject({ value: { exact: true } })
    expect(readFileSync(config, 'utf8')).toBe(original)
  })

  it('works without Codex where the bytes prove it', async () => {
    write(original.replaceAll('\n', '\r\n'), 0o600)
    const without = switchWith(supervisorOf(''))
    expect(await without.set(wish({ effort: 'low' }), repo.path)).toMatchObject({
      value: { wrote: true, inForce: null, withoutCodex: { kind: 'not-installed' } },
    })
    expect(readFileSync(config, 'utf8')).toContain(`model = "${spark}"   # keep this comment\r\n`)
    expect(await without.back(user)).toMatchObject({ value: { exact: true } })
    expect(readFileSync(config, 'utf8')).toBe(original.replaceAll('\n', '\r\n'))
  })

  it('makes no first configuration for a Codex that is not there', async () => {
    rmSync(config)
    expect(await switchWith(supervisorOf('')).set(wish(), null)).toMatchObject({ error: { kind: 'not-installed' } })
    expect(existsSync(config)).toBe(false)
  })

  it('clears up after a crash between the note and the write, or after the write', async () => {
    await models.set(wish(), null)
    const journal = JSON.parse(readFileSync(models.journalPath, 'utf8'))
    const begun = { ...journal, switches: [{ ...journal.switches[0], state: 'begun' }] }
    writeFileSync(models.journalPath, JSON.stringify(begun))
    expect(await switchWith(supervisor).records()).toMatchObject([{ state: 'done' }])
    writeFileSync(models.journalPath, JSON.stringify(begun))
    writeFileSync(config, original)
    expect(await switchWith(supervisor).records()).toEqual([])
    writeFileSync(models.journalPath, '{"version":1,"switches":[{"id":1}]}')
    expect(await switchWith(supervisor).records()).toEqual([])
  })
})
