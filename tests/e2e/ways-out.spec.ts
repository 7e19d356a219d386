import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { snapshotOf } from '../support/app-page'
import { type FirebreakApp, launchFirebreak, removeFolder, tempFolder } from '../support/firebreak-app'
import { closeTerminals, type RealCodex, realCodexOn, terminalPids } from '../support/real-codex'

test.describe.configure({ mode: 'serial', timeout: 60_000 })

let real: RealCodex
let app: FirebreakApp
let home: Page
let folder: string

const more = () => home.getByRole('button', { name: 'More', exact: true })
const item = (name: string) => home.getByRole('menuitem', { name, exact: true })
const sessions = () => home.getByRole('region', { name: 'Sessions' })

test.beforeAll(async () => {
  test.setTimeout(120_000)
  real = await realCodexOn({ 'README.md': 'hello\n' })
  folder = tempFolder('terminal')
  const terminal = path.join(folder, 'terminal')
  // Saves a file before it opens its window, when it is told to.
  const save = `[ -f '${folder}/save' ] && rm '${folder}/save' && echo late >>'${real.repo.path}/README.md'`
  writeFileSync(terminal, `#!/bin/sh\n${save}\nexec xterm -e "$@"\n`, { mode: 0o755 })
  app = await launchFirebreak({ args: ['--repo', real.repo.path], env: real.env, settings: { terminal: [terminal] } })
  home = await app.window('Firebreak')
})
test.afterAll(async () => {
  closeTerminals()
  await app.close()
  await real.close()
  removeFolder(app.home)
  removeFolder(folder)
})

test('checkpoint only starts Codex on uncommitted work, and the branch stays as it is', async () => {
  const { repo } = real
  const head = repo.git('rev-parse', 'HEAD')
  repo.write('README.md', 'hello, not committed\n')
  await expect(home.getByRole('button', { name: 'Commit 1 file and start Spark' })).toBeEnabled()
  await more().click()
  for (const name of ['Checkpoint only', 'I start it myself', 'Start anyway', 'Pause gate'])
    await expect(item(name)).toBeVisible()
  await item('Checkpoint only').click()
  await expect.poll(() => terminalPids().length, { timeout: 20_000 }).toBe(1)
  await expect(sessions()).toContainText('on since', { timeout: 20_000 })
  await expect(sessions()).toContainText('Checkpoint only: started on 1 uncommitted file.')
  expect(repo.git('rev-parse', 'HEAD')).toBe(head)
  expect(repo.git('status', '--porcelain')).toBe(' M README.md\n')
  closeTerminals()
  await expect(sessions()).not.toContainText('on since', { timeout: 30_000 })
})

test('start anyway asks for a reason, and one that the settings forbid says so', async () => {
  await more().click()
  await item('Start anyway').click()
  const dialog = home.getByRole('dialog')
  await dialog.getByRole('radio', { name: 'Trying something out' }).check()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toBeHidden()
  expect((await snapshotOf(home)).sessions).toHaveLength(1)

  await home.evaluate(() =>
    window.firebreak.dispatch({ type: 'settings/set', change: { key: 'waysOut', way: 'startAnyway', value: false } }),
  )
  await more().click()
  await expect(item('Start anyway')).toHaveAttribute('aria-disabled', 'true')
  await expect(item('Start anyway')).toContainText('Switched off in the settings')
})

test('a save before Codex runs takes the start back, and home says why', async () => {
  const { repo, bed } = real
  const before = (await bed.requests()).length
  writeFileSync(path.join(folder, 'save'), '')
  await home.getByRole('textbox', { name: 'First prompt' }).fill('do something')
  await home.getByRole('button', { name: 'Commit 1 file and start Spark' }).click()
  const why = 'README.md was written while the session was starting, so Codex was not started.'
  await expect(home.getByText(why)).toBeVisible({ timeout: 20_000 })
  await expect(home.getByRole('button', { name: 'Commit 1 file and start Spark' })).toBeEnabled()
  await expect(sessions().getByRole('listitem')).toHaveCount(1)
  expect(repo.git('status', '--porcelain')).toBe(' M README.md\n')
  // The window stays until somebody has read it.
  expect(terminalPids()).toHaveLength(1)
  expect(execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' })).not.toContain(`--cd ${repo.path}`)
  expect(await bed.requests()).toHaveLength(before)
})
