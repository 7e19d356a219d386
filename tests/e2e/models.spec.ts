import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { snapshotOf } from '../support/app-page'
import { type FirebreakApp, launchFirebreak, removeFolder, tempFolder } from '../support/firebreak-app'
import { closeTerminals, type RealCodex, realCodexOn, terminalPids } from '../support/real-codex'
import { waitingCodex } from '../support/waiting-codex'

test.describe.configure({ mode: 'serial', timeout: 90_000 })

let programs = ''
let data = ''
let real: RealCodex
let app: FirebreakApp
let home: Page

const button = (name: string) => home.getByRole('button', { name, exact: true })
const notReady = () => home.getByRole('list', { name: 'Not ready' })
/** What is said to be not ready; empty where nothing is. */
const notReadyTexts = async () => (await notReady().allInnerTexts()).join('\n')
const codexHome = (file: string) => path.join(real.bed.env.CODEX_HOME, file)
const config = () => readFileSync(codexHome('config.toml'), 'utf8')
/** Codex answers in its own time. */
const patience = { timeout: 30_000 }

async function start(): Promise<void> {
  const env = { ...real.env, FIREBREAK_CODEX: waitingCodex(programs, real.bed.codex) }
  app = await launchFirebreak({ home: data, args: ['--repo', real.repo.path], env })
  home = await app.window('Firebreak')
}

test.beforeAll(async () => {
  test.setTimeout(90_000)
  programs = tempFolder('programs')
  data = tempFolder('home')
  real = await realCodexOn({ 'README.md': 'hello\n', '.codex/config.toml': 'model_reasoning_effort = "low"\n' })
  await start()
})
test.afterAll(async () => {
  closeTerminals()
  await app.close()
  await real.close()
  for (const folder of [data, programs]) removeFolder(folder)
})

test('the Spark model as everybody’s default is asked about first; "only for the next session" writes nothing', async () => {
  await expect.poll(async () => (await snapshotOf(home)).models.state, patience).toBe('known')
  const tray = await app.tray()
  const before = config()
  await expect
    .poll(() => tray.labels(), patience)
    .toContainEqual(expect.stringMatching(/GPT-5\.3-Codex-Spark \(Spark\)$/))
  await tray.choose(/^GPT-5\.3-Codex-Spark/)
  const question = home.getByRole('dialog', { name: 'Use GPT-5.3-Codex-Spark for new Codex sessions?' })
  await expect(question).toContainText(
    'Sessions you start in a terminal or IDE will not be stopped on uncommitted work',
  )
  await question.getByRole('button', { name: 'Only for the next session' }).click()
  await expect(question).toBeHidden()
  await expect(home.getByText('the next session uses GPT-5.3-Codex-Spark')).toBeVisible()
  expect(config()).toBe(before)
})

test('"set everywhere" writes it and keeps the comments; a project that decides otherwise is named', async () => {
  const tray = await app.tray()
  await tray.choose(/^GPT-5\.3-Codex-Spark/)
  await home.getByRole('button', { name: 'Set everywhere' }).click()
  await expect.poll(config, patience).toContain('model = "gpt-5.3-codex-spark"   # keep this comment')
  await expect(home.getByRole('list', { name: 'Notices' })).toContainText(
    'New Codex sessions use GPT-5.3-Codex-Spark. Running sessions keep their model.',
  )

  real.repo.write('.codex/config.toml', 'model = "gpt-5.4"\n')
  await button('Refresh').click()
  await expect(home.getByRole('region', { name: 'Model' })).toContainText(
    'This repository sets GPT-5.4 in its .codex/config.toml',
    patience,
  )
  real.repo.git('checkout', '--', '.codex/config.toml')
})

test('a lane whose model is not offered is not startable, offers another model and "try anyway"', async () => {
  await app.close()
  await real.bed.control({ offerSpark: false })
  // What Codex remembers of the models is as old as its last answer.
  rmSync(codexHome('models_cache.json'), { force: true })
  await start()
  await expect(notReady()).toContainText('is not offered to this account.', patience)
  await expect(button('Start Spark session')).toBeDisabled()

  await button('Try anyway').click()
  await expect.poll(() => terminalPids().length, patience).toBe(1)
  await expect.poll(async () => (await snapshotOf(home)).sessions[0]?.state, patience).toBe('live')
  closeTerminals()
  await expect(notReady()).toBeVisible(patience)

  await home.getByRole('button', { name: /^Use .* in this lane$/ }).click()
  // It shares the ordinary limit, also once the limits are read with it in this lane.
  await button('Refresh').click()
  await expect.poll(notReadyTexts, patience).toBe('')
  await expect(home.getByText(/^Ready: Codex /)).toBeVisible(patience)
  await expect(button('Start Spark session')).toBeEnabled()
  expect(config()).toContain('model = "gpt-5.3-codex-spark"   # keep this comment')
})

test('a Codex that is not signed in says so; the start stays possible', async () => {
  await app.close()
  rmSync(codexHome('auth.json'))
  await start()
  await expect(notReady()).toContainText('Codex is not signed in, so limits are unknown.', patience)
  await expect(notReady()).toContainText('Run codex login in a terminal.')
  await expect(home.getByRole('region', { name: 'Limits' })).toContainText(
    'Codex is not signed in, so there are no limits to show.',
  )
  await expect(button('Start Spark session')).toBeEnabled()
})
