import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { closeTerminals, type RealCodex, realCodexOn } from '../support/real-codex'

test.describe.configure({ mode: 'serial', timeout: 90_000 })

let real: RealCodex
let app: FirebreakApp
let home: Page

const list = (page: Page) => page.getByRole('list', { name: 'Checkpoints' })
const items = (page: Page) => list(page).getByRole('listitem')
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Restore' })
const paths = (page: Page, name: string) => dialog(page).getByRole('list', { name }).getByRole('listitem')
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
// Never null: a poll that is given no string to match does not ask again.
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')

test.beforeAll(async () => {
  test.setTimeout(90_000)
  real = await realCodexOn({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'docs/c.txt': 'c\n', 'docs/d.txt': 'd\n' })
  app = await launchFirebreak({ args: ['--repo', real.repo.path], env: real.env })
  home = await app.window('Firebreak')
})
test.afterAll(async () => {
  closeTerminals()
  await app.close()
  await real.close()
  removeFolder(app.home)
})

test('a checkpoint is taken by hand, and everything is had back from it, undone and redone', async () => {
  const { repo } = real
  await home.getByRole('textbox', { name: 'Name of the checkpoint' }).fill('before the move')
  await button(home, 'Checkpoint now').click()
  await expect(items(home)).toHaveText([/^\d\d:\d\d By hand “before the move”/])

  repo.write('a.txt', 'wrecked\n')
  repo.write('new.txt', 'new\n')
  rmSync(path.join(repo.path, 'b.txt'))
  await items(home).last().getByRole('button', { name: 'Restore' }).click()
  await expect(paths(home, 'Written')).toHaveText(['a.txt', 'b.txt'])
  await expect(paths(home, 'Deleted')).toHaveText(['new.txt'])
  await dialog(home).getByRole('button', { name: 'Restore 3 files' }).click()
  await expect(home.getByText('Restored 2 files, deleted 1')).toBeVisible()
  await expect(dialog(home)).toHaveCount(0)
  expect([repo.read('a.txt'), repo.read('b.txt'), existsSync(path.join(repo.path, 'new.txt'))]).toEqual([
    'a\n',
    'b\n',
    false,
  ])

  await button(home, 'Undo restore').click()
  await expect(button(home, 'Redo restore')).toBeVisible()
  expect([repo.read('a.txt'), repo.read('new.txt'), existsSync(path.join(repo.path, 'b.txt'))]).toEqual([
    'wrecked\n',
    'new\n',
    false,
  ])
  await button(home, 'Redo restore').click()
  await expect(button(home, 'Undo restore')).toBeVisible()
  expect(repo.read('a.txt')).toBe('a\n')
  expect(repo.git('status', '--porcelain')).toBe('')
})

test('one file of many is had back', async () => {
  const { repo } = real
  repo.write('a.txt', 'kept as it is\n')
  repo.write('b.txt', 'wrecked\n')
  // The gate grows by the two files, and the list below it moves: not while the mouse is down on a button there.
  await expect(home.getByText('Commit first: 2 uncommitted files')).toBeVisible()
  await items(home).last().getByRole('button', { name: 'Preview' }).click()
  await dialog(home).getByRole('checkbox', { name: 'a.txt' }).uncheck()
  await dialog(home).getByRole('button', { name: 'Restore 1 file', exact: true }).click()
  await expect(home.getByText('Restored 1 file, deleted 0')).toBeVisible()
  expect([repo.read('a.txt'), repo.read('b.txt')]).toEqual(['kept as it is\n', 'b\n'])
})

test('the keyboard does all of it, in the live diff window too', async () => {
  const { repo } = real
  await button(home, 'Live diff').click()
  const diff = await app.window(/^Live diff/)
  await expect(items(diff)).toHaveCount(5)
  await items(diff).first().focus()
  await diff.keyboard.press('ArrowDown')
  const second = await focused(diff)
  expect(second).toMatch(/^\d\d:\d\d Before /)
  await diff.keyboard.press('Enter')
  await expect(dialog(diff)).toBeVisible()
  await expect(dialog(home)).toHaveCount(0)
  await diff.keyboard.press('Escape')
  await expect(dialog(diff)).toHaveCount(0)
  expect(await focused(diff)).toBe(second)

  await diff.keyboard.press('Delete')
  await expect(diff.getByRole('dialog', { name: 'Forget this checkpoint?' })).toContainText('This cannot be undone')
  await diff.keyboard.press('Tab')
  await diff.keyboard.press('Enter')
  // While the entry leaves, nothing has the focus for a moment.
  await expect.poll(async () => (await focused(diff)).replace(second, '')).toMatch(/^\d\d:\d\d /)

  repo.write('a.txt', 'wrecked again\n')
  await diff.keyboard.press('Home')
  await diff.keyboard.press('Enter')
  const restore = dialog(diff).getByRole('button', { name: 'Restore 2 files' })
  await expect(restore).toBeVisible()
  await restore.focus()
  await diff.keyboard.press('Enter')
  await expect(diff.getByText('Restored 2 files, deleted 0')).toBeVisible()
  expect([repo.read('a.txt'), repo.read('b.txt')]).toEqual(['kept as it is\n', 'wrecked\n'])
})

test('files that disappear in a session are said at once, and come back', async () => {
  const { repo } = real
  repo.git('add', '-A')
  repo.git('commit', '-qm', 'all')
  await button(home, 'Start Spark session').click()
  await expect(home.getByText(/^Spark session since/).first()).toBeVisible({ timeout: 20_000 })
  repo.write('a.txt', 'this is being read\n')
  for (const name of ['one', 'two', 'three']) repo.write(`work/${name}.txt`, `${name}\n`)
  await expect(items(home).first()).toHaveText(/^\d\d:\d\d Change 1/)
  const diff = await app.window(/^Live diff/)
  const read = diff.locator('.rows').getByText('this is being read')
  const place = async () => (await read.boundingBox())?.y ?? null
  await expect(diff.getByRole('region', { name: 'Diff of work/two.txt' })).toBeVisible()
  const before = await place()
  expect(before).not.toBeNull()
  rmSync(path.join(repo.path, 'work'), { recursive: true })

  for (const page of [home, diff]) {
    const alert = page.getByRole('alert').filter({ hasText: /^3 files disappeared/ })
    await expect(alert).toBeVisible()
    await expect(alert.getByRole('listitem')).toHaveText(['work/one.txt', 'work/three.txt', 'work/two.txt'])
  }
  expect(await place()).toBe(before)
  await button(home, 'Restore…').click()
  await expect(paths(home, 'Written')).toHaveCount(3)
  await dialog(home).getByRole('button', { name: 'Restore 3 files' }).click()
  await expect(home.getByRole('alert').filter({ hasText: /^3 files disappeared/ })).toHaveCount(0)
  expect(repo.read('work/two.txt')).toBe('two\n')
  await expect(diff.getByText('Restored 3 files, deleted 0')).toBeVisible()
  await expect(diff.getByRole('alert').filter({ hasText: /^3 files disappeared/ })).toHaveCount(0)
  expect(await place()).toBe(before)
  await diff.getByRole('button', { name: 'Dismiss' }).click()
  await expect(diff.getByText('Restored 3 files, deleted 0')).toHaveCount(0)
  expect(await place()).toBe(before)
  await expect(
    diff
      .getByRole('list', { name: 'Changes' })
      .getByRole('listitem')
      .filter({ hasText: /Restored to \d\d:\d\d/ }),
  ).toBeVisible()
})
