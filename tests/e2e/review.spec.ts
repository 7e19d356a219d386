import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { closeTerminals, type RealCodex, realCodexOn } from '../support/real-codex'

test.describe.configure({ mode: 'serial' })

let real: RealCodex
let app: FirebreakApp

const lines = Array.from({ length: 60 }, (_, at) => `line ${at + 1}\n`).join('')

test.beforeAll(async () => {
  real = await realCodexOn({ 'notes.md': lines, 'other.md': 'one\n' })
  app = await launchFirebreak({ args: ['--repo', real.repo.path], env: real.env })
})
test.afterAll(async () => {
  closeTerminals()
  await app.close()
  await real.close()
  removeFolder(app.home)
})

const left = (diff: Page) => diff.locator('.diff-bottom').getByRole('status')
const pressed = (diff: Page, name: string) =>
  diff.getByRole('group', { name, exact: true }).getByRole('button', { name: 'Mark reviewed' })

test('a person reads what Codex wrote with the keyboard alone, and nothing of it is forgotten', async () => {
  test.setTimeout(120_000)
  const home = await app.window('Firebreak')
  const tray = await app.tray()
  const title = `Live diff — ${path.basename(real.repo.path)}`

  await test.step('Codex writes two hunks of one file and one of another', async () => {
    const prompt =
      '[[steps edit notes.md|line 10|ten ;; edit notes.md|line 50|fifty ;; shell printf "two\\n" >> other.md ;; say done]]'
    await home.getByRole('textbox', { name: 'First prompt' }).fill(prompt)
    await home.getByRole('button', { name: 'Start Spark session' }).click()
  })
  const diff = await app.window(title)
  await expect(() => diff.getByRole('radio', { name: 'Since baseline' }).check({ force: true })).toPass()
  await expect(left(diff)).toHaveText(/^5 lines unreviewed/, { timeout: 45_000 })
  await expect.poll(() => tray.labels()).toContain('Live diff (5 lines unreviewed)')

  await test.step('space on the mark, clicked or gone to by keyboard, scrolls and changes no mark', async () => {
    const rows = diff.locator('.rows')
    const top = () => rows.evaluate((element) => element.scrollTop)
    await diff.bringToFront()
    await diff.keyboard.press('Shift+E')
    await expect.poll(() => rows.evaluate((element) => element.scrollHeight - element.clientHeight)).toBeGreaterThan(80)
    const mark = pressed(diff, 'Hunk 1 of 2, notes.md')
    await mark.click()
    await expect(left(diff)).toHaveText(/^3 lines unreviewed/)
    await expect(mark).toBeFocused()
    await diff.keyboard.press('Space')
    await expect.poll(top).toBeGreaterThan(20)
    await expect(mark).toHaveAttribute('aria-pressed', 'true')
    await diff.keyboard.press('Shift+Space')
    await expect.poll(top).toBe(0)
    await diff.keyboard.press('Tab')
    await diff.keyboard.press('Shift+Tab')
    await expect(mark).toBeFocused()
    await diff.keyboard.press('Space')
    await expect.poll(top).toBeGreaterThan(20)
    await expect(mark).toHaveAttribute('aria-pressed', 'true')
    await expect(left(diff)).toHaveText(/^3 lines unreviewed/)
    await diff.keyboard.press('Enter')
    await expect(left(diff)).toHaveText(/^5 lines unreviewed/)
    await diff.keyboard.press('Shift+Space')
  })

  await test.step('r marks and goes on, space scrolls and marks nothing', async () => {
    await diff.bringToFront()
    await expect(pressed(diff, 'Hunk 1 of 2, notes.md')).toHaveAttribute('aria-pressed', 'false')
    await diff.keyboard.press('n')
    await diff.keyboard.press(' ')
    await expect(left(diff)).toHaveText(/^5 lines unreviewed/)
    await diff.keyboard.press('n')
    await diff.getByRole('group', { name: 'Hunk 1 of 2, notes.md', exact: true }).focus()
    await diff.keyboard.press('r')
    await expect(left(diff)).toHaveText(/^3 lines unreviewed/)
    await expect(pressed(diff, 'Hunk 1 of 2, notes.md')).toHaveAttribute('aria-pressed', 'true')
    await expect(pressed(diff, 'Hunk 2 of 2, notes.md')).toHaveAttribute('aria-pressed', 'false')
    await expect.poll(() => tray.labels()).toContain('Live diff (3 lines unreviewed)')
    await diff.keyboard.press('r')
    await expect(left(diff)).toHaveText(/^1 line unreviewed/)
    await diff.keyboard.press('Shift+R')
    await expect(left(diff)).toHaveText(/^All 5 lines reviewed/)
    await expect.poll(() => tray.labels()).toContain('Live diff')
    await expect(home.getByRole('region', { name: 'Sessions' })).toContainText('2 hunks read one by one, 1 at once')
  })

  await test.step('Ctrl+Z takes the last marks back, one press after the other', async () => {
    await diff.keyboard.press('Control+z')
    await expect(left(diff)).toHaveText(/^1 line unreviewed/)
    await diff.keyboard.press('Control+z')
    await expect(left(diff)).toHaveText(/^3 lines unreviewed/)
    await expect(pressed(diff, 'Hunk 1 of 2, notes.md')).toHaveAttribute('aria-pressed', 'true')
    const sessions = home.getByRole('region', { name: 'Sessions' })
    await expect(sessions).toContainText('1 hunk read one by one')
    await expect(sessions).not.toContainText('at once')
  })

  await test.step('your own edit elsewhere in the file clears nothing and owes nothing', async () => {
    closeTerminals()
    await expect(home.getByRole('region', { name: 'Sessions' })).not.toContainText('on since', { timeout: 30_000 })
    await expect(home.getByRole('region', { name: 'Sessions' })).toContainText('3 lines never reviewed')
    real.repo.write('notes.md', `${lines.replace('line 10\n', 'ten\n').replace('line 50\n', 'fifty\n')}yours\n`)
    await expect(diff.getByRole('region', { name: 'Diff of notes.md' })).toContainText('yours')
    await expect(left(diff)).toHaveText(/^3 lines unreviewed/)
  })

  await test.step('a commit and a restart leave marks and debt as they are', async () => {
    real.repo.git('commit', '-qam', 'all of it')
    await app.close()
    app = await launchFirebreak({ home: app.home, env: real.env })
    const again = await app.window('Firebreak')
    await expect(again.getByText(/^Left by Spark session .*3 lines never reviewed/)).toBeVisible({ timeout: 20_000 })
    await expect.poll(async () => (await app.tray()).labels()).toContain('Live diff (3 lines unreviewed)')
    await again.getByRole('button', { name: 'Review first' }).click()
    const window = await app.window(title)
    await expect(left(window)).toHaveText(/^3 lines unreviewed/)
    await expect(pressed(window, 'Hunk 1 of 3, notes.md')).toHaveAttribute('aria-pressed', 'true', { timeout: 20_000 })
    await window.keyboard.press('Control+z')
    await expect(left(window)).toHaveText(/^5 lines unreviewed/)
  })
})
