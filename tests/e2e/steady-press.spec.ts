import { expect, type Locator, type Page, test } from '@playwright/test'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { createTempRepo, type TempRepo } from '../support/temp-repo'

test.describe.configure({ mode: 'serial', timeout: 60_000 })

let repo: TempRepo
let app: FirebreakApp
let home: Page

const checkpointNow = () => home.getByRole('button', { name: 'Checkpoint now' })
const checkpoints = () => home.getByRole('list', { name: 'Checkpoints' }).getByRole('listitem')
const headline = (text: string) => home.getByRole('region', { name: 'Gate' }).getByText(text)

/** Its middle, in pixels of the page; fails for one that is out of sight. */
async function middleOf(button: Locator): Promise<{ readonly x: number; readonly y: number; readonly height: number }> {
  await button.scrollIntoViewIfNeeded()
  const box = await button.boundingBox()
  if (box === null) throw new Error('the button is not drawn')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, height: box.height }
}

test.beforeAll(async () => {
  repo = createTempRepo({ files: { 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' } })
  app = await launchFirebreak({ args: ['--repo', repo.path], env: { FIREBREAK_CODEX: '/nonexistent/codex' } })
  home = await app.window('Firebreak')
  await home.setViewportSize({ width: 1000, height: 1400 })
  await expect(headline('Everything is committed')).toBeVisible()
})
test.afterAll(async () => {
  await app.close()
  repo.cleanup()
  removeFolder(app.home)
})

test('a button that moves away while it is pressed is pressed', async () => {
  const before = await middleOf(checkpointNow())
  await home.mouse.move(before.x, before.y)
  await home.mouse.down()
  repo.write('a.txt', 'mine\n')
  repo.write('b.txt', 'mine\n')
  await expect(headline('Commit first: 2 uncommitted files')).toBeVisible()
  const after = await middleOf(checkpointNow())
  expect(after.y - before.y).toBeGreaterThan(before.height)
  await home.mouse.up()
  await expect(checkpoints()).toHaveCount(1)
})

test('whoever goes off a button before letting go presses nothing', async () => {
  const at = await middleOf(checkpointNow())
  await home.mouse.move(at.x, at.y)
  await home.mouse.down()
  await home.mouse.move(at.x, at.y - 3 * at.height)
  await home.mouse.up()
  await home.getByRole('textbox', { name: 'Name of the checkpoint' }).fill('the next one')
  await checkpointNow().click()
  await expect(checkpoints()).toContainText(['the next one', 'By hand'])
  await expect(checkpoints()).toHaveCount(2)
})
