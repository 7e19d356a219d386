import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { closeTerminals, type RealCodex, realCodexOn } from '../support/real-codex'

let real: RealCodex
let app: FirebreakApp
let diff: Page

test.beforeAll(async () => {
  real = await realCodexOn({ 'a.md': 'one\n', 'b.md': 'one\n', 'c.md': 'one\n' })
  app = await launchFirebreak({ args: ['--repo', real.repo.path], env: real.env })
})
test.afterAll(async () => {
  closeTerminals()
  await app.close()
  await real.close()
  removeFolder(app.home)
})

const hunk = (file: string) => diff.getByRole('group', { name: `Hunk 1 of 1, ${file}`, exact: true })
const mark = (file: string) => hunk(file).getByRole('button', { name: 'Mark reviewed' })
const inList = (file: string) => diff.getByRole('list', { name: 'Files' }).getByRole('button', { name: file })

test('a file that is chosen is the one that keys act on, where all of them fit into the window', async () => {
  test.setTimeout(90_000)
  const home = await app.window('Firebreak')
  const write = 'for name in a b c; do printf "two\\n" >> $name.md; done'
  await home.getByRole('textbox', { name: 'First prompt' }).fill(`[[steps shell ${write} ;; say done]]`)
  await home.getByRole('button', { name: 'Start Spark session' }).click()
  diff = await app.window(`Live diff — ${path.basename(real.repo.path)}`)
  await expect(diff.locator('.diff-bottom').getByRole('status')).toHaveText(/^3 lines unreviewed/, { timeout: 45_000 })
  await diff.bringToFront()
  await diff.keyboard.press('2')
  for (const file of ['a.md', 'b.md', 'c.md']) await expect(mark(file)).toHaveAttribute('aria-pressed', 'false')
  await expect(hunk('a.md')).toHaveAttribute('aria-current', 'true')

  await test.step('u goes on to the third', async () => {
    await diff.keyboard.press('u')
    await expect(hunk('b.md')).toHaveAttribute('aria-current', 'true')
    await diff.keyboard.press('u')
    await expect(hunk('c.md')).toHaveAttribute('aria-current', 'true')
    await diff.keyboard.press('Shift+U')
    await expect(hunk('b.md')).toHaveAttribute('aria-current', 'true')
  })

  await test.step('r marks what is chosen in the list, and goes on from there', async () => {
    await inList('c.md').click()
    await diff.keyboard.press('r')
    await expect(mark('c.md')).toHaveAttribute('aria-pressed', 'true')
    await expect(mark('a.md')).toHaveAttribute('aria-pressed', 'false')
    await expect(hunk('a.md')).toBeFocused()
  })

  await test.step('so it is with what is gone to by its letters, whatever had the focus', async () => {
    await diff.keyboard.press('ControlOrMeta+p')
    await diff.keyboard.type('b.md')
    await diff.keyboard.press('Enter')
    await expect(diff.getByRole('dialog')).toHaveCount(0)
    await expect(hunk('b.md')).toHaveAttribute('aria-current', 'true')
    await diff.keyboard.press('Shift+R')
    await expect(mark('b.md')).toHaveAttribute('aria-pressed', 'true')
    await expect(mark('a.md')).toHaveAttribute('aria-pressed', 'false')
  })
})
