import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { recorded } from '../../support/app-server-fixture'
import { createAppBed, errorOf, patience, wishes } from '../../support/app-bed'

const accepted = { ok: true, value: null }

describe('a start without a terminal', () => {
  it('says the command, which starts the session when it is pasted', async () => {
    const bed = await createAppBed({ terminal: null })
    const error = errorOf(await bed.send(wishes(bed.repoId).start({ prompt: "it's" })))
    const { id } = bed.session()
    const command = `${join(bed.home, 'bin', 'launch-session')} ${join(bed.home, 'run', id)}`
    expect(error).toEqual({
      code: 'no-terminal',
      message: 'No terminal was found.',
      next: 'Name yours in the settings, or run the command below in one within a minute.',
      output: command,
    })
    expect(bed.snapshot().commit.failure?.output).toBe(command)
    expect(bed.session()).toMatchObject({ state: 'starting', following: true })

    const pasted = spawn('sh', ['-c', command], { stdio: 'ignore' })
    await expect.poll(() => bed.session().state, patience).toBe('live')
    const run = bed.codex.runIn(bed.repo.path)
    await expect.poll(() => run.argv(), patience).toContain("it's")
    run.exit(0)
    await expect.poll(() => bed.session().state, patience).toBe('ended')
    await expect.poll(() => pasted.exitCode, patience).toBe(0)
  })

  it('can be tried again, and the one that waited is over', async () => {
    const bed = await createAppBed({ terminal: null })
    const { start } = wishes(bed.repoId)
    expect(errorOf(await bed.send(start())).code).toBe('no-terminal')
    expect(errorOf(await bed.send(start())).code).toBe('no-terminal')
    await expect
      .poll(() => bed.snapshot().sessions.map(({ state, problem }) => [state, problem?.message]), patience)
      .toEqual([
        ['starting', undefined],
        ['failed', 'It was started again before a terminal took it.'],
      ])
  })
})

describe('a terminal', () => {
  it('that ends at once with an error fails the start soon', async () => {
    const bed = await createAppBed({ terminal: 'exit 1' })
    expect(errorOf(await bed.send(wishes(bed.repoId).start()))).toEqual({
      code: 'terminal-exited',
      message: 'The terminal ended before it started the session.',
      next: 'Start the session again.',
    })
    expect(bed.snapshot().sessions).toEqual([])
    expect(bed.snapshot().repo?.liveSessionId).toBeNull()
    expect(bed.snapshot().notices).toMatchObject([{ id: 'start-refused', kind: 'warning' }])
    // The prompt and the rest are not kept.
    expect(readdirSync(join(bed.home, 'run'))).toEqual([])
  })

  it('that hands over to a server and is done is waited for', async () => {
    const bed = await createAppBed({ terminal: '"$@" </dev/null >/dev/null 2>&1 &\nexit 0' })
    expect(await bed.send(wishes(bed.repoId).start())).toEqual(accepted)
    const run = bed.codex.runIn(bed.repo.path)
    await expect.poll(() => run.pid(), patience).not.toBeNull()
    run.exit(7)
    await expect.poll(() => bed.session().state, patience).toBe('ended')
    expect(bed.app().store.state().sessions[0]?.exitCode).toBe(7)
  })

  it('that cannot run is said, and the session has failed', async () => {
    const bed = await createAppBed({ settings: { terminal: ['/dev/null'] } })
    const error = errorOf(await bed.send(wishes(bed.repoId).start()))
    expect(error.code).toMatch(/no-terminal|terminal-failed/)
    expect(bed.bugs).toEqual([])
  })

  it('in which the launcher finds HEAD elsewhere starts nothing, and that is said', async () => {
    const bed = await createAppBed({
      terminal: 'git -C "$(cat "$2/repo")" commit -q --allow-empty -m moved && exec "$@" </dev/null >/dev/null 2>&1',
    })
    expect(errorOf(await bed.send(wishes(bed.repoId).start()))).toMatchObject({
      code: 'head-moved',
      message: 'HEAD moved between the gate and the start, so Codex was not started.',
    })
    expect(bed.snapshot().sessions).toEqual([])
    expect(bed.codex.runIn(bed.repo.path).argv()).toBeNull()
  })
})

describe('a model', () => {
  it('that is not offered is not started, unless it is tried anyway', async () => {
    const bed = await createAppBed({ cold: true })
    bed.codex.answer('model/list', { result: recorded('model-list-no-spark') })
    await bed.restart()
    await bed.use(bed.repo)
    await bed.modelsKnown()
    await expect.poll(() => bed.snapshot().lanes.spark.offered, patience).toBe('no')
    expect(bed.snapshot().lanes.spark.suggestion).not.toBeNull()
    const { start, commitAndStart } = wishes(bed.repoId)
    expect(errorOf(await bed.send(start()))).toEqual({
      code: 'model-not-offered',
      message: 'gpt-5.3-codex-spark is not offered to this account.',
      next: expect.stringMatching(/^Use GPT-.* in this lane, or try anyway\.$/),
    })
    expect(bed.snapshot().sessions).toEqual([])
    const head = bed.repo.git('rev-parse', 'HEAD')
    bed.repo.write('a.txt', 'not committed for a start that cannot be\n')
    expect(errorOf(await bed.send(commitAndStart(['a.txt']))).code).toBe('model-not-offered')
    expect(bed.repo.git('rev-parse', 'HEAD')).toBe(head)
    bed.repo.git('checkout', '--', 'a.txt')
    expect(await bed.send(start({ tryAnyway: true }))).toEqual(accepted)
    expect(bed.prepared(bed.session().id)['model']).toBe('gpt-5.3-codex-spark')
  })

  it('for the next session is used once; one for the lane stays', async () => {
    const bed = await createAppBed()
    const { start } = wishes(bed.repoId)
    const modelOfSession = () => bed.prepared(bed.session().id)['model']
    const endIt = async () => {
      await expect.poll(() => bed.session().state, patience).toBe('live')
      await expect.poll(() => bed.codex.runIn(bed.repo.path).pid(), patience).not.toBeNull()
      bed.codex.runIn(bed.repo.path).exit(0)
      await expect.poll(() => bed.session().state, patience).toBe('ended')
    }
    await bed.send({ type: 'model/select', modelId: 'gpt-5.4', scope: 'next-session' })
    expect(bed.snapshot().nextSessionModel?.modelId).toBe('gpt-5.4')
    expect(await bed.send(start())).toEqual(accepted)
    expect(modelOfSession()).toBe('gpt-5.4')
    expect(bed.snapshot().nextSessionModel).toBeNull()
    await endIt()

    expect(await bed.send(start())).toEqual(accepted)
    expect(modelOfSession()).toBe('gpt-5.3-codex-spark')
    await endIt()

    await bed.send({ type: 'lane/use-model', lane: 'spark', modelId: 'gpt-5.5' })
    expect(bed.snapshot().lanes.spark.modelId).toBe('gpt-5.5')
    await bed.restart()
    expect(bed.snapshot().lanes.spark.modelId).toBe('gpt-5.5')
    expect(await bed.send(start())).toEqual(accepted)
    expect(modelOfSession()).toBe('gpt-5.5')
  })

  it('of a lane that is chosen for every session is asked about first, any other is written at once', async () => {
    const bed = await createAppBed()
    await bed.modelsKnown()
    expect(bed.snapshot().models.configured).toBe('gpt-5.5')
    await bed.send({ type: 'model/select', modelId: 'gpt-5.3-codex-spark', scope: 'ask' })
    expect(bed.snapshot().modelQuestion).toMatchObject({ modelId: 'gpt-5.3-codex-spark' })
    expect(bed.shell.opened).toEqual([{ view: { view: 'home' }, focus: true }])
    expect(bed.codex.config()).toBe('model = "gpt-5.5"\n')
    await bed.send({ type: 'model/keep' })
    expect(bed.snapshot().modelQuestion).toBeNull()

    expect(await bed.send({ type: 'model/select', modelId: 'gpt-5.4', scope: 'ask' })).toEqual(accepted)
    expect(bed.snapshot().models.configured).toBe('gpt-5.4')
    expect(bed.snapshot().notices).toMatchObject([
      { id: 'model-selected', message: 'New Codex sessions use GPT-5.4. Running sessions keep their model.' },
    ])

    expect(bed.codex.config()).toBe('model = "gpt-5.4"\n')

    bed.codex.configure('model = ][\n')
    const refused = await bed.send({ type: 'model/select', modelId: 'gpt-5.5', scope: 'everywhere' })
    expect(errorOf(refused)).toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('line 1 column 9'),
    })
    expect(bed.snapshot().notices[0]?.message).toMatch(/^The model was not changed\. /)
    expect(bed.codex.config()).toBe('model = ][\n')
  })
})

describe('codex', () => {
  it('that is not there refuses the start, and says so in the readiness line', async () => {
    const bed = await createAppBed({ env: { FIREBREAK_CODEX: '/nonexistent/codex' } })
    expect(errorOf(await bed.send(wishes(bed.repoId).start())).code).toBe('codex-missing')
    await expect
      .poll(() => bed.snapshot().readiness.spark, patience)
      .toMatchObject({ kind: 'not-ready', blocking: true, items: [{ code: 'codex-missing' }] })
    expect(bed.snapshot().limits.state.kind).toBe('unavailable')
    expect(await bed.checkpoints()).toEqual([])
  })

  it('that is signed in with another account offers other models', async () => {
    const bed = await createAppBed({ cold: true })
    bed.codex.answer('account/read', { result: recorded('signed-out') })
    bed.codex.answer('model/list', { result: recorded('model-list-no-spark') })
    await bed.restart()
    await bed.use(bed.repo)
    await expect.poll(() => bed.snapshot().limits.state, patience).toMatchObject({ kind: 'unavailable' })
    expect(bed.snapshot().lanes.spark.offered).toBe('unknown')
    expect(await bed.send(wishes(bed.repoId).start())).toEqual(accepted)
    const run = bed.codex.runIn(bed.repo.path)
    await expect.poll(() => run.pid(), patience).not.toBeNull()

    bed.codex.answer('account/read', { result: recorded('account-read') })
    bed.codex.answer('model/list', { result: recorded('model-list') })
    // The end of a session has the limits read again, and with them the account.
    run.exit(0)
    await expect.poll(() => bed.snapshot().lanes.spark.offered, patience).toBe('yes')
    await expect.poll(() => bed.snapshot().limits.state.kind, patience).toBe('known')
    expect(bed.snapshot().limits.buckets.map(({ id, lane }) => [id, lane])).toEqual([
      ['codex', 'standard'],
      ['codex_bengalfox', 'spark'],
    ])
  })
})

describe('a prompt', () => {
  it.each([
    ['too long', 'x'.repeat(32 * 1024 + 1)],
    ['with a NUL', 'a\0b'],
  ])('%s is refused at the door', async (_what, prompt) => {
    const bed = await createAppBed()
    expect(errorOf(await bed.send(wishes(bed.repoId).start({ prompt })))).toEqual({
      code: 'bad-command',
      message: 'This wish is not understood (prompt).',
      next: 'Reload the window.',
    })
    expect(bed.terminals()).toEqual([])
  })

  it('that is short in characters and long in bytes is refused by the launch, and nothing is left of it', async () => {
    const bed = await createAppBed()
    const prompt = '火'.repeat(12 * 1024)
    expect(errorOf(await bed.send(wishes(bed.repoId).start({ prompt }))).code).toBe('prompt-too-long')
    expect(bed.snapshot().sessions).toEqual([])
    expect(bed.snapshot().commit).toMatchObject({ running: null, failure: { message: expect.any(String) } })
  })
})
