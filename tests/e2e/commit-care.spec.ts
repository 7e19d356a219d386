import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { createTempRepo, hermeticGitEnv, type TempRepo } from '../support/temp-repo'

test.describe.configure({ mode: 'serial', timeout: 60_000 })

let repo: TempRepo
let app: FirebreakApp
let home: Page

const button = (name: string | RegExp) => home.getByRole('button', { name, exact: true })
const box = (name: string) => home.getByRole('checkbox', { name })
const gate = () => home.getByRole('region', { name: 'Gate' })
const slow = { timeout: 20_000 }

test.beforeAll(async () => {
  test.setTimeout(90_000)
  repo = createTempRepo({ files: { 'a.txt': 'one\n' } })
  const { GIT_CONFIG_GLOBAL, GIT_CONFIG_NOSYSTEM, GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL } = hermeticGitEnv
  const who = { GIT_COMMITTER_NAME: GIT_AUTHOR_NAME ?? '', GIT_COMMITTER_EMAIL: GIT_AUTHOR_EMAIL ?? '' }
  app = await launchFirebreak({
    args: ['--repo', repo.path],
    env: {
      FIREBREAK_CODEX: '/nonexistent/codex',
      GIT_CONFIG_GLOBAL: GIT_CONFIG_GLOBAL ?? '',
      GIT_CONFIG_NOSYSTEM: GIT_CONFIG_NOSYSTEM ?? '',
      GIT_AUTHOR_NAME: GIT_AUTHOR_NAME ?? '',
      GIT_AUTHOR_EMAIL: GIT_AUTHOR_EMAIL ?? '',
      ...who,
    },
  })
  home = await app.window('Firebreak')
})
test.afterAll(async () => {
  await app.close()
  repo.cleanup()
  removeFolder(app.home)
})

test('what looks like a secret has no tick until the user sets it', async () => {
  repo.write('a.txt', 'mine\n')
  repo.write('.env', 'KEY=1\n')
  await expect(gate()).toContainText('1 file looks like a secret', slow)
  await expect(box('.env')).not.toBeChecked()
  await expect(box('a.txt')).toBeChecked()
  await expect(button('Commit 1 file')).toBeEnabled()
  await expect(button('Commit 1 file and start Spark')).toBeDisabled()
  await box('.env').check()
  await expect(button('Commit 2 files')).toBeEnabled()
  await box('.env').uncheck()
})

test('a protected branch stays as it is when the commit goes to a side branch', async () => {
  const hooks = path.join(repo.gitDir(), 'hooks')
  mkdirSync(hooks, { recursive: true })
  const hook = path.join(hooks, 'pre-commit')
  writeFileSync(hook, '#!/bin/sh\ntest "$(git symbolic-ref --short HEAD)" != main || { echo protected; exit 1; }\n')
  chmodSync(hook, 0o755)
  await button('Commit 1 file').click()
  await button('Commit anyway').click()
  await expect(home.getByRole('alert')).toContainText('A hook of this repository stopped the commit', slow)
  await home.getByRole('button', { name: /^Commit on firebreak\// }).click()
  await expect(gate()).toContainText(/Committed [0-9a-f]{7,} on firebreak\//, slow)
  expect(repo.git('log', '--format=%s', 'main')).toBe('first\n')
  expect(repo.git('symbolic-ref', '--short', 'HEAD')).toMatch(/^firebreak\/\d{4}-\d\d-\d\d\n$/)
  rmSync(hook)
})

test('a commit can be taken back, and is staged then', async () => {
  await button('Uncommit').click()
  await expect(button('Uncommit')).toBeHidden(slow)
  await expect(button('Commit 1 file')).toBeEnabled()
  expect(repo.git('log', '--format=%s')).toBe('first\n')
  expect(repo.git('status', '--porcelain')).toBe('M  a.txt\n?? .env\n')
})
