import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { dispatch, snapshotOf } from '../support/app-page'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { createTempRepo, type TempRepo } from '../support/temp-repo'

test.describe.configure({ mode: 'serial', timeout: 60_000 })

let repo: TempRepo
let app: FirebreakApp
let home: Page

const button = (name: string) => home.getByRole('button', { name, exact: true })
const gate = () => home.getByRole('region', { name: 'Gate' })
const headline = () => gate().getByRole('status')
const subject = () => repo.git('log', '-1', '--format=%s|%an|%ae').trim()

test.beforeAll(async () => {
  test.setTimeout(90_000)
  repo = createTempRepo({ files: { 'README.md': 'hello\n', 'notes.md': 'one\n' } })
  app = await launchFirebreak({
    args: ['--repo', repo.path],
    // A computer on which git was never told who works on it.
    env: {
      FIREBREAK_CODEX: '/nonexistent/codex',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'user.useConfigOnly',
      GIT_CONFIG_VALUE_0: 'true',
    },
  })
  home = await app.window('Firebreak')
})
test.afterAll(async () => {
  await app.close()
  repo.cleanup()
  removeFolder(app.home)
})

test('ticks decide what is committed, and every number says so', async () => {
  repo.write('README.md', 'changed\n')
  repo.write('new.txt', 'new\n')
  repo.write('secret.env', 'KEY=1\n')
  await expect(headline()).toHaveText('Commit first: 3 uncommitted files')
  await expect(button('Commit 3 files')).toBeVisible()
  await expect(button('Commit 3 files and start Spark')).toBeVisible()

  await home.getByRole('checkbox', { name: 'new.txt' }).uncheck()
  await expect(button('Commit 2 files')).toBeEnabled()
  await expect(button('Commit 2 files and start Spark')).toBeDisabled()
  await expect(home.getByText('1 file without a tick would keep the gate closed')).toBeVisible()
  await home.getByRole('checkbox', { name: 'new.txt' }).check()
  await expect(button('Commit 3 files')).toBeVisible()
})

test('a file that is held back is out of commit and gate, stays named, and can be released', async () => {
  const exclude = () => readFileSync(path.join(repo.gitDir(), 'info', 'exclude'), 'utf8')
  const before = exclude()
  await button('Hold back secret.env').click()
  await expect(headline()).toHaveText('Commit first: 2 uncommitted files')
  await expect(home.getByRole('list', { name: 'Held back' })).toContainText('secret.env')
  await button('Release secret.env').click()
  await expect(button('Commit 3 files')).toBeVisible()
  await button('Hold back secret.env').click()
  await expect(button('Commit 2 files')).toBeVisible()
  expect(exclude()).toBe(before)
})

test('who commits is asked for once when git does not know, and written to no configuration', async () => {
  const config = repo.git('config', '--local', '--list')
  await home.getByRole('textbox', { name: 'Commit message' }).fill('feat: two files')
  await button('Commit 2 files').click()
  const asked = home.getByRole('region', { name: 'Who commits' })
  await expect(asked).toContainText('git does not know who commits')
  await expect(button('Commit 2 files')).toBeDisabled()
  await asked.getByRole('textbox', { name: 'Name' }).fill('Ada')
  await asked.getByRole('textbox', { name: 'E-mail' }).fill('ada@example.invalid')
  await button('Commit 2 files').click()
  await expect(headline()).toHaveText(/^Gate open/, { timeout: 20_000 })
  expect(subject()).toBe('feat: two files|Ada|ada@example.invalid')
  expect(repo.git('show', '--name-only', '--format=').trim().split('\n')).toEqual(['README.md', 'new.txt'])
  expect(repo.git('config', '--local', '--list')).toBe(config)
  await expect(home.getByRole('list', { name: 'Held back' })).toContainText('secret.env')
  repo.git('config', 'user.name', 'Ada')
  repo.git('config', 'user.email', 'ada@example.invalid')
})

test('what a commit runs is shown once, a hook that fails shows what it printed, and the index stays as it was', async () => {
  hook('echo "tabs are not allowed in notes.md" >&2', 'exit 1')
  repo.write('notes.md', 'two\n')
  repo.write('staged.txt', 'staged\n')
  repo.git('add', 'staged.txt')
  await expect(button('Commit 2 files')).toBeVisible()
  const index = repo.indexBytes()
  const head = repo.git('rev-parse', 'HEAD')

  await button('Commit 2 files').click()
  const consent = home.getByRole('region', { name: 'What the commit runs' })
  await expect(consent).toContainText('Hooks: pre-commit')
  expect(repo.git('rev-parse', 'HEAD')).toBe(head)
  await button('Not now').click()
  await expect(consent).toBeHidden()
  await button('Commit 2 files').click()
  await button('Commit anyway').click()

  await expect(home.getByRole('alert')).toContainText('A hook of this repository stopped the commit')
  await expect(home.getByLabel('What it printed')).toHaveText(/tabs are not allowed in notes\.md/)
  expect(repo.git('rev-parse', 'HEAD')).toBe(head)
  expect(repo.indexBytes().equals(index)).toBe(true)

  hook('exit 0')
  await button('Commit 2 files').click()
  await expect(headline()).toHaveText(/^Gate open/, { timeout: 20_000 })
  await expect(consent).toBeHidden()
  expect(subject()).toBe('chore: checkpoint before Spark session|Ada|ada@example.invalid')
})

test('without Codex everything but the start works, and home says what to do', async () => {
  await expect(home.getByRole('list', { name: 'Not ready' })).toContainText('Codex was not found.')
  await expect(home.getByRole('list', { name: 'Not ready' })).toContainText('Install Codex')
  await expect(home.getByRole('region', { name: 'Limits' })).toContainText('Codex was not found.')
  await expect(button('Start Spark session')).toBeDisabled()
  const { repo: shown } = await snapshotOf(home)
  const wish = { repoId: shown?.repoId ?? '', lane: 'spark', prompt: null, tryAnyway: false } as const
  expect(await dispatch(home, { type: 'session/start', ...wish })).toMatchObject({
    ok: false,
    error: { code: 'codex-missing' },
  })
})

function hook(...lines: readonly string[]): void {
  const folder = path.join(repo.gitDir(), 'hooks')
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'pre-commit'), `#!/bin/sh\n${lines.join('\n')}\n`)
  chmodSync(path.join(folder, 'pre-commit'), 0o755)
}
