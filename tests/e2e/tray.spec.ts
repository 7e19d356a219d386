import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { activeRepoId, dispatch, snapshotOf } from '../support/app-page'
import type { TrayItem } from '../support/desktop/tray-item'
import { type FirebreakApp, launchFirebreak, removeFolder, tempFolder } from '../support/firebreak-app'
import { closeTerminals, type RealCodex, realCodexOn, terminalPids } from '../support/real-codex'
import { createTempRepo, type TempRepo } from '../support/temp-repo'
import { waitingCodex } from '../support/waiting-codex'

test.describe.configure({ mode: 'serial', timeout: 90_000 })

let other: TempRepo
let otherName = ''
let programs = ''
const icons = new Map<string, string>()
let real: RealCodex
let name = ''
let app: FirebreakApp
let home: Page
let tray: TrayItem

/** The menu is drawn at most every 2 s. */
const menuSays = () =>
  expect.poll(async () => (await tray.labels()).filter((label) => !finer.test(label)), { timeout: 30_000 })
/** What the model's own tests look at. */
const finer = / ▸ (?:Effort:|Only |.* for 30 minutes)/
const icon = async () => (await tray.icon()).toString('base64')

test.beforeAll(async () => {
  test.setTimeout(90_000)
  other = createTempRepo({ files: { 'README.md': 'other\n' } })
  otherName = path.basename(other.path)
  programs = tempFolder('programs')
  real = await realCodexOn({ 'README.md': 'hello\n' })
  name = path.basename(real.repo.path)
  app = await launchFirebreak({
    env: { ...real.env, FIREBREAK_CODEX: waitingCodex(programs, real.bed.codex) },
    settings: { onSessionStart: 'nothing' },
  })
  home = await app.window('Firebreak')
  tray = await app.tray()
})
test.afterAll(async () => {
  closeTerminals()
  await app.close()
  await real.close()
  other.cleanup()
  for (const folder of [app.home, programs]) removeFolder(folder)
})

const limits = [
  /^Usable now: Spark and Standard$/,
  /^Spark: 44 % left of 5 h, resets /,
  /^Spark: \d+ % left of week, resets /,
  /^Standard: 88 % left of 5 h, resets /,
  /^Standard: \d+ % left of week, resets /,
].map((line): unknown => expect.stringMatching(line))

test('without a repository the menu offers to choose one', async () => {
  await menuSays().toEqual([
    'Choose a repository…',
    '──',
    ...limits,
    '──',
    'Model for new Codex sessions: GPT-5.5',
    ...(await modelLabels()),
    'Repository: none',
    'Repository: none ▸ Choose folder…',
    'Guard not installed',
    '──',
    'Open Firebreak',
    'Settings…',
    'Quit Firebreak',
  ])
})

test('with a clean repository it offers to start, with a dirty one to commit first; the icon stays neutral', async () => {
  expect(await app.again('--repo', other.path)).toBe(0)
  expect(await app.again('--repo', real.repo.path)).toBe(0)
  const menu = async (head: string, start: string) => [
    `${name} · main · ${head}`,
    start,
    'Start standard session',
    'Live diff',
    '──',
    ...limits,
    '──',
    'Model for new Codex sessions: GPT-5.5',
    ...(await modelLabels()),
    `Repository: ${name}`,
    `Repository: ${name} ▸ ${name}`,
    `Repository: ${name} ▸ ${otherName}`,
    '──',
    `Repository: ${name} ▸ Choose folder…`,
    '──',
    `Repository: ${name} ▸ Follow the newest Codex session`,
    `Repository: ${name} ▸ Stay on ${name}`,
    'Pause gate',
    'Pause gate ▸ For 30 minutes, this repository',
    'Pause gate ▸ Until tomorrow, this repository',
    'Guard not installed',
    '──',
    'Open Firebreak',
    'Settings…',
    'Quit Firebreak',
  ]
  await menuSays().toEqual(await menu('everything is committed', 'Start Spark session'))
  icons.set('clean', await icon())
  real.repo.write('README.md', 'changed\n')
  await menuSays().toEqual(await menu('1 uncommitted file', 'Commit 1 file and start Spark…'))
  icons.set('dirty', await icon())
  expect(icons.get('dirty')).toBe(icons.get('clean'))
  expect(await tray.tooltip()).toBe(`Firebreak: ${name} · main · 1 uncommitted file`)
})

test('the entry that commits, and a limit line, open home', async () => {
  for (const entry of [/^Commit 1 file/, /^Spark: 44 %/]) {
    await home.close()
    await expect.poll(() => app.electron.windows().length).toBe(0)
    await tray.choose(entry)
    home = await app.window('Firebreak')
  }
})

test('a pause lets a session start on uncommitted work, and home says until when', async () => {
  const repoId = await activeRepoId(home)
  const start = { type: 'session/start', repoId, lane: 'spark', prompt: null, tryAnyway: false } as const
  expect(await dispatch(home, start)).toMatchObject({ ok: false, error: { code: 'gate-closed' } })
  await tray.choose('For 30 minutes, this repository')
  const gate = home.getByRole('region', { name: 'Gate' })
  await expect(gate.getByRole('status')).toHaveText(/^Gate open Paused until (?:\w{3} )?\d\d:\d\d/)
  await menuSays().toContainEqual(expect.stringMatching(/^Gate paused until (?:\w{3} )?\d\d:\d\d: close it again$/))
  expect(await dispatch(home, start)).toEqual({ ok: true, value: null })
  await expect.poll(() => terminalPids().length, { timeout: 20_000 }).toBe(1)

  await gate.getByRole('button', { name: 'Close it again' }).click()
  await expect(gate.getByRole('status')).toHaveText(/^Commit first: 1 uncommitted file/)
})

test('a live session is in the menu and in the icon', async () => {
  await menuSays().toContainEqual(expect.stringMatching(/^Spark session since \d\d:\d\d$/))
  await expect.poll(icon).not.toBe(icons.get('clean'))
  icons.set('live', await icon())
  expect(await tray.labels()).toContainEqual(expect.stringMatching(/^Spark session since .* ▸ Stop following$/))
})

test('another repository is chosen by its radio entry, and the one with the session stays protected', async () => {
  await tray.choose(new RegExp(`^${otherName}`))
  await menuSays().toContain(`${otherName} · main · everything is committed`)
  const repositories = (await tray.menu()).find(({ label }) => label === `Repository: ${otherName}`)
  expect(repositories?.children.map(({ label, checked }) => [label, checked])).toEqual([
    [`${name} (session on)`, false],
    [otherName, true],
    ['', null],
    ['Choose folder…', null],
    ['', null],
    ['Follow the newest Codex session', true],
    [`Stay on ${otherName}`, false],
  ])
  real.repo.write('README.md', 'written while another repository is shown\n')
  await expect.poll(async () => (await snapshotOf(home)).sessions[0]?.changes.length, { timeout: 20_000 }).toBe(1)
})

test('quitting asks while a session is on, and then ends the process', async () => {
  const asked = await app.electron.evaluateHandle(({ dialog }) => {
    const questions: string[] = []
    let answer = 1
    dialog.showMessageBox = async (...args: readonly unknown[]) => {
      questions.push(JSON.stringify(args.at(-1)))
      return { response: answer--, checkboxChecked: false }
    }
    return questions
  })
  await tray.choose('Quit Firebreak')
  await expect.poll(() => asked.evaluate((questions) => questions.length)).toBe(1)
  expect(await asked.evaluate((questions) => questions[0])).toContain('checkpoints and the live diff stop')
  expect(await tray.labels()).toContain('Quit Firebreak')

  const ended = new Promise((resolve) => app.electron.process().once('exit', resolve))
  // The process can be gone before it answers the click.
  await tray.choose('Quit Firebreak').catch(() => {})
  expect(await ended).toBe(0)
  expect(terminalPids()).toHaveLength(1)
})

test('a start that is refused turns the icon to a warning until it is dismissed', async () => {
  closeTerminals()
  app = await launchFirebreak({ home: app.home, env: { ...real.env, FIREBREAK_CODEX: '/nonexistent/codex' } })
  home = await app.window('Firebreak')
  tray = await app.tray()
  await menuSays().toContain('Start Spark session')
  await expect.poll(icon, { timeout: 30_000 }).toBe(icons.get('clean'))
  await tray.choose('Start Spark session')
  await expect(home.getByRole('list', { name: 'Notices' })).toContainText('Codex was not found.')
  await expect.poll(icon).not.toBe(icons.get('clean'))
  expect(await icon()).not.toBe(icons.get('live'))
  await home.getByRole('button', { name: 'Dismiss' }).click()
  await expect.poll(icon).toBe(icons.get('clean'))
})

/** The submenu of models: every one the account offers, lanes marked. */
async function modelLabels(): Promise<readonly string[]> {
  await expect.poll(async () => (await snapshotOf(home)).models.state, { timeout: 30_000 }).toBe('known')
  const { models } = (await snapshotOf(home)).models
  const marks = { spark: ' (Spark)', standard: ' (standard)' }
  expect(models.map(({ lane }) => lane)).toEqual(expect.arrayContaining(['spark', 'standard']))
  const rows = models.map(
    (model) => `Model for new Codex sessions: GPT-5.5 ▸ ${model.name}${model.lane === null ? '' : marks[model.lane]}`,
  )
  return [...rows, '──']
}
