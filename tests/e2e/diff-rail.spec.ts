import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { activeRepoId, dispatch, snapshotOf } from '../support/app-page'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { createTempRepo, type TempRepo } from '../support/temp-repo'

test.describe.configure({ mode: 'serial', timeout: 60_000 })

const lines = (from: number, to: number, changed: ReadonlyMap<number, string> = new Map()) =>
  Array.from({ length: to - from + 1 }, (_, at) => `${changed.get(at + from) ?? `line ${at + from}`}\n`).join('')

let repo: TempRepo
let app: FirebreakApp
let home: Page
let diff: Page

const env = { FIREBREAK_CODEX: '/nonexistent/codex' }
const title = () => `Live diff — ${path.basename(repo.path)}`
const files = () => diff.getByRole('list', { name: 'Files' })
const filter = () => diff.getByRole('textbox', { name: 'Filter files' })
const search = () => diff.getByRole('searchbox', { name: 'Search' })
const found = () => diff.getByRole('search').getByRole('status')
const focused = () => diff.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null)

test.beforeAll(async () => {
  repo = createTempRepo({
    files: {
      'packages/api/src/login.ts': lines(1, 400),
      'packages/api/src/login.test.ts': 'test\n',
      'packages/web/src/page.tsx': 'page\n',
      'packages/web/package-lock.json': '{}\n',
      'README.md': 'read me\n',
    },
  })
  repo.write('packages/api/src/login.ts', lines(1, 400, new Map([3, 150, 300, 390].map((at) => [at, `needle ${at}`]))))
  repo.write('packages/api/src/login.test.ts', 'test\nanother test\n')
  repo.write('packages/web/src/page.tsx', `page\n${'far '.repeat(200)}Needle\n`)
  repo.write('packages/web/package-lock.json', lines(1, 50))
  repo.write('README.md', 'read me\nplease\n')
  app = await launchFirebreak({ args: ['--repo', repo.path, '--show', 'diff'], env })
  home = await app.window('Firebreak')
  diff = await app.window(title())
  await expect(files()).toContainText('README.md')
})
test.afterAll(async () => {
  await app.close()
  repo.cleanup()
  removeFolder(app.home)
})

test('files are in groups, filtered and sorted by keyboard', async () => {
  await expect(files().getByRole('button')).toHaveText([
    /README\.md/,
    /login\.ts/,
    /page\.tsx/,
    /Tests · 1 file/,
    /Lock files · 1 file/,
  ])
  await expect(files().getByRole('button', { name: 'packages/api/src/login.ts, modified, +4 −4' })).toBeVisible()
  await files()
    .getByRole('button', { name: /^Lock files/ })
    .focus()
  await diff.keyboard.press('Enter')
  await expect(files().getByRole('button', { name: /package-lock\.json/ })).toBeVisible()
  await diff.keyboard.press('Enter')

  await diff.keyboard.press('f')
  await diff.keyboard.type('api test')
  await expect(files().getByRole('button')).toHaveText([/Tests · 1 file/, /login\.test\.ts/])
  await diff.keyboard.press('Enter')
  await expect(diff.getByRole('region', { name: 'Diff of packages/api/src/login.test.ts' })).toBeInViewport()
  await diff.keyboard.press('Escape')
  await expect(filter()).toHaveValue('')

  await diff.getByRole('button', { name: 'Sort files' }).focus()
  await diff.keyboard.press('Enter')
  await diff.getByRole('menuitemradio', { name: 'Recent first' }).focus()
  await diff.keyboard.press('Enter')
  repo.write('packages/web/src/page.tsx', `page\n${'far '.repeat(200)}Needle\nnew\n`)
  await expect(files().getByRole('button').first()).toHaveText(/page\.tsx/)

  // What moves in the list takes the focus along, and never gives it away.
  await files()
    .getByRole('button', { name: /^README/ })
    .focus()
  repo.write('README.md', 'read me\nplease\nnow\n')
  await expect(files().getByRole('button').first()).toHaveText(/README/)
  await expect(files().getByRole('button', { name: /^README/ })).toBeFocused()
  repo.write('packages/api/src/login.ts', lines(1, 400, new Map([3, 150, 300, 390].map((at) => [at, `needle ${at}.`]))))
  await expect(files().getByRole('button').first()).toHaveText(/login\.ts/)
  await expect(files().getByRole('button', { name: /^README/ })).toBeFocused()
})

test('space scrolls whatever has the focus, and marks nothing', async () => {
  const top = () => diff.locator('.rows').evaluate((rows) => rows.scrollTop)
  await files()
    .getByRole('button', { name: /^README/ })
    .click()
  await expect.poll(top).toBe(0)
  await diff.locator('body').press(' ')
  await expect.poll(top).toBeGreaterThan(100)
  await diff.locator('body').press('Shift+ ')
  await expect.poll(top).toBe(0)
})

test('text is searched in lines and names, and every match is gone to', async () => {
  await diff.locator('body').press('/')
  expect(await focused()).toBe('Search')
  await diff.keyboard.type('needle')
  await expect(found()).toHaveText('5 matches')
  await expect(diff.locator('mark.found').first()).toBeAttached()
  for (const place of ['1 of 5', '2 of 5', '3 of 5', '4 of 5', '5 of 5']) {
    await diff.keyboard.press('Enter')
    await expect(found()).toHaveText(place)
    await expect(diff.locator('mark.found.now')).toBeInViewport()
  }
  await expect(diff.locator('mark.found.now')).toHaveText('Needle')
  await diff.keyboard.press('Shift+Enter')
  await expect(found()).toHaveText('4 of 5')
  // A match in a folded file opens it.
  await search().fill('line 49')
  for (let press = 0; press < 2; press++) await diff.keyboard.press('Enter')
  await expect(diff.locator('mark.found.now').first()).toBeInViewport()
  // A capital makes the case count.
  await search().fill('Needle')
  await expect(found()).toHaveText('1 match')
  await search().fill('web/src')
  await expect(found()).toHaveText('1 match')
  await diff.keyboard.press('F3')
  await expect(diff.getByRole('region', { name: 'Diff of packages/web/src/page.tsx' })).toBeInViewport()
  await search().fill('not there')
  await expect(found()).toHaveText('No match')
  await search().press('Escape')
  await expect(search()).toHaveValue('')
  await expect(diff.locator('mark.found')).toHaveCount(0)
})

test('a file is gone to by some letters of its path', async () => {
  await diff.locator('body').press('ControlOrMeta+p')
  const picker = diff.getByRole('dialog', { name: 'Go to file' })
  await expect(picker).toBeVisible()
  await diff.keyboard.type('rdme')
  await expect(picker.getByRole('option', { selected: true })).toContainText('README.md')
  await diff.keyboard.press('Enter')
  await expect(picker).toHaveCount(0)
  await expect(diff.getByRole('region', { name: 'Diff of README.md' })).toBeInViewport()

  // Given up, the focus goes back to a field that can be typed into at once.
  await diff.locator('body').press('f')
  await diff.locator('body').press('ControlOrMeta+p')
  await diff.keyboard.type('x')
  await diff.keyboard.press('Escape')
  await expect(picker).toHaveCount(0)
  await diff.keyboard.type('readme')
  await expect(filter()).toHaveValue('readme')
  await diff.keyboard.press('Escape')
})

test('every key is on a sheet that keeps the focus and closes with Esc', async () => {
  const keys = diff.getByRole('button', { name: '? keys' })
  await keys.focus()
  await diff.keyboard.press('?')
  const sheet = diff.getByRole('dialog', { name: 'Keys' })
  await expect(sheet.getByRole('region', { name: 'Move' })).toContainText('next hunk')
  await expect(sheet.getByRole('region', { name: 'Read' })).toContainText('Ctrl+F')
  for (let press = 0; press < 4; press++) {
    await diff.keyboard.press('Tab')
    const outside = await diff.evaluate(() => {
      const active = document.activeElement
      return active !== document.body && active?.closest('dialog') === null
    })
    expect(outside).toBe(false)
  }
  // Keys of the window rest below it.
  await diff.keyboard.press('/')
  expect(await focused()).not.toBe('Search')
  await diff.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await expect(keys).toBeFocused()
})

test('one folder of a monorepo is shown alone, also after a restart', async () => {
  await diff.getByRole('button', { name: 'Show only a folder' }).click()
  await diff.getByRole('menuitemradio', { name: 'Only packages/api', exact: true }).click()
  await expect(diff.getByText('Only packages/api')).toBeVisible()
  await expect(files().getByRole('button')).toHaveText([/login\.ts/, /Tests · 1 file/])
  await expect(diff.getByText(/· 2 files/)).toBeVisible()
  await expect(diff.getByRole('contentinfo')).toContainText('in packages/api')
  await expect(diff.getByRole('region', { name: 'Diff of README.md' })).toHaveCount(0)
  await app.close()
  app = await launchFirebreak({ args: ['--repo', repo.path, '--show', 'diff'], env, home: app.home })
  home = await app.window('Firebreak')
  diff = await app.window(title())
  await expect(files().getByRole('button')).toHaveText([/login\.ts/, /Tests · 1 file/])
  await diff.getByRole('button', { name: 'Whole repository' }).click()
  await expect(files()).toContainText('README.md')
})

test('everything gets larger, remembered, and high contrast is high', async () => {
  const ratio = () => diff.evaluate(() => window.devicePixelRatio)
  const usual = await ratio()
  await diff.locator('body').press('ControlOrMeta+=')
  await diff.locator('body').press('ControlOrMeta+=')
  await expect.poll(ratio).toBeCloseTo(usual * 1.25, 2)
  await expect.poll(async () => (await snapshotOf(home)).settings.zoom).toBe(1.25)
  await expect.poll(() => home.evaluate(() => window.devicePixelRatio)).toBeCloseTo(usual * 1.25, 2)

  await dispatch(home, { type: 'window/open', view: 'settings', repoId: null })
  const settings = await app.window('Settings — Firebreak')
  expect(await settings.evaluate(() => window.devicePixelRatio)).toBeCloseTo(usual * 1.25, 2)
  await settings.getByRole('radio', { name: 'High contrast' }).click({ force: true })
  await expect(diff.locator('html')).toHaveAttribute('data-contrast', 'more')
  await settings.getByRole('radio', { name: 'Light', exact: true }).click({ force: true })
  await expect(diff.locator('html')).toHaveAttribute('data-contrast', 'usual')
  const theme = (name: 'light' | 'dark') => expect(diff.locator('html')).toHaveAttribute('data-theme', name)
  await theme('light')
  await settings.getByRole('radio', { name: 'Dark', exact: true }).click({ force: true })
  await theme('dark')
  await settings.getByRole('radio', { name: 'System', exact: true }).click({ force: true })
  for (const colorScheme of ['light', 'dark', 'light'] as const) {
    await diff.emulateMedia({ colorScheme })
    await theme(colorScheme)
  }
  await settings.getByRole('radio', { name: 'Light', exact: true }).click({ force: true })
  // A system that asks for more contrast gets it in every theme.
  await diff.emulateMedia({ contrast: 'more', colorScheme: 'dark' })
  await expect(diff.locator('html')).toHaveAttribute('data-contrast', 'more')
  await diff.emulateMedia({ contrast: null, colorScheme: null })
  await expect(diff.locator('html')).toHaveAttribute('data-contrast', 'usual')
  await settings.close()
  await diff.locator('body').press('ControlOrMeta+0')
  await expect.poll(ratio).toBeCloseTo(usual, 2)
})

test('a window comes back where it was, and above all others', async () => {
  const place = () =>
    app.electron.evaluate(({ BrowserWindow }, wanted) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.getTitle() === wanted)
      return window === undefined ? null : { ...window.getBounds(), top: window.isAlwaysOnTop() }
    }, title())
  const before = await place()
  expect(before?.top).toBe(false)
  await diff.locator('body').press('t')
  await expect(diff.getByRole('button', { name: 'Always on top' })).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(async () => (await place())?.top).toBe(true)
  // The desktop of the test makes a window as large as the screen a maximized one.
  const moveTo = () =>
    app.electron.evaluate(({ BrowserWindow }, wanted) => {
      const window = BrowserWindow.getAllWindows().find((one) => one.getTitle() === wanted)
      if (window?.isMaximized() === true) window.unmaximize()
      else window?.setBounds({ x: 120, y: 90, width: 900, height: 600 })
      return window?.isMaximized() === false && window.getBounds().width === 900
    }, title())
  // Until the desktop has agreed twice in a row, which is when the page knows its size and nothing is on its way any more.
  const agrees = async () => (await moveTo()) && (await diff.evaluate(() => outerWidth === 900 && outerHeight === 600))
  await expect.poll(async () => (await agrees()) && (await agrees())).toBe(true)
  const moved = await place()
  await app.electron.evaluate(({ BrowserWindow }, wanted) => {
    BrowserWindow.getAllWindows()
      .find((one) => one.getTitle() === wanted)
      ?.close()
  }, title())
  await expect.poll(place).toBeNull()
  await dispatch(home, { type: 'window/open', view: 'diff', repoId: await activeRepoId(home) })
  diff = await app.window(title())
  await expect(diff.getByRole('button', { name: 'Always on top' })).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(place).toEqual(moved)
  await diff.getByRole('button', { name: 'Always on top' }).click()
  await expect.poll(async () => (await place())?.top).toBe(false)
})

test('with other screens a window is put onto them, and goes back with the old ones', async () => {
  const bounds = () =>
    app.electron.evaluate(
      ({ BrowserWindow }, wanted) =>
        BrowserWindow.getAllWindows()
          .find((one) => one.getTitle() === wanted)
          ?.getBounds(),
      title(),
    )
  const screens = (areas: readonly { x: number; y: number; width: number; height: number }[] | null) =>
    app.electron.evaluate(({ screen }, given) => {
      const own: { kept?: typeof screen.getAllDisplays } = Object.assign(globalThis)
      own.kept ??= screen.getAllDisplays.bind(screen)
      const displays = given?.map((area) => ({ ...screen.getPrimaryDisplay(), bounds: area, workArea: area }))
      screen.getAllDisplays = displays === undefined ? own.kept : () => displays
      screen.emit('display-metrics-changed')
    }, areas)
  const before = await bounds()
  const small = { x: 0, y: 0, width: 800, height: 500 }
  await screens([small])
  await expect.poll(async () => (await bounds())?.width).toBe(800)
  const there = await bounds()
  expect((there?.x ?? 0) + (there?.width ?? 0)).toBeLessThanOrEqual(840)
  await screens(null)
  await expect.poll(bounds).toEqual(before)
})
