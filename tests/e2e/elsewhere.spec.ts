import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { type RealCodex, realCodexOn } from '../support/real-codex'
import { createTempRepo, type TempRepo } from '../support/temp-repo'

let real: RealCodex
let other: TempRepo
let app: FirebreakApp
let child: ChildProcess | null = null

test.beforeAll(async () => {
  real = await realCodexOn({ 'README.md': 'hello\n' })
  await real.bed.control({ stepPauseMs: 1500 })
  other = createTempRepo({ files: { 'README.md': 'hello\n', 'mine.txt': 'mine\n' } })
  app = await launchFirebreak({ args: ['--repo', real.repo.path], env: real.env })
})
test.afterAll(async () => {
  child?.kill('SIGKILL')
  await app.close()
  await real.close()
  other.cleanup()
  removeFolder(app.home)
})

test('a Spark session of exec on uncommitted work of another repository is shown, marked, listed in the tray and followed', async () => {
  test.setTimeout(150_000)
  const name = path.basename(other.path)
  const home = await app.window('Firebreak')
  const tray = await app.tray()
  await expect(home.getByRole('heading', { level: 1 })).toHaveText(path.basename(real.repo.path))

  other.write('mine.txt', 'mine, edited\n')
  const prompt = '[[steps edit README.md|hello|hello there ;; shell echo more > made.txt ;; hold ;; say Done.]]'
  child = spawn(
    real.bed.codex,
    ['exec', '-s', 'workspace-write', '-m', 'gpt-5.3-codex-spark', '-C', other.path, prompt],
    {
      env: { ...process.env, ...real.bed.env },
      stdio: 'ignore',
    },
  )

  await expect(home.getByRole('heading', { level: 1 })).toHaveText(name, { timeout: 20_000 })
  const entry = home.getByRole('region', { name: 'Sessions' }).getByRole('listitem').first()
  await expect(entry).toContainText('exec · GPT-5.3-Codex-Spark · 1 turn')
  await expect(entry).toContainText('Started without a commit on 1 uncommitted file, outside of Firebreak.')
  await expect(entry).toContainText(/Late checkpoint, taken \d+ s after the start/)
  await expect(home.getByText(/is shown now: a Codex session began there \(exec\)/)).toBeVisible()
  await expect
    .poll(() => tray.labels())
    .toContainEqual(expect.stringMatching(/^Spark session since \d\d:\d\d \(exec\)$/))
  await expect(entry).toContainText('tokens', { timeout: 20_000 })
  await expect(entry).toContainText(/[12] changes?/, { timeout: 20_000 })

  // Released before it waits it would wait for ever.
  await expect.poll(async () => (await real.bed.control({})).held, { timeout: 20_000 }).toBe(1)
  await real.bed.control({ hold: false })
  await expect(entry).not.toContainText('on since', { timeout: 60_000 })
  // The repository that was chosen before can be shown again, and stays.
  await home.getByRole('button', { name: `Repository: ${name}` }).click()
  await home.getByRole('menuitemradio', { name: path.basename(real.repo.path), exact: true }).click()
  await expect(home.getByRole('heading', { level: 1 })).toHaveText(path.basename(real.repo.path))
})
