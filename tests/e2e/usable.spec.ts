import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { snapshotOf } from '../support/app-page'
import { type FirebreakApp, launchFirebreak, removeFolder, tempFolder } from '../support/firebreak-app'
import { type RealCodex, realCodexOn } from '../support/real-codex'

test.describe.configure({ mode: 'serial', timeout: 90_000 })

const patience = { timeout: 30_000 }
let data = ''
let real: RealCodex
let app: FirebreakApp
let home: Page

const notReady = () => home.getByRole('list', { name: 'Not ready' })
const notices = () => home.getByRole('list', { name: 'Notices' })
const lane = (name: string) => home.getByRole('radio', { name, exact: true })
const usable = async () => (await snapshotOf(home)).usable

/** A session of `codex exec` beside Firebreak. */
async function session(model: string, prompt: string): Promise<void> {
  const { bed, repo } = real
  const args = ['exec', '--model', model, '--', prompt]
  const child = spawn(bed.codex, args, { cwd: repo.path, env: { ...process.env, ...bed.env }, stdio: 'ignore' })
  await once(child, 'exit')
}

async function start(): Promise<void> {
  app = await launchFirebreak({ home: data, args: ['--repo', real.repo.path], env: real.env })
  home = await app.window('Firebreak')
}

test.beforeAll(async () => {
  test.setTimeout(90_000)
  data = tempFolder('home')
  real = await realCodexOn({ 'README.md': 'hello\n' })
  await start()
})
test.afterAll(async () => {
  expect(await real.bed.strayHosts()).toEqual([])
  await app.close()
  await real.close()
  removeFolder(data)
})

test('all is well: one line in home, one in the tray', async () => {
  await expect(home.getByText(/^Ready: Codex [\d.]+, Pro, Spark offered, 44 % left$/)).toBeVisible(patience)
  const tray = await app.tray()
  await expect.poll(() => tray.labels(), patience).toContain('Usable now: Spark and Standard')
})

test('a turn that fails is said with one next step, and taken back when a later one works', async () => {
  await session('gpt-5.3-codex-spark', '[[overload]]')
  await expect(notices()).toContainText('GPT-5.3-Codex-Spark is at capacity.', patience)
  await expect(notices()).toContainText('Try again in a few minutes, or use the standard lane.')
  await expect(notReady()).toContainText('GPT-5.3-Codex-Spark is at capacity.')
  await expect(notReady()).toContainText(/From a session \d\d:\d\d\./)
  expect((await usable()).spark.answer).toBe('unsure')
  await session('gpt-5.3-codex-spark', '[[unsupported]]')
  await expect(notices()).toContainText('GPT-5.3-Codex-Spark is not supported for this ChatGPT account.', patience)
  expect((await usable()).spark.answer).toBe('no')
  expect((await usable()).standard.answer).toBe('yes')
  await session('gpt-5.3-codex-spark', '[[say hello]]')
  await expect.poll(async () => (await usable()).spark.answer, patience).toBe('yes')
})

test('a spent limit makes its lane unusable until the reset, in home and in the tray', async () => {
  await real.bed.control({ spark: { primary: 100, secondary: 7 } })
  // The end of any turn has the limits read again.
  await session('gpt-5.5', '[[say hello]]')
  await expect(notReady()).toContainText('Nothing is left of the 5 h window of GPT-5.3-Codex-Spark.', patience)
  await expect(notReady()).toContainText(/It resets .* From the limits read \d\d:\d\d\./)
  const tray = await app.tray()
  await expect
    .poll(() => tray.labels(), patience)
    .toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Spark: not usable now\. Nothing is left/),
        'Standard: usable now',
      ]),
    )
  await lane('Standard').click()
  await expect(home.getByText(/^Ready: Codex /)).toBeVisible()
  await lane('Spark').click()
})

test('without its server, and without a sign-in, Codex is said to be that; everything else goes on', async () => {
  await app.close()
  rmSync(path.join(real.bed.env.CODEX_HOME, 'auth.json'))
  await start()
  await expect(notReady()).toContainText('Codex is not signed in', patience)
  await expect.poll(async () => (await usable()).spark.answer, patience).toBe('no')
  real.repo.write('README.md', 'changed\n')
  await expect(home.getByRole('button', { name: 'Commit 1 file and start Spark' })).toBeVisible(patience)
})
