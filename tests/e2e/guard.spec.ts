import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { becomeNotificationService } from '../support/desktop/notification-service'
import { openSessionBus, type SessionBus } from '../support/desktop/session-bus'
import { type FirebreakApp, inherited, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { type RealCodex, realCodexOn } from '../support/real-codex'

test.describe.configure({ mode: 'serial', timeout: 90_000 })

const spark = 'gpt-5.3-codex-spark'
const patience = { timeout: 30_000 }
let real: RealCodex
let app: FirebreakApp
let home: Page
let bus: SessionBus
let notified: Awaited<ReturnType<typeof becomeNotificationService>>

const card = () => home.getByRole('region', { name: 'Guard' })
const codexFile = (name: string) => path.join(real.bed.env.CODEX_HOME, name)
const requests = async () => (await real.bed.requests()).map(({ prompt }) => prompt)

/** `codex exec` in a terminal that is none of Firebreak's. */
function exec(prompt: string): Promise<number | null> {
  const child = spawn(real.bed.codex, ['exec', '--model', spark, '--', prompt], {
    cwd: real.repo.path,
    env: { ...inherited(), ...real.bed.env },
    stdio: 'ignore',
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
}

test.beforeAll(async () => {
  test.setTimeout(90_000)
  bus = openSessionBus()
  notified = await becomeNotificationService(bus)
  real = await realCodexOn({ 'README.md': 'hello\n' })
  app = await launchFirebreak({ args: ['--repo', real.repo.path], env: real.env })
  home = await app.window('Firebreak')
})
test.afterAll(async () => {
  await app.close()
  bus.close()
  await real.close()
  removeFolder(app.home)
})

test('it is installed from the settings, after it was said what that means', async () => {
  await expect(card().getByText('Guard not installed')).toBeVisible(patience)
  const tray = await app.tray()
  await expect.poll(() => tray.labels(), patience).toContain('Guard not installed')
  await tray.choose('Guard not installed')
  const settings = await app.window('Settings — Firebreak')
  await settings.getByRole('button', { name: 'Install guard…' }).click()
  const question = settings.getByRole('dialog', { name: 'Install the guard?' })
  await expect(question).toContainText('hooks.json')
  await question.getByRole('button', { name: 'Install guard' }).click()
  await expect(settings.getByText('Guard on', { exact: true })).toBeVisible(patience)
  await expect(card().getByText('Guard on', { exact: true })).toBeVisible()
  await expect.poll(() => tray.labels(), patience).toContain('Guard on')
})

test('a refused prompt is a notification within two seconds, and its button commits and lets it through', async () => {
  real.repo.write('README.md', 'changed\n')
  expect(await exec('[[say refused]]')).toBe(0)
  const endedAtMs = Date.now()
  await expect.poll(() => notified.length, patience).toBe(1)
  const [said] = notified
  expect(said?.title).toMatch(/^Spark prompt refused in /)
  expect(said?.body).toBe('1 uncommitted file: README.md.')
  expect(said?.buttons).toEqual(['Commit and let through'])
  expect((said?.atMs ?? 0) - endedAtMs).toBeLessThan(2000)
  expect(await requests()).toEqual([])

  const refused = home.getByRole('list', { name: 'Refused prompts' })
  await expect(refused).toContainText('1 uncommitted file: README.md.')
  said?.press('Commit and let through')
  await expect(refused).toBeHidden(patience)
  expect(real.repo.git('status', '--porcelain')).toBe('')
  await exec('[[say through]]')
  expect(await requests()).toEqual(['[[say through]]'])
})

test('home lists what was refused, and one press there does the same', async () => {
  const before = await requests()
  real.repo.write('README.md', 'changed again\n')
  expect(await exec('[[say refused]]')).toBe(0)
  const refused = home.getByRole('list', { name: 'Refused prompts' })
  await expect(refused).toContainText('1 uncommitted file: README.md.')
  expect(await requests()).toEqual(before)
  await refused.getByRole('button', { name: 'Commit and let through' }).click()
  await expect(refused).toBeHidden(patience)
  expect(real.repo.git('status', '--porcelain')).toBe('')
  await exec('[[say once more]]')
  expect(await requests()).toEqual([...before, '[[say once more]]'])
})

test('what became of it is shown as soon as a file changes, and a guard that is off warns', async () => {
  const [hooks, config] = [
    readFileSync(codexFile('hooks.json'), 'utf8'),
    readFileSync(codexFile('config.toml'), 'utf8'),
  ]
  const light = (label: string) => expect(card().getByText(label, { exact: true })).toBeVisible(patience)
  writeFileSync(codexFile('hooks.json'), hooks.replace('60', '61'))
  await light('Guard modified')
  writeFileSync(codexFile('hooks.json'), hooks)
  writeFileSync(codexFile('config.toml'), config.replace(/\[hooks\.state[^]*$/, ''))
  await light('Guard not trusted')
  writeFileSync(codexFile('config.toml'), config.replace('[features]\n', '[features]\nhooks = false\n'))
  await light('Guard off by config')
  writeFileSync(codexFile('config.toml'), config)
  await light('Guard on')
})

test('it goes on without the app, and uninstalling leaves Codex’s files as they were', async () => {
  await app.close()
  const before = await requests()
  real.repo.write('README.md', 'changed without the app\n')
  await exec('[[say nobody sees this]]')
  expect(await requests()).toEqual(before)

  app = await launchFirebreak({ args: ['--repo', real.repo.path, '--show', 'settings'], env: real.env, home: app.home })
  home = await app.window('Firebreak')
  await expect(home.getByRole('list', { name: 'Refused prompts' })).toContainText('1 uncommitted file', patience)
  const settings = await app.window('Settings — Firebreak')
  await settings.getByRole('button', { name: 'Uninstall' }).click()
  await expect(settings.getByText('Guard not installed', { exact: true })).toBeVisible(patience)
  expect(readFileSync(codexFile('config.toml'), 'utf8')).not.toContain('hooks.state')
})
