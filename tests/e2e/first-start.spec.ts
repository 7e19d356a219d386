import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { snapshotOf } from '../support/app-page'
import { type FirebreakApp, launchFirebreak, projectRoot, removeFolder, tempFolder } from '../support/firebreak-app'
import { createTempDir, createTempRepo, type TempRepo } from '../support/temp-repo'

test.describe.configure({ mode: 'serial', timeout: 90_000 })

let recent: TempRepo
let other: TempRepo
let plainFolder = ''
let checkout = ''
/** Holds the Codex home and the git that notes its calls. */
let around = ''
let gitCalls = ''
let env: Readonly<Record<string, string>> = {}
let app: FirebreakApp

test.beforeAll(async () => {
  recent = createTempRepo({ files: { 'README.md': 'hello\n' } })
  other = createTempRepo({ files: { 'README.md': 'other\n' } })
  plainFolder = createTempDir('plain')
  checkout = ownCheckout()
  around = tempFolder('around')
  gitCalls = path.join(around, 'git-calls')
  env = { CODEX_HOME: path.join(around, 'codex'), FIREBREAK_CODEX: '/nonexistent/codex', PATH: notedGit() }
  rollout('2026-03-01', other.path)
  rollout('2026-03-02', recent.path)
  rollout('2026-03-03', checkout)
  rollout('2026-03-04', path.join(plainFolder, 'gone'))
  app = await launchFirebreak({ appFolder: checkout, env })
})
test.afterAll(async () => {
  await app.close()
  for (const folder of [app.home, around, checkout, plainFolder, recent.path, other.path]) removeFolder(folder)
})

test('a start by hand opens home, which offers the repositories that Codex used last and not our own checkout', async () => {
  const home = await app.window('Firebreak')
  await expect(home.getByRole('heading', { name: 'Which repository?' })).toBeVisible()
  const offered = home.getByRole('list', { name: 'Used last' }).getByRole('listitem')
  await expect(offered).toHaveText([new RegExp(path.basename(recent.path)), new RegExp(path.basename(other.path))])
})

test('nothing runs and nothing is captured before a repository is chosen', async () => {
  const home = await app.window('Firebreak')
  // Codex is looked for last, so whatever a start does by itself is done.
  await expect.poll(async () => (await snapshotOf(home)).readiness.spark.kind).not.toBe('checking')
  expect(existsSync(gitCalls)).toBe(false)
  expect(readdirSync(app.home)).not.toContain('repos')
})

test('a folder that is no repository says so and changes nothing', async () => {
  const home = await app.window('Firebreak')
  await app.electron.evaluate(({ dialog }, folder) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] })
  }, plainFolder)
  await home.getByRole('button', { name: 'Choose folder…' }).click()
  await expect(home.getByRole('alert')).toContainText(`${plainFolder} is not in a git repository.`)
  await expect(home.getByRole('heading', { name: 'Which repository?' })).toBeVisible()
})

test('choosing one shows the start card and says what checkpoints keep before the first is made', async () => {
  const home = await app.window('Firebreak')
  await home.getByRole('button', { name: new RegExp(path.basename(recent.path)) }).click()
  await expect(home.getByRole('region', { name: 'Gate' }).getByRole('status')).toHaveText(/^Gate open/)
  await expect(home.getByRole('region', { name: 'Checkpoints' })).toContainText(
    'Checkpoints keep copies of your files, also small ignored ones such as .env, on this computer only, for 30 days',
  )
  expect(existsSync(gitCalls)).toBe(true)
})

test('a second start focuses home and hands over what it was asked', async () => {
  const home = await app.window('Firebreak')
  await home.getByRole('button', { name: 'Settings' }).click()
  await app.window(/^Settings/)
  await expect.poll(focusedTitle).toMatch(/^Settings/)

  expect(await app.again()).toBe(0)
  await expect.poll(focusedTitle).toBe('Firebreak')

  expect(await app.again('--repo', other.path)).toBe(0)
  await expect(home.getByRole('heading', { level: 1 })).toHaveText(path.basename(other.path))

  expect(await app.again('--show', 'diff')).toBe(0)
  await app.window(`Live diff — ${path.basename(other.path)}`)
})

test('another home is another app: hidden it opens no window but the tray, and never watches what holds its own data', async () => {
  const holder = createTempRepo({ files: { 'README.md': 'hello\n' } })
  const home = path.join(holder.path, '.firebreak')
  const second = await launchFirebreak({ home, args: ['--hidden'], env })
  try {
    const tray = await second.tray()
    await expect.poll(() => tray.labels()).toContain('Choose a repository…')
    expect(second.electron.windows()).toEqual([])
    expect(await second.electron.evaluate((electron) => electron.app.getPath('userData'))).toBe(
      path.join(home, 'electron'),
    )
    expect(await (await app.tray()).labels()).toContain('Open Firebreak')

    expect(await second.again('--repo', holder.path)).toBe(0)
    const page = await second.window('Firebreak')
    await expect(page.getByRole('alert')).toContainText(
      `Firebreak keeps its own data in ${home}, inside this repository.`,
    )
    await expect(page.getByRole('alert')).toContainText('Set FIREBREAK_HOME to a folder outside of it.')
  } finally {
    await second.close()
    holder.cleanup()
  }
})

function focusedTitle(): Promise<string> {
  return app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow()?.getTitle() ?? '')
}

/** The built app inside a repository, as after a clone. */
function ownCheckout(): string {
  const repo = createTempRepo({ files: { 'README.md': 'Firebreak\n' } })
  for (const name of ['out', 'resources', 'package.json'])
    symlinkSync(path.join(projectRoot, name), path.join(repo.path, name))
  return repo.path
}

/** A PATH on which git is a program that notes that it ran. */
function notedGit(): string {
  const folder = path.join(around, 'bin')
  mkdirSync(folder)
  const program = path.join(folder, 'git')
  writeFileSync(program, `#!/bin/sh\necho "$@" >>'${gitCalls}'\nPATH='${process.env.PATH}' exec git "$@"\n`)
  chmodSync(program, 0o755)
  return `${folder}:${process.env.PATH}`
}

/** What a Codex session of that day left behind. */
function rollout(day: string, cwd: string): void {
  const folder = path.join(around, 'codex', 'sessions', ...day.split('-'))
  mkdirSync(folder, { recursive: true })
  const id = '0199aaaa-0000-7000-8000-000000000000'
  const timestamp = `${day}T10:00:00.000Z`
  const payload = { id, timestamp, cwd, originator: 'codex-tui', cli_version: '0.169.0', source: 'cli' }
  writeFileSync(
    path.join(folder, `rollout-${day}T10-00-00-${id}.jsonl`),
    `${JSON.stringify({ timestamp, type: 'session_meta', payload })}\n`,
  )
}
