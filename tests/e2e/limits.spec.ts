import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, type Page, test } from '@playwright/test'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { type RealCodex, realCodexOn } from '../support/real-codex'

test.describe.configure({ mode: 'serial', timeout: 90_000 })

const patience = { timeout: 30_000 }
let real: RealCodex
let app: FirebreakApp
let home: Page

const card = () => home.getByRole('region', { name: 'Limits' })
const meter = (name: string) => home.getByRole('meter', { name })

/** A session of `codex exec` beside Firebreak. */
async function session(model: string, prompt: string): Promise<void> {
  const { bed, repo } = real
  const args = ['exec', '--model', model, '--', prompt]
  const child = spawn(bed.codex, args, { cwd: repo.path, env: { ...process.env, ...bed.env }, stdio: 'ignore' })
  await once(child, 'exit')
}

test.beforeAll(async () => {
  real = await realCodexOn({ 'README.md': 'hello\n' })
  await real.bed.control({ resetCredits: 2 })
  app = await launchFirebreak({ args: ['--repo', real.repo.path], env: real.env })
  home = await app.window('Firebreak')
})
test.afterAll(async () => {
  expect(await real.bed.strayHosts()).toEqual([])
  await app.close()
  await real.close()
  removeFolder(app.home)
})

test('both buckets move separately over a Spark session and a standard one', async () => {
  await expect(meter('GPT-5.3-Codex-Spark, 5 h')).toHaveAttribute('aria-valuenow', '44', patience)
  await expect(meter('Standard, 5 h')).toHaveAttribute('aria-valuenow', '88')
  await session('gpt-5.3-codex-spark', '[[say hello]]')
  await expect(meter('GPT-5.3-Codex-Spark, 5 h')).toHaveAttribute('aria-valuenow', '41', patience)
  await expect(meter('Standard, 5 h')).toHaveAttribute('aria-valuenow', '88')
  await session('gpt-5.5', '[[say hello]]')
  await expect(meter('Standard, 5 h')).toHaveAttribute('aria-valuenow', '85', patience)
  await expect(meter('GPT-5.3-Codex-Spark, 5 h')).toHaveAttribute('aria-valuenow', '41')
  await expect(card()).toContainText('Credits: 12.50')
  await expect(card()).toContainText('2 resets you can ask for in Codex; Firebreak never does')
})

test('a number tells where it comes from, and what was counted on this computer', async () => {
  const details = card().locator('details', { hasText: 'codex_bengalfox' })
  await details.getByText('Details').click()
  await expect(details).toContainText(/5 h 41 % left, read from the server at \d\d:\d\d/)
  await expect(details).toContainText(/[\d.]+ k tokens counted here in this window/)
  await card().getByText('Counted on this computer').click()
  const models = card().getByRole('table', { name: 'Tokens by model' })
  await expect(models.getByRole('row').filter({ hasText: 'GPT-5.3-Codex-Spark' })).toContainText('k tokens')
  await expect(models.getByRole('row').filter({ hasText: 'GPT-5.5' })).toContainText('k tokens')
  await expect(card().getByRole('list', { name: 'Tokens by session' }).getByRole('listitem')).toHaveCount(2)
})

test('a limit that is reached, windows that are not offered and a bucket that is gone are said', async () => {
  const tray = await app.tray()
  await real.bed.control({ spark: { primary: 100, secondary: 7 } })
  await card().getByRole('button', { name: 'Refresh' }).click()
  await expect(meter('GPT-5.3-Codex-Spark, 5 h')).toHaveAttribute('aria-valuenow', '0', patience)
  await expect.poll(() => tray.labels()).toContainEqual(expect.stringMatching(/^Spark: 0 % left of 5 h, resets /))

  await real.bed.control({ weeklyOnly: true })
  await card().getByRole('button', { name: 'Refresh' }).click()
  await expect(card().getByText('5 h window: not offered by the server')).toHaveCount(2, patience)
  await expect(meter('Standard, weekly')).toHaveAttribute('aria-valuenow', '66')

  await real.bed.control({ weeklyOnly: false, includeSparkInUsage: false })
  await card().getByRole('button', { name: 'Refresh' }).click()
  await expect(card()).toContainText('no limit is reported by the server', patience)
  await expect(meter('Standard, 5 h')).toHaveAttribute('aria-valuenow', '85')
})

test('notifications are switched off in the settings, and their thresholds changed', async () => {
  const tray = await app.tray()
  await tray.choose('Settings…')
  const settings = await app.window(/^Settings/)
  const low = settings.getByRole('checkbox', { name: 'Little is left' })
  await expect(low).toBeChecked()
  await low.click()
  await expect(low).not.toBeChecked()
  const thresholds = settings.getByRole('textbox', { name: 'At percent left' })
  await thresholds.fill('5, 40')
  await thresholds.press('Enter')
  await expect(thresholds).toHaveValue('40, 5')
  await thresholds.fill('half')
  await expect(settings.getByText('Whole numbers from 0 to 99')).toBeVisible()
})
