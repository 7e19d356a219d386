import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { closeTerminals, type RealCodex, realCodexOn, terminalPids } from '../support/real-codex'

test.describe.configure({ mode: 'serial' })

let real: RealCodex
let app: FirebreakApp

test.beforeAll(async () => {
  real = await realCodexOn({ 'notes.md': 'first line\nold line\nlast line\n', 'README.md': 'hello\n' })
  app = await launchFirebreak({ args: ['--repo', real.repo.path], env: real.env })
})
test.afterAll(async () => {
  closeTerminals()
  await app.close()
  await real.close()
  removeFolder(app.home)
})

test('the whole story: refused, committed and started in one press, read, measured, switched, ended, found again', async () => {
  test.setTimeout(120_000)
  const { repo, bed } = real
  const repoName = path.basename(repo.path)
  const home = await app.window('Firebreak')
  const tray = await app.tray()

  await test.step('uncommitted work closes the gate, for a command, in the menu and in home', async () => {
    repo.write('README.md', 'hello, changed\n')
    repo.write('new.txt', 'new\n')
    const commitAndStart = home.getByRole('button', { name: 'Commit 2 files and start Spark' })
    await expect(commitAndStart).toBeVisible()
    await expect(home.getByRole('region', { name: 'Gate' }).getByRole('status')).toHaveText(/^Commit first/)
    await expect.poll(() => tray.labels()).toContain('Commit 2 files and start Spark…')
    const refused = await home.evaluate(async () => {
      const repoId = await new Promise<string>((resolve) => {
        window.firebreak.subscribe((snapshot) => resolve(snapshot.repo?.repoId ?? ''))
      })
      return window.firebreak.dispatch({ type: 'session/start', repoId, lane: 'spark', prompt: null, tryAnyway: false })
    })
    expect(refused).toMatchObject({ ok: false, error: { code: 'gate-closed' } })
    expect(await bed.requests()).toEqual([])
  })

  await test.step('both limits are shown before the session', async () => {
    await expect(home.getByRole('meter', { name: 'Standard, 5 h' })).toHaveAttribute('aria-valuenow', '88')
    await expect(home.getByRole('meter', { name: 'GPT-5.3-Codex-Spark, 5 h' })).toHaveAttribute('aria-valuenow', '44')
    await expect.poll(() => tray.labels()).toContainEqual(expect.stringMatching(/^Spark: 44 % left of 5 h, resets /))
  })

  await test.step('one press commits and starts Codex in a terminal', async () => {
    const prompt =
      '[[steps edit notes.md|old line|new line ;; shell printf "appended\\n" >> notes.md ; printf "by shell\\n" > made.txt ;; say done]]'
    await home.getByRole('textbox', { name: 'First prompt' }).fill(prompt)
    await home.getByRole('button', { name: 'Commit 2 files and start Spark' }).click()
    await expect.poll(() => repo.git('log', '-1', '--format=%s').trim()).toBe('chore: checkpoint before Spark session')
    await expect.poll(() => terminalPids().length, { timeout: 20_000 }).toBe(1)
  })

  const diff = await app.window(`Live diff — ${repoName}`)
  await test.step('the live diff opens and takes no focus', async () => {
    const focused = await app.electron.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getFocusedWindow()?.getTitle() ?? null,
    )
    expect(focused).not.toBe(`Live diff — ${repoName}`)
  })

  await test.step('every change appears with its writer and its turn', async () => {
    const changes = diff.getByRole('list', { name: 'Changes' })
    await expect(changes.getByRole('listitem').filter({ hasText: /^Change 2/ })).toBeVisible({ timeout: 45_000 })
    await expect(changes.getByRole('listitem').filter({ hasText: /^Change 1/ })).toContainText('Codex patch')
    await expect(changes.getByRole('listitem').filter({ hasText: /^Change 2/ })).toContainText('shell command')
    await expect(changes).toContainText('steps edit notes.md')
    await expect(() => diff.getByRole('radio', { name: 'Since baseline' }).check({ force: true })).toPass()
    await expect(diff.getByRole('list', { name: 'Files' })).toContainText('made.txt')
    const notes = diff.getByRole('region', { name: 'Diff of notes.md' })
    await expect(notes).toContainText('old line')
    await expect(notes).toContainText('new line')
    await expect(notes).toContainText('appended')
    await expect(diff.getByRole('region', { name: 'Diff of made.txt' })).toContainText('by shell')
  })

  await test.step('both buckets are still shown, and the one that was used has moved', async () => {
    await expect
      .poll(
        async () =>
          Number(await home.getByRole('meter', { name: 'GPT-5.3-Codex-Spark, 5 h' }).getAttribute('aria-valuenow')),
        { timeout: 20_000 },
      )
      .toBeLessThan(44)
    await expect(home.getByRole('meter', { name: 'Standard, 5 h' })).toHaveAttribute('aria-valuenow', '88')
  })

  await test.step('the model is switched in the tray, and every comment of config.toml stays', async () => {
    const config = path.join(real.bed.env.CODEX_HOME, 'config.toml')
    await tray.choose('GPT-5.4')
    await expect.poll(() => readFileSync(config, 'utf8')).toContain('model = "gpt-5.4"   # keep this comment')
    await expect.poll(() => tray.labels()).toContain('Model for new Codex sessions: GPT-5.4')
  })

  await test.step('closing the terminal ends the session, which is listed', async () => {
    closeTerminals()
    const sessions = home.getByRole('region', { name: 'Sessions' })
    await expect(sessions.getByRole('listitem').first()).toContainText('2 changes')
    await expect(sessions).not.toContainText('on since', { timeout: 30_000 })
  })

  await test.step('a restart of the app finds the session again', async () => {
    await app.close()
    app = await launchFirebreak({ home: app.home, env: real.env })
    const again = await app.window('Firebreak')
    await expect(again.getByRole('region', { name: 'Sessions' }).getByRole('listitem').first()).toContainText(
      '2 changes',
    )
    await expect(again.getByRole('region', { name: 'Gate' }).getByRole('status')).toHaveText(
      /^Commit first: 2 uncommitted files/,
    )
  })
})
