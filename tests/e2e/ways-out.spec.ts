import { expect, type Page, test } from '@playwright/test'
import { snapshotOf } from '../support/app-page'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { closeTerminals, type RealCodex, realCodexOn, terminalPids } from '../support/real-codex'

test.describe.configure({ mode: 'serial', timeout: 60_000 })

let real: RealCodex
let app: FirebreakApp
let home: Page

const more = () => home.getByRole('button', { name: 'More', exact: true })
const item = (name: string) => home.getByRole('menuitem', { name, exact: true })
const sessions = () => home.getByRole('region', { name: 'Sessions' })

test.beforeAll(async () => {
  test.setTimeout(120_000)
  real = await realCodexOn({ 'README.md': 'hello\n' })
  app = await launchFirebreak({ args: ['--repo', real.repo.path], env: real.env })
  home = await app.window('Firebreak')
})
test.afterAll(async () => {
  closeTerminals()
  await app.close()
  await real.close()
  removeFolder(app.home)
})

test('checkpoint only starts Codex on uncommitted work, and the branch stays as it is', async () => {
  const { repo, bed } = real
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
  expect(await bed.requests()).toEqual(expect.any(Array))

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
