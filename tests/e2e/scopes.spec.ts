import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { closeTerminals, type RealCodex, realCodexOn } from '../support/real-codex'

test.describe.configure({ mode: 'serial' })

let real: RealCodex
let app: FirebreakApp
let diff: Page

test.beforeAll(async () => {
  real = await realCodexOn({ 'notes.md': 'first line\nold line\nlast line\n', 'b.txt': 'b\n' })
  app = await launchFirebreak({ args: ['--repo', real.repo.path], env: real.env })
})
test.afterAll(async () => {
  closeTerminals()
  await app.close()
  await real.close()
  removeFolder(app.home)
})

const change = (number: number) =>
  diff.getByRole('list', { name: 'Changes' }).getByRole('listitem', { name: new RegExp(`^Change ${number},`) })
const region = (file: string) => diff.getByRole('region', { name: `Diff of ${file}` })
const scope = (name: string) => diff.getByRole('radiogroup', { name: 'Scope' }).getByRole('radio', { name })
const summary = () => diff.locator('main p').first()

test('scopes, the timeline and the writers of a session, by keyboard and by names', async () => {
  test.setTimeout(120_000)
  const { repo } = real
  const home = await app.window('Firebreak')

  await test.step('a session shows since baseline, with both ends and the totals', async () => {
    const prompt =
      '[[steps edit notes.md|old line|new line ;; shell sleep 1; printf "by shell\\n" > made.txt ;; say done]]'
    await home.getByRole('textbox', { name: 'First prompt' }).fill(prompt)
    await home.getByRole('button', { name: 'Start Spark session' }).click()
    diff = await app.window(`Live diff — ${path.basename(repo.path)}`)
    await expect(change(2)).toBeVisible({ timeout: 45_000 })
    const head = repo.git('rev-parse', '--short=7', 'HEAD').trim()
    await expect(summary()).toContainText(
      new RegExp(`^Baseline \\d\\d:\\d\\d:\\d\\d \\(${head}\\) → now · 2 files · \\+2 −1`),
    )
    await expect(change(1)).toContainText('Codex patch')
    await expect(change(2)).toContainText('shell command')
  })

  await test.step('one key shows the last change, another steps to older ones and back', async () => {
    await diff.bringToFront()
    await diff.keyboard.press('1')
    await expect(scope('Last change')).toBeChecked()
    await expect(region('made.txt')).toBeVisible()
    await expect(region('notes.md')).toHaveCount(0)
    await expect(summary()).toContainText('Change 2, shell command')
    await diff.keyboard.press('[')
    await expect(scope('Change 1')).toBeChecked()
    await expect(region('notes.md')).toBeVisible()
    await expect(region('made.txt')).toHaveCount(0)
    await diff.keyboard.press(']')
    await expect(scope('Change 2')).toBeChecked()
    await diff.keyboard.press('4')
    await expect(scope('This turn')).toBeChecked()
    await expect(region('notes.md')).toBeVisible()
    await expect(region('made.txt')).toBeVisible()
    await diff.keyboard.press('g')
    await expect(scope('Last change')).toBeChecked()
  })

  await test.step('what a person types is folded, and leaves the last change alone', async () => {
    await expect
      .poll(() => home.getByRole('region', { name: 'Sessions' }).getByRole('listitem').first().textContent())
      .toContain('2 changes')
    // The turn is over once Codex has said so; what is written then is nobody's of Codex.
    await expect(summary()).toContainText('Change 2, shell command')
    repo.write('typed.txt', 'by hand\n')
    await expect(change(3)).toBeVisible()
    await expect(change(3)).toContainText('Your edits, 1 file')
    await expect(region('made.txt')).toBeVisible()
    await expect(region('typed.txt')).toHaveCount(0)
  })

  await test.step('a commit and a branch switch are one row each and no last change', async () => {
    repo.git('switch', '-q', '-c', 'side')
    await expect(change(4)).toContainText('branch main → side')
    const commit = repo.commitAll('mine')
    await expect(change(5)).toContainText(`you committed ${commit.slice(0, 7)}`)
    await expect(summary()).toContainText('Change 2, shell command')
    await change(4).getByRole('button', { name: 'Compare from here' }).click()
    await expect(scope('Between')).toBeChecked()
    await expect(diff.getByRole('heading', { name: 'Nothing differs between these two' })).toBeVisible()
    repo.write('b.txt', 'b\nafter the switch\n')
    await expect(region('b.txt')).toBeVisible()
    await expect(summary()).toContainText('After change 4')
  })

  await test.step('two changes are compared by keyboard', async () => {
    await expect(change(6)).toBeVisible()
    await change(1)
      .getByRole('button', { name: /^Change 1/ })
      .focus()
    await diff.keyboard.press('Enter')
    await expect(scope('Change 1')).toBeChecked()
    await diff.keyboard.press('b')
    await expect(scope('Between')).toBeChecked()
    await expect(region('b.txt')).toBeVisible()
    await change(3)
      .getByRole('button', { name: /^Change 3/ })
      .focus()
    await diff.keyboard.press('Enter')
    await diff.keyboard.press('Shift+B')
    await expect(summary()).toContainText('After change 1, up to change 3')
    await expect(region('typed.txt')).toBeVisible()
    await expect(region('b.txt')).toHaveCount(0)
  })

  await test.step('the baseline and a checkpoint are points as well', async () => {
    await diff.getByRole('button', { name: 'Compare from the baseline' }).click()
    await expect(summary()).toContainText(/^Baseline .* → now/)
    await diff.getByRole('button', { name: 'Checkpoint now' }).click()
    const byHand = diff.getByRole('list', { name: 'Checkpoints' }).getByRole('listitem', { name: /By hand/ })
    await byHand.getByRole('button', { name: 'Compare, keep or forget' }).click()
    await diff.getByRole('menuitem', { name: 'Compare up to here' }).click()
    await expect(summary()).toContainText(/^Baseline .* → \d\d:\d\d:\d\d/)
    await byHand.getByRole('button', { name: 'Compare, keep or forget' }).click()
    await diff.getByRole('menuitem', { name: 'Compare from here' }).click()
    await expect(byHand).toContainText('Compared from here')
    await expect(diff.getByRole('heading', { name: 'Nothing differs between these two' })).toBeVisible()
    repo.write('b.txt', 'b\nafter the checkpoint\n')
    await expect(region('b.txt')).toContainText('after the checkpoint')
    await expect(summary()).toContainText(/^Checkpoint \d\d:\d\d:\d\d → now · 1 file/)
    await expect(change(7)).toBeVisible()
  })

  await test.step('pausing keeps what is shown, counts changes, and going on shows what is there', async () => {
    await diff.keyboard.press('2')
    await expect(region('b.txt')).toBeVisible()
    const toggle = diff.getByRole('button', { name: 'Following' })
    await toggle.focus()
    await diff.keyboard.press('Space')
    await expect(toggle).toHaveAttribute('aria-pressed', 'false')
    repo.write('while-paused.txt', 'x\n')
    await expect(toggle).toHaveText('Paused, 1 new')
    await expect(region('while-paused.txt')).toHaveCount(0)
    await expect(toggle).toBeFocused()
    await diff.keyboard.press('Space')
    await expect(toggle).toHaveText('Following')
    await expect(diff.getByRole('list', { name: 'Files' })).toContainText('while-paused.txt')
  })

  await test.step('nothing of the person or of git is owed a review', async () => {
    await expect(diff.getByRole('status').filter({ hasText: /unreviewed/ })).toHaveText(/^3 lines unreviewed/)
  })
})
