import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recorded } from '../../support/app-server-fixture'
import { type AppBed, createAppBed, errorOf, patience, wishes } from '../../support/app-bed'

const accepted = { ok: true, value: null }
const before = '# mine\r\nmodel = "gpt-5.5"\r\n'
const journalOf = (bed: AppBed) => join(bed.home, 'model-switches.json')

async function bedWithConfig(): Promise<AppBed> {
  const bed = await createAppBed()
  bed.codex.configure(before)
  await bed.modelsKnown()
  return bed
}

const said = (bed: AppBed) => bed.snapshot().notices.find(({ id }) => id === 'model-selected')?.message

/** In one step, as the command line does: a journal that is read in the middle of a write would be set aside as broken. */
function writeJournal(bed: AppBed, text: string): void {
  writeFileSync(`${journalOf(bed)}.new`, text)
  renameSync(`${journalOf(bed)}.new`, journalOf(bed))
}

/** The half hour is over. */
function letTimePass(bed: AppBed): void {
  const text = readFileSync(journalOf(bed), 'utf8')
  writeJournal(bed, text.replace(/"untilMs": \d+/, `"untilMs": ${Date.now() - 1}`))
}

describe('a switch of the model', () => {
  it('that is lent goes back by itself, and says so in home and on the desktop', async () => {
    const bed = await bedWithConfig()
    const lent = { type: 'model/select', modelId: 'gpt-5.4', scope: 'everywhere', minutes: 30 } as const
    expect(await bed.send(lent)).toEqual(accepted)
    expect(bed.codex.config()).toBe(before.replace('gpt-5.5', 'gpt-5.4'))
    expect(bed.snapshot().modelSwitch).toMatchObject({
      back: { everywhere: 'Back to GPT-5.5', repository: null },
      timed: {
        place: 'everywhere',
        words: expect.stringMatching(/^GPT-5\.4 until (?:\w{3} )?\d\d:\d\d, then GPT-5\.5$/),
      },
    })
    letTimePass(bed)
    await expect.poll(() => bed.codex.config(), patience).toBe(before)
    await expect.poll(() => bed.shell.notified, patience).toEqual(['The model was put back'])
    expect(said(bed)).toBe('GPT-5.4 for new Codex sessions had its time: they use GPT-5.5 again.')
    await expect.poll(() => bed.snapshot().modelSwitch.timed, patience).toBeNull()
  })

  it('that is lent goes back in the next run when the app was not there, and leaves another editor’s choice', async () => {
    const bed = await bedWithConfig()
    const lent = { type: 'model/select', modelId: 'gpt-5.4', scope: 'everywhere', minutes: 30 } as const
    await bed.send(lent)
    await bed.stop()
    letTimePass(bed)
    await bed.restart()
    await expect.poll(() => bed.codex.config(), patience).toBe(before)

    await bed.send(lent)
    await bed.stop()
    letTimePass(bed)
    bed.codex.configure('model = "gpt-9"\n')
    await bed.restart()
    await expect
      .poll(() => bed.snapshot().notices[0]?.message, patience)
      .toContain('was not put back. Somebody else set')
    expect(bed.codex.config()).toBe('model = "gpt-9"\n')
  })

  it('that the command line did is known at once', async () => {
    const bed = await bedWithConfig()
    await bed.send({ type: 'model/select', modelId: 'gpt-5.4', scope: 'everywhere' })
    const text = readFileSync(journalOf(bed), 'utf8')
    writeJournal(bed, '{"version":1,"switches":[]}')
    await expect.poll(() => bed.snapshot().modelSwitch.back.everywhere, patience).toBeNull()
    writeJournal(bed, text)
    await expect.poll(() => bed.snapshot().modelSwitch.back.everywhere, patience).toBe('Back to GPT-5.5')
    writeFileSync(join(bed.home, 'next-session.json'), '{"modelId":"gpt-5.4","effort":"high"}')
    await expect
      .poll(() => bed.snapshot().nextSessionModel, patience)
      .toMatchObject({ modelName: 'GPT-5.4', effort: 'high' })
  })

  it('that another editor did is known too, and who decides in the repository that is chosen next', async () => {
    const bed = await bedWithConfig()
    const reply = Object(recorded('config-read'))
    const inForce = (model: string, layer: object) => ({
      result: { ...reply, config: { ...reply.config, model }, origins: { model: { name: layer, version: 'v' } } },
    })
    bed.codex.answer('config/read', inForce('gpt-5.4', { type: 'user', file: '/home/dev/.codex/config.toml' }))
    bed.codex.configure(before.replace('gpt-5.5', 'gpt-5.4'))
    await expect.poll(() => bed.snapshot().models.configured, patience).toBe('gpt-5.4')
    expect(bed.snapshot().models.override).toBeNull()

    const { repo, repoId } = await bed.anotherRepo()
    await bed.use(repo)
    await bed.use(bed.repo)
    const project = { type: 'project', dotCodexFolder: join(repo.path, '.codex') }
    bed.codex.answer('config/read', inForce('gpt-5.3-codex', project))
    expect(await bed.send({ type: 'repo/choose', repoId })).toEqual(accepted)
    await expect
      .poll(() => bed.snapshot().models.override, patience)
      .toBe('This repository sets GPT-5.3-Codex in its .codex/config.toml')
  })

  it('for the next session gives it model and effort, across a restart', async () => {
    const bed = await bedWithConfig()
    await bed.send({ type: 'model/select', modelId: 'gpt-5.4', scope: 'next-session', effort: 'high' })
    await bed.restart()
    await bed.modelsKnown()
    expect(await bed.send(wishes(bed.repoId).start())).toEqual(accepted)
    expect(bed.prepared(bed.session().id)).toMatchObject({ model: 'gpt-5.4', effort: 'high' })
    await expect.poll(() => bed.codex.runIn(bed.repo.path).argv(), patience).toContain('model_reasoning_effort=high')
    expect(bed.codex.config()).toBe(before)
    expect(existsSync(join(bed.home, 'next-session.json'))).toBe(false)
  })

  it('in the repository is asked about first, and refused where Codex would not read it', async () => {
    const bed = await bedWithConfig()
    const wish = { type: 'model/select', modelId: 'gpt-5.4', scope: 'repository' } as const
    expect(await bed.send(wish)).toEqual(accepted)
    expect(bed.snapshot().modelQuestion).toMatchObject({ place: 'repository', modelId: 'gpt-5.4', gated: false })
    const reply = structuredClone(recorded('config-read'))
    bed.codex.answer('config/read', { result: { ...Object(reply), layers: [] } })
    expect(errorOf(await bed.send({ ...wish, confirmed: true })).code).toBe('not-trusted')
    mkdirSync(join(bed.repo.path, '.codex'), { recursive: true })
    expect(existsSync(join(bed.repo.path, '.codex', 'config.toml'))).toBe(false)
  })

  it('to the effort alone leaves the model as it is, and nothing to take back is said', async () => {
    const bed = await bedWithConfig()
    expect(errorOf(await bed.send({ type: 'model/back', place: 'everywhere' })).code).toBe('nothing-to-take-back')
    await bed.send({ type: 'model/effort', effort: 'high' })
    expect(bed.codex.config()).toBe(`${before}model_reasoning_effort = "high"\r\n`)
    expect(bed.snapshot().modelSwitch.back.everywhere).toBe('Back to the model’s own effort')
    await bed.send({ type: 'model/back', place: 'everywhere' })
    expect(bed.codex.config()).toBe(before)
  })
})
