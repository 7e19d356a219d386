import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { type FirebreakApp, launchFirebreak, projectRoot, removeFolder } from '../support/firebreak-app'
import { closeTerminals, type RealCodex, realCodexOn } from '../support/real-codex'

test.describe.configure({ mode: 'serial', timeout: 120_000 })

let real: RealCodex
let app: FirebreakApp

test.beforeAll(async () => {
  test.setTimeout(90_000)
  const src = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`src/f${n}.txt`, `file ${n}\n`]))
  real = await realCodexOn({ 'notes.md': 'old line\n', ...src })
  app = await launchFirebreak({ args: ['--repo', real.repo.path], env: real.env })
})
test.afterAll(async () => {
  closeTerminals()
  await app.close()
  await real.close()
  removeFolder(app.home)
})

/** The command line beside the running app. */
function firebreak(...args: readonly string[]): string {
  const env = { ...process.env, ...real.env, FIREBREAK_HOME: app.home }
  return execFileSync('node', [path.join(projectRoot, 'out/cli/firebreak.js'), ...args], { env, encoding: 'utf8' })
}

test('Codex wrecks files: it is said, they come back byte for byte, and back again', async () => {
  const { repo } = real
  const home = await app.window('Firebreak')
  const tray = await app.tray()
  const prompt =
    '[[steps edit notes.md|old line|new line ;; shell printf "draft\\n" > draft.txt ; sleep 1 ;; shell rm -r src draft.txt notes.md ;; say done]]'
  await home.getByRole('textbox', { name: 'First prompt' }).fill(prompt)
  await home.getByRole('button', { name: 'Start Spark session' }).click()

  const alert = home.getByRole('alert').filter({ hasText: /^7 files disappeared/ })
  await expect(alert).toBeVisible({ timeout: 60_000 })
  await expect.poll(() => tray.labels()).toContainEqual(expect.stringMatching(/▸ Restore to…$/))
  expect([existsSync(path.join(repo.path, 'src')), existsSync(path.join(repo.path, 'draft.txt'))]).toEqual([
    false,
    false,
  ])

  await alert.getByRole('button', { name: 'Restore…' }).click()
  const dialog = home.getByRole('dialog', { name: 'Restore' })
  await expect(dialog.getByRole('list', { name: 'Written' }).getByRole('listitem')).toHaveCount(7)
  await dialog.getByRole('button', { name: 'Restore 7 files' }).click()
  await expect(alert).toHaveCount(0)
  const texts = ['notes.md', 'draft.txt', 'src/f1.txt', 'src/f5.txt'].map((name) => repo.read(name))
  expect(texts).toEqual(['new line\n', 'draft\n', 'file 1\n', 'file 5\n'])

  await home.getByRole('button', { name: 'Undo restore' }).click()
  await expect(home.getByRole('button', { name: 'Redo restore' })).toBeVisible()
  expect(existsSync(path.join(repo.path, 'src'))).toBe(false)
  await home.getByRole('button', { name: 'Redo restore' }).click()
  await expect(home.getByRole('button', { name: 'Undo restore' })).toBeVisible()
  expect(repo.read('src/f3.txt')).toBe('file 3\n')
})

test('what the command line does appears in the window', async () => {
  const { repo } = real
  const home = await app.window('Firebreak')
  const items = home.getByRole('list', { name: 'Checkpoints' }).getByRole('listitem')
  const made: unknown = JSON.parse(firebreak('checkpoint', 'create', '--repo', repo.path, '--label', 'typed', '--json'))
  await expect(items.first()).toHaveText(/^\d\d:\d\d By hand “typed”/)

  repo.write('src/f1.txt', 'wrecked\n')
  const id = typeof made === 'object' && made !== null && 'id' in made ? String(made.id) : ''
  firebreak('checkpoint', 'restore', id, '--repo', repo.path, '--path', 'src/f1.txt')
  expect(repo.read('src/f1.txt')).toBe('file 1\n')
  await expect(items.filter({ hasText: /Before restoring src\/f1\.txt/ })).toBeVisible()
  await expect(home.getByRole('button', { name: 'Undo restore' })).toBeVisible()
})
