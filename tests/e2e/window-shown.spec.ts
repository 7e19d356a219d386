import path from 'node:path'
import { expect, test } from '@playwright/test'
import { launchFirebreak, removeFolder } from '../support/firebreak-app'
import { createTempRepo } from '../support/temp-repo'

test('a window is shown although Chromium does not say that its page is painted', async () => {
  const repo = createTempRepo({ files: { 'README.md': 'hello\n' } })
  const app = await launchFirebreak({
    args: ['--repo', repo.path],
    env: { FIREBREAK_CODEX: '/nonexistent/codex' },
  })
  await app.window('Firebreak')
  const swallowed = await app.electron.evaluateHandle(({ app: electron }) => {
    const names: string[] = []
    electron.on('browser-window-created', (_event, window) => {
      const emit = window.emit.bind(window)
      window.emit = (name: string | symbol, ...args: unknown[]) => {
        if (name !== 'ready-to-show') return emit(name, ...args)
        names.push(name)
        return false
      }
    })
    return names
  })
  await app.again('--show', 'settings')
  await app.window('Settings — Firebreak')
  await app.again('--show', 'diff')
  const diff = await app.window(`Live diff — ${path.basename(repo.path)}`)
  await expect(diff.getByRole('radiogroup', { name: 'Scope' })).toBeVisible()
  expect((await swallowed.jsonValue()).length).toBeGreaterThan(0)
  await app.close()
  repo.cleanup()
  removeFolder(app.home)
})

test('the page of a window is never called like another, not even before its code has run', async () => {
  const repo = createTempRepo({ files: { 'README.md': 'hello\n' } })
  const app = await launchFirebreak({
    args: ['--repo', repo.path],
    env: { FIREBREAK_CODEX: '/nonexistent/codex' },
  })
  await app.window('Firebreak')
  await app.electron.context().addInitScript(() => {
    const note = () => Reflect.set(window, 'titleAtFirst', document.title)
    document.addEventListener('readystatechange', note, { once: true })
  })
  await app.again('--show', 'settings')
  const settings = await app.window('Settings — Firebreak')
  await app.again('--show', 'diff')
  const diff = await app.window(`Live diff — ${path.basename(repo.path)}`)
  const atFirst = [settings, diff].map((page) => page.evaluate(() => Reflect.get(window, 'titleAtFirst')))
  expect(await Promise.all(atFirst)).toEqual(['Settings — Firebreak', 'Live diff'])
  await app.close()
  repo.cleanup()
  removeFolder(app.home)
})
