import path from 'node:path'
import { expect, test } from '@playwright/test'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { createTempRepo, type TempRepo } from '../support/temp-repo'

let repo: TempRepo
let app: FirebreakApp

test.beforeEach(async () => {
  repo = createTempRepo({ files: { 'README.md': 'hello\n' } })
  app = await launchFirebreak({ args: ['--repo', repo.path], env: { FIREBREAK_CODEX: '/nonexistent/codex' } })
  await app.window('Firebreak')
})
test.afterEach(async () => {
  await app.close()
  repo.cleanup()
  removeFolder(app.home)
})

async function openOthers() {
  await app.again('--show', 'settings')
  const settings = await app.window('Settings — Firebreak')
  await app.again('--show', 'diff')
  const diff = await app.window(`Live diff — ${path.basename(repo.path)}`)
  return { settings, diff }
}

test('a window is shown although Chromium does not say that its page is painted', async () => {
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
  const { diff } = await openOthers()
  await expect(diff.getByRole('radiogroup', { name: 'Scope' })).toBeVisible()
  expect((await swallowed.jsonValue()).length).toBeGreaterThan(0)
})

test('the page of a window is never called like another, not even before its code has run', async () => {
  await app.electron.context().addInitScript(() => {
    const note = () => Reflect.set(window, 'titleAtFirst', document.title)
    document.addEventListener('readystatechange', note, { once: true })
  })
  const { settings, diff } = await openOthers()
  const atFirst = [settings, diff].map((page) => page.evaluate(() => Reflect.get(window, 'titleAtFirst')))
  expect(await Promise.all(atFirst)).toEqual(['Settings — Firebreak', 'Live diff'])
})
