import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { activeRepoId, dispatch, snapshotOf } from '../support/app-page'
import type { TrayItem } from '../support/desktop/tray-item'
import { type FirebreakApp, launchFirebreak, removeFolder, tempFolder } from '../support/firebreak-app'
import { closeTerminals, terminalPids } from '../support/real-codex'
import { createTempRepo, type TempRepo } from '../support/temp-repo'
import { waitingCodex } from '../support/waiting-codex'

test.describe.configure({ mode: 'serial', timeout: 90_000 })

let repo: TempRepo
let name = ''
let data = ''
let programs = ''
const brokenSettings = '{ "version": 1, "theme": "da'
let app: FirebreakApp
let home: Page
let diff: Page
let tray: TrayItem

const notices = () => home.getByRole('list', { name: 'Notices' })
const change = (number: number) =>
  diff
    .getByRole('list', { name: 'Changes' })
    .getByRole('listitem')
    .filter({ hasText: new RegExp(`^Change ${number}\\b`) })

async function start(...args: readonly string[]): Promise<void> {
  const codex = waitingCodex(programs, null)
  app = await launchFirebreak({
    home: data,
    args,
    env: { FIREBREAK_CODEX: codex, CODEX_HOME: path.join(programs, 'codex-home') },
  })
  home = await app.window('Firebreak')
}

test.beforeAll(async () => {
  test.setTimeout(90_000)
  repo = createTempRepo({ files: { 'README.md': 'hello\n', 'notes.md': 'one\n' } })
  name = path.basename(repo.path)
  data = tempFolder('home')
  programs = tempFolder('programs')
  writeFileSync(path.join(data, 'settings.json'), brokenSettings)
  await start('--repo', repo.path)
  tray = await app.tray()
})
test.afterAll(async () => {
  closeTerminals()
  await app.close()
  repo.cleanup()
  for (const folder of [data, programs]) removeFolder(folder)
})

test('broken settings are kept aside, and that is said', async () => {
  const kept = path.join(data, 'settings.bad-1.json')
  await expect(notices()).toContainText('The settings file could not be read, so defaults are used.')
  await expect(notices()).toContainText(`It is kept as ${kept}.`)
  expect(readFileSync(kept, 'utf8')).toBe(brokenSettings)
  await expect
    .poll(() => readFileSync(path.join(data, 'settings.json'), 'utf8'))
    .toContain(`"active": ${JSON.stringify(repo.path)}`)
  await home.getByRole('button', { name: 'Dismiss' }).click()
})

test('the repo process is started again when it dies, which is said; the live diff goes on and so do the numbers', async () => {
  const wish = { type: 'session/start-by-hand', repoId: await activeRepoId(home), lane: 'spark' } as const
  expect(await dispatch(home, wish)).toEqual({ ok: true, value: null })
  diff = await app.window(`Live diff — ${name}`)
  repo.write('notes.md', 'before\n')
  await expect(change(1)).toBeVisible({ timeout: 20_000 })
  await expect(() => diff.getByRole('radio', { name: 'Since baseline' }).check({ force: true })).toPass()
  const notes = diff.getByRole('region', { name: 'Diff of notes.md' })
  await expect(notes).toContainText('before')

  const first = await repoProcess()
  process.kill(first, 'SIGKILL')
  await expect(notices()).toContainText(/Watching stopped at \d\d:\d\d and was started again for 1 repository\./)
  expect(await repoProcess()).not.toBe(first)

  repo.write('notes.md', 'after\n')
  await expect(notes).toContainText('after', { timeout: 20_000 })
  await expect(notes).toContainText('one')
  await expect(change(2)).toBeVisible({ timeout: 20_000 })
  await expect(change(1)).toBeVisible()
  const [session] = (await snapshotOf(home)).sessions
  expect(session?.changes.map(({ number }) => number)).toEqual([1, 2])
})

test('a page that crashes is back by itself, with everything it showed', async () => {
  const crashed = diff.waitForEvent('crash')
  await app.electron.evaluate(({ BrowserWindow }, title) => {
    BrowserWindow.getAllWindows()
      .find((window) => window.getTitle() === title)
      ?.webContents.forcefullyCrashRenderer()
  }, `Live diff — ${name}`)
  await crashed
  // The page object of the test is spent; the window is asked itself.
  const shown = () =>
    app.electron.evaluate(async ({ BrowserWindow }, title) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.getTitle() === title)
      return String(await window?.webContents.executeJavaScript('document.body.innerText').catch(() => ''))
    }, `Live diff — ${name}`)
  await expect.poll(shown, { timeout: 20_000 }).toContain('Change 2')
  repo.write('notes.md', 'after the crash\n')
  await expect.poll(shown, { timeout: 20_000 }).toContain('after the crash')
})

test('a repository that is moved away is said to be gone, and is picked up when it is back', async () => {
  const away = `${repo.path}-away`
  renameSync(repo.path, away)
  // Said by a notice of its own or by the gate, and never by both.
  const gone = home.getByText('Checkpoints are kept.')
  await expect(gone).toHaveCount(1, { timeout: 20_000 })
  await expect(home.getByText(`${repo.path} is not there.`)).toHaveCount(1)
  await expect.poll(() => tray.labels(), { timeout: 20_000 }).toContain(`${name} · main · folder gone`)

  renameSync(away, repo.path)
  await expect(gone).toHaveCount(0, { timeout: 30_000 })
  repo.write('new.txt', 'new\n')
  await expect(home.getByRole('checkbox', { name: 'new.txt' })).toBeVisible({ timeout: 20_000 })
  await expect.poll(() => tray.labels(), { timeout: 20_000 }).toContain(`${name} · main · 2 uncommitted files`)
})

test('the app is killed while a terminal session is on: the next start finds it live and goes on counting', async () => {
  const before = await snapshotOf(home)
  const [byHand] = before.sessions
  const repoId = await activeRepoId(home)
  await dispatch(home, { type: 'session/stop-following', sessionId: byHand?.id ?? '' })
  repo.commitAll('everything')
  await expect(home.getByRole('region', { name: 'Gate' }).getByRole('status')).toHaveText(/^Gate open/)
  const wish = { type: 'session/start', repoId, lane: 'spark', prompt: null, tryAnyway: false } as const
  expect(await dispatch(home, wish)).toEqual({ ok: true, value: null })
  await expect.poll(() => terminalPids().length, { timeout: 20_000 }).toBe(1)
  const live = async () =>
    (await snapshotOf(home)).sessions.find(({ state, following }) => state === 'live' && following)
  await expect.poll(async () => (await live())?.id, { timeout: 20_000 }).toBeDefined()
  const session = await live()
  repo.write('notes.md', 'first\n')
  await expect.poll(async () => (await live())?.changes.length, { timeout: 20_000 }).toBe(1)

  await app.kill()
  expect(terminalPids()).toHaveLength(1)
  expect(existsSync(path.join(data, 'sessions'))).toBe(true)
  await start()
  await expect.poll(async () => (await live())?.id, { timeout: 20_000 }).toBe(session?.id)
  repo.write('notes.md', 'second\n')
  await expect
    .poll(async () => (await live())?.changes.map(({ number }) => number), { timeout: 20_000 })
    .toEqual([1, 2])

  closeTerminals()
  await expect.poll(live, { timeout: 30_000 }).toBeUndefined()
})

/** Process id of the one process that runs watcher, git and checkpoints. */
async function repoProcess(): Promise<number> {
  const pids = await app.electron.evaluate((electron) =>
    electron.app.getAppMetrics().flatMap(({ type, name: service, pid }) => {
      return type === 'Utility' && service === 'Firebreak repositories' ? [pid] : []
    }),
  )
  expect(pids).toHaveLength(1)
  return pids[0] ?? 0
}
