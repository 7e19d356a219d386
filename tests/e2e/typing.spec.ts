import path from 'node:path'
import { expect, test } from '@playwright/test'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { closeTerminals, type RealCodex, realCodexOn } from '../support/real-codex'

let real: RealCodex
let app: FirebreakApp

test.beforeAll(async () => {
  real = await realCodexOn({ 'notes.md': 'one\n', 'mine.md': 'mine\n' })
  app = await launchFirebreak({ args: ['--repo', real.repo.path], env: real.env })
})
test.afterAll(async () => {
  closeTerminals()
  await app.close()
  await real.close()
  removeFolder(app.home)
})

test('what a person types is unclear during a turn and outside between turns, where it adds no debt', async () => {
  test.setTimeout(120_000)
  const { repo, bed } = real
  const home = await app.window('Firebreak')
  await home.getByRole('textbox', { name: 'First prompt' }).fill('[[steps hold ;; say done]]')
  await home.getByRole('button', { name: 'Start Spark session' }).click()
  const diff = await app.window(`Live diff — ${path.basename(repo.path)}`)
  const changes = diff.getByRole('list', { name: 'Changes' })
  await expect.poll(async () => (await bed.control({})).held, { timeout: 45_000 }).toBe(1)

  repo.write('mine.md', 'typed during the turn\n')
  const during = changes.getByRole('listitem').filter({ hasText: /^Change 1/ })
  await expect(during).toBeVisible({ timeout: 20_000 })
  await expect(during).toContainText('unclear')
  await expect(diff.getByRole('status').filter({ hasText: 'unreviewed' })).toHaveText(/^2 lines unreviewed/)

  await bed.control({ hold: false })
  await expect(async () => {
    const session = await home.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          window.firebreak.subscribe((snapshot) =>
            resolve(snapshot.sessions[0]?.turns.every((turn) => turn.endedAtMs !== null) ?? false),
          )
        }),
    )
    expect(session).toBe(true)
  }).toPass({ timeout: 20_000 })
  // A write is taken for the turn's as long as it could have been noticed late; the label says so when that time is over.
  await expect(async () => {
    repo.write('mine.md', `typed after the turn ${Date.now()}\n`)
    const newest = changes
      .getByRole('listitem')
      .filter({ hasText: /^Change/ })
      .first()
    await expect(newest).toContainText(/outside|your edits/i, { timeout: 3000 })
  }).toPass({ timeout: 30_000 })
})
