import { readdirSync, readlinkSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { launchFirebreak, removeFolder } from '../support/firebreak-app'
import { closeTerminals, realCodexOn, terminalPids } from '../support/real-codex'

test('Firebreak ends while a session is on: the terminal goes on and holds nothing of the app', async () => {
  test.setTimeout(90_000)
  const real = await realCodexOn({ 'notes.md': 'one\n' })
  const app = await launchFirebreak({ args: ['--repo', real.repo.path], env: real.env })
  const home = await app.window('Firebreak')
  await home.getByRole('button', { name: 'Start Spark session' }).click()
  await app.window(/^Live diff/)
  await expect.poll(() => terminalPids().length, { timeout: 20_000 }).toBe(1)
  const [terminal] = terminalPids()
  if (terminal === undefined) throw new Error('the terminal went away')
  // The display, the pseudo terminal and what xterm opened itself; nothing that Electron had open.
  await expect
    .poll(() => openFiles(terminal).filter((file) => /pipe:|anon_inode|Chromium|\.pak$|leveldb/.test(file)))
    .toEqual([])

  await app.close()
  expect(terminalPids()).toEqual([terminal])
  closeTerminals()
  await expect.poll(() => terminalPids()).toEqual([])
  await real.close()
  removeFolder(app.home)
})

function openFiles(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
}
