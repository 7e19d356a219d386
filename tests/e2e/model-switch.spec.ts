import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { snapshotOf } from '../support/app-page'
import { startRawAppServer } from '../support/codex-bed/raw-app-server'
import { type FirebreakApp, launchFirebreak, removeFolder, tempFolder } from '../support/firebreak-app'
import { closeTerminals, type RealCodex, realCodexOn, terminalPids } from '../support/real-codex'

test.describe.configure({ mode: 'serial', timeout: 120_000 })

const spark = 'gpt-5.3-codex-spark'
/** Codex answers in its own time. */
const patience = { timeout: 30_000 }

let data = ''
let real: RealCodex
let app: FirebreakApp
let home: Page
let original = ''

const configFile = () => path.join(real.bed.env.CODEX_HOME, 'config.toml')
const config = () => readFileSync(configFile(), 'utf8')
const card = () => home.getByRole('region', { name: 'Model' })
const notices = () => home.getByRole('list', { name: 'Notices' })

async function start(): Promise<void> {
  app = await launchFirebreak({ home: data, args: ['--repo', real.repo.path], env: real.env })
  home = await app.window('Firebreak')
  await expect.poll(async () => (await snapshotOf(home)).models.state, patience).toBe('known')
}

/** The model that a new thread of Codex gets here which says nothing itself. */
async function modelOfThread(): Promise<unknown> {
  const server = await startRawAppServer(real.bed, real.repo.path)
  const started = await server.call('thread/start', { cwd: real.repo.path, approvalPolicy: 'never' })
  await server.close()
  return started !== null && typeof started === 'object' && 'model' in started ? started.model : null
}

test.beforeAll(async () => {
  test.setTimeout(120_000)
  data = tempFolder('home')
  real = await realCodexOn({ 'README.md': 'hello\n' })
  // What Codex's own writer would not keep.
  original = config().replaceAll('\n', '\r\n')
  writeFileSync(configFile(), original)
  await start()
})
test.afterAll(async () => {
  closeTerminals()
  await app.close()
  await real.close()
  removeFolder(data)
})

test('for everything, from the tray: one value changes, a new thread has it, and back is the very file', async () => {
  const tray = await app.tray()
  await expect.poll(() => tray.labels(), patience).toContainEqual(expect.stringMatching(/ ▸ GPT-5\.4$/))
  await tray.choose(/^GPT-5\.4$/)
  await expect.poll(config, patience).toBe(original.replace('"gpt-5.5"', '"gpt-5.4"'))
  await expect(card()).toContainText('GPT-5.4')
  expect(await modelOfThread()).toBe('gpt-5.4')

  await expect.poll(() => tray.labels(), patience).toContainEqual(expect.stringMatching(/Back to GPT-5\.5$/))
  await tray.choose(/^Back to GPT-5\.5$/)
  await expect.poll(config, patience).toBe(original)
  await expect(notices()).toContainText('New Codex sessions use GPT-5.5 again.')
})

test('the effort beside the model, from home; absent becomes absent again', async () => {
  await card().getByRole('button', { name: 'Choose the effort' }).click()
  await card().getByRole('menuitemradio', { name: 'high', exact: true }).click()
  await expect.poll(config, patience).toContain('model_reasoning_effort = "high"\r\n')
  expect(config().replace('model_reasoning_effort = "high"\r\n', '')).toBe(original)
  await card().getByRole('button', { name: 'Back to the model’s own effort' }).click()
  await expect.poll(config, patience).toBe(original)
})

test('for this repository: agreed to first, written there, in force there, and gone again', async () => {
  const file = path.join(real.repo.path, '.codex', 'config.toml')
  await card().getByRole('radio', { name: 'This repository', exact: true }).check()
  await card().getByRole('button', { name: 'Choose the model' }).click()
  await card().getByRole('menuitem', { name: 'GPT-5.4', exact: true }).click()
  const question = home.getByRole('dialog')
  await expect(question).toContainText('a change in the repository')
  expect(existsSync(file)).toBe(false)
  await question.getByRole('button', { name: 'Write it into the repository' }).click()
  await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8'), patience).toBe('model = "gpt-5.4"\n')
  expect(config()).toBe(original)
  expect(await modelOfThread()).toBe('gpt-5.4')
  await expect(card()).toContainText('This repository sets GPT-5.4 in its .codex/config.toml', patience)

  await card()
    .getByRole('button', { name: /^Back to no model set in / })
    .click()
  await expect.poll(() => existsSync(path.dirname(file)), patience).toBe(false)
})

test('Spark for half an hour: the deadline survives a restart, and another editor’s bytes stay', async () => {
  const tray = await app.tray()
  await tray.choose(/^GPT-5\.3-Codex-Spark for 30 minutes, then back$/)
  await home.getByRole('button', { name: 'Set everywhere for 30 minutes' }).click()
  await expect.poll(config, patience).toBe(original.replace('"gpt-5.5"', `"${spark}"`))
  await expect(card()).toContainText(/GPT-5\.3-Codex-Spark until (?:\w{3} )?\d\d:\d\d, then GPT-5\.5/)
  expect(await modelOfThread()).toBe(spark)

  await app.close()
  // Half an hour passes while Firebreak is not running, and somebody adds to the file.
  const journal = path.join(data, 'model-switches.json')
  const noted = readFileSync(journal, 'utf8')
  writeFileSync(journal, noted.replace(/"untilMs": \d+/, `"untilMs": ${Date.now() - 1000}`))
  const theirs = '\r\n[tui]\r\ntheme = "x"\r\n'
  writeFileSync(configFile(), config() + theirs)
  await start()
  await expect.poll(config, patience).toBe(original + theirs)
  await expect(notices()).toContainText(
    /had its time: they use GPT-5\.5 again\.|had its time: they use gpt-5\.5 again\./,
  )
  writeFileSync(configFile(), original)
})

test('only the next session: no file of Codex is touched, and the session has it', async () => {
  await card().getByRole('radio', { name: 'Next session', exact: true }).check()
  await card().getByRole('button', { name: 'Choose the model' }).click()
  await card().getByRole('menuitemradio', { name: 'GPT-5.4', exact: true }).click()
  await expect(card()).toContainText('The next session started here: GPT-5.4')
  expect(config()).toBe(original)
  await home.getByRole('radio', { name: 'Standard', exact: true }).check()
  await home.getByRole('textbox', { name: 'First prompt' }).fill('[[say hi]]')
  await home.getByRole('button', { name: 'Start standard session' }).click()
  await expect
    .poll(async () => (await real.bed.requests()).filter(({ title }) => !title).map(({ model }) => model), patience)
    .toEqual(['gpt-5.4'])
  expect((await snapshotOf(home)).nextSessionModel).toBeNull()
  closeTerminals()
  await expect.poll(() => terminalPids().length, patience).toBe(0)
})

for (const [keyword, said, way] of [
  ['overload', 'is at capacity', 'Use GPT-5.5 for the next session'],
  ['unsupported', 'is not supported for this ChatGPT account', 'Use GPT-5.5 in the Spark lane'],
] as const)
  test(`a turn that ended with ${keyword} is said as what it is, with a way out`, async () => {
    await home.getByRole('radio', { name: 'Spark', exact: true }).check()
    await home.getByRole('textbox', { name: 'First prompt' }).fill(`[[${keyword}]]`)
    await home.getByRole('button', { name: 'Start Spark session' }).click()
    await expect(notices()).toContainText(said, patience)
    await expect(notices().getByRole('button', { name: way })).toBeVisible()
    closeTerminals()
    await expect.poll(() => terminalPids().length, patience).toBe(0)
    await expect(home.getByRole('button', { name: 'Start Spark session' })).toBeVisible(patience)
  })

test('a model that retires is said once, with what takes its place in one press', async () => {
  await real.bed.control({
    upgrades: { [spark]: { model: 'gpt-5.4', migration_markdown: '', retirement_at: '2030-01-02T12:00:00Z' } },
  })
  await app.close()
  await expect
    .poll(() => {
      removeFolder(path.join(real.bed.env.CODEX_HOME, 'models_cache.json'))
      return true
    })
    .toBe(true)
  await start()
  await expect(notices()).toContainText(
    'GPT-5.3-Codex-Spark retires on 2030-01-02. It is set in the Spark lane.',
    patience,
  )
  await expect(notices()).toContainText('GPT-5.4 is what takes its place.')
  await app.close()
  await start()
  await expect(card()).toBeVisible()
  expect((await snapshotOf(home)).notices.map(({ message }) => message)).not.toContainEqual(
    expect.stringContaining('retires on'),
  )
})
