// npm run pictures: the pictures in docs/pictures, taken of the real app on a virtual desktop with the real codex binary.
//   npm run pictures -- live-diff only those of a session and its live diff
//   npm run pictures -- limits    only those of the limits
//   npm run pictures -- guard     only those of the guard
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startBed } from '../tests/support/codex-bed/bed.mjs'
import { buildIfChanged } from './lib/build.mjs'
import { takeGuard } from './lib/guard-pictures.mjs'
import { giveLimitsPast } from './lib/limits-past.mjs'
import { runOnDesktop } from './lib/desktop.mjs'
import { closeTerminals, patience, pictureOfScreen, pngIn, startPlayedApp, windowOf } from './lib/played-app.mjs'
import { root, runAsProgram } from './lib/project.mjs'
import { makeScratchRepo, plainPrompt } from './lib/scratch.mjs'
import { setup } from './setup.mjs'

const folder = path.join(root, 'docs', 'pictures')
const onDesktop = 'FIREBREAK_PICTURES_DESKTOP'

async function pictures() {
  if (!process.env[onDesktop]) {
    await setup({ desktop: true })
    const built = await buildIfChanged()
    if (built !== 0) return built
    return runOnDesktop(process.execPath, [path.join(root, 'scripts', 'pictures.mjs'), ...process.argv.slice(2)], {
      env: { [onDesktop]: '1', DESK_NOTIFY: '0' },
    })
  }
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'firebreak-pictures-'))
  const repo = path.join(scratch, 'acme-api')
  makeScratchRepo(repo)
  commitLogo(repo)
  const bed = await startBed({ dir: path.join(scratch, 'codex'), trust: [repo] })
  await bed.control({ plainPrompt })
  const dataFolder = path.join(scratch, 'data')
  const start = () =>
    startPlayedApp({
      repo,
      // The scratch folder as home, so that paths in the pictures read like anybody's.
      env: { ...process.env, ...bed.env, HOME: scratch, FIREBREAK_CODEX: bed.codex, FIREBREAK_HOME: dataFolder },
    })
  let app = await start()
  fs.mkdirSync(folder, { recursive: true })
  const only = process.argv[2]
  try {
    if (only === undefined || only === 'live-diff') {
      await takeAll(app)
      await takeReading(app, repo)
    }
    if (only === 'live-diff') return 0
    if (only === undefined) await takeCheckpoints(app, repo)
    if (only === undefined || only === 'guard') await takeGuard({ app, repo, bed, take: inBothThemes })
    if (only === 'guard') return 0
    const limits = (await windowOf(app, 'Firebreak')).getByRole('region', { name: 'Limits' })
    await limits.getByRole('meter').first().waitFor(patience)
    // The history is written soon after a reading.
    await waitForFile(path.join(dataFolder, 'limits.sqlite'))
    await giveLimitsPast(app, dataFolder)
    closeTerminals(dataFolder)
    await app.close()
    app = await start()
    if (only !== 'lanes') await takeLimits(app)
    await takeLanes(app)
  } finally {
    closeTerminals(dataFolder)
    await app.close()
    await bed.close()
    fs.rmSync(scratch, { recursive: true, force: true })
  }
  return 0
}

async function takeAll(app) {
  const home = await windowOf(app, 'Firebreak')
  const commit = home.getByRole('button', { name: /^Commit \d+ files? and start Spark$/ })
  await commit.waitFor(patience)
  await home.getByRole('meter').first().waitFor(patience)
  await home.getByRole('button', { name: 'OK' }).click()
  await home.getByRole('button', { name: 'Hold back .env.local' }).click()
  await home.getByRole('button', { name: 'Commit 3 files and start Spark' }).waitFor(patience)
  await inBothThemes(home, 'home-to-commit')
  await narrow(home, 'home-to-commit-900x600', 900, 600)
  trayMenu('tray-menu-to-commit')

  await home.getByRole('button', { name: 'Commit 3 files', exact: true }).click()
  const start = home.getByRole('button', { name: 'Start Spark session' })
  await start.waitFor(patience)
  await home.getByRole('textbox', { name: 'First prompt' }).fill('answer undefined for unknown invoices')
  await inBothThemes(home, 'home-open')

  await start.click()
  const diff = await windowOf(app, /^Live diff/)
  await diff.getByRole('region', { name: /invoice\.unknown\.test\.ts/ }).waitFor(patience)
  await diff
    .getByRole('listitem')
    .filter({ hasText: /^Change 3.*shell command/ })
    .first()
    .waitFor(patience)
  const checkpoints = diff.getByRole('list', { name: 'Checkpoints' })
  await checkpoints.getByRole('listitem').filter({ hasText: 'Change 3' }).waitFor(patience)
  await inBothThemes(diff, 'live-diff')
  await inBothThemes(home, 'home-session-on')
  // Whoever types into the terminal has it in front.
  execFileSync('xdotool', ['search', '--name', '^Offline thread', 'windowraise'])
  execFileSync('sleep', ['1'])
  pictureOfScreen(pngIn(folder, 'desktop-session-on'))
  trayMenu('tray-menu-session-on')
  // This raises the window, so it comes after the picture of the desktop.
  await narrow(diff, 'live-diff-900x600', 900, 600)
}

/** Ways of reading: side by side, what is reviewed, pictures before and after, hidden characters, keys, high contrast. */
async function takeReading(app, repo) {
  const diff = await windowOf(app, /^Live diff/)
  const rows = diff.getByRole('group', { name: 'Changed lines' })
  const layout = (name) => diff.getByRole('radiogroup', { name: 'Layout' }).getByRole('radio', { name }).check(patience)
  await layout('Split')
  await inBothThemes(diff, 'live-diff-split')
  await layout('Unified')
  await rows.focus()
  await diff.keyboard.press('r')
  await diff.getByText('Reviewed').first().waitFor(patience)
  await inBothThemes(diff, 'live-diff-reviewed')

  drawLogo(repo, '#2f6f4f')
  fs.writeFileSync(
    path.join(repo, 'src/billing/access.ts'),
    "// Only administrators may see all invoices.\nexport const maySeeAll = (role: string) => role === 'admin\u202e \u2066// everybody\u2069 \u2066'\nexport const pаyable = true\n",
  )
  const picture = diff.getByRole('region', { name: /logo\.png/ })
  await picture.waitFor({ ...patience, state: 'attached' }).catch(() => {})
  await diff
    .getByRole('button', { name: /access\.ts/ })
    .first()
    .click(patience)
  await diff.getByText('hidden characters').first().waitFor(patience)
  await inBothThemes(diff, 'live-diff-hidden-characters')
  await diff
    .getByRole('button', { name: /logo\.png/ })
    .first()
    .click(patience)
  await diff
    .getByRole('img', { name: /logo\.png|after|now/i })
    .first()
    .waitFor(patience)
  await inBothThemes(diff, 'live-diff-image')
  execFileSync('git', ['switch', '--quiet', '--create', 'fix/invoices'], { cwd: repo })
  const changes = diff.getByRole('list', { name: 'Changes' })
  await changes.getByRole('listitem').filter({ hasText: 'fix/invoices' }).first().waitFor(patience)
  await changes.evaluate((list) => list.closest('section, nav, aside, div')?.scrollTo({ top: 0 }))
  await inBothThemes(diff, 'live-diff-timeline')
  await diff.keyboard.press('?')
  await diff.getByRole('dialog').waitFor(patience)
  await diff.screenshot({ path: pngIn(folder, 'live-diff-keys') })
  await diff.keyboard.press('Escape')
  await chooseTheme(diff, 'high-contrast')
  await diff.waitForFunction(() => document.documentElement.dataset.contrast === 'more')
  await rows.evaluate((box) => box.scrollTo({ top: 0 }))
  await diff.screenshot({ path: pngIn(folder, 'live-diff-high-contrast') })
  await setTheme(diff, 'light')
}

function commitLogo(repo) {
  drawLogo(repo, '#7a3b2e')
  const git = (...args) => execFileSync('git', args, { cwd: repo })
  git('add', 'docs/logo.png')
  git('commit', '--quiet', '--message', 'docs: a logo', '--', 'docs/logo.png')
}

function drawLogo(repo, colour) {
  fs.mkdirSync(path.join(repo, 'docs'), { recursive: true })
  const mark = ['-fill', 'white', '-draw', 'rectangle 30,20 60,70', '-draw', 'rectangle 100,20 130,70']
  execFileSync('convert', ['-size', '160x90', `xc:${colour}`, ...mark, path.join(repo, 'docs', 'logo.png')])
}

/** The timeline, what a restore would do, and files that are lost and come back. */
async function takeCheckpoints(app, repo) {
  const home = await windowOf(app, 'Firebreak')
  const dialog = home.getByRole('dialog', { name: 'Restore' })
  const restore = dialog.getByRole('button', { name: /^Restore \d+ files?$/ })
  const items = home.getByRole('list', { name: 'Checkpoints' }).getByRole('listitem')
  await toEnd(home)
  await inBothThemes(home, 'checkpoints')

  await items.filter({ hasText: 'Before commit' }).getByRole('button', { name: 'Restore' }).click()
  await restore.waitFor(patience)
  await inBothThemes(home, 'restore')
  await narrow(home, 'restore-420x600', 420, 600)
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  fs.rmSync(path.join(repo, 'src'), { recursive: true })
  const alert = home.getByRole('alert').filter({ hasText: /^\d+ files disappeared/ })
  await alert.waitFor(patience)
  await home.evaluate(() => window.scrollTo(0, 0))
  await inBothThemes(home, 'files-disappeared')
  await alert.getByRole('button', { name: 'Restore…' }).click()
  await restore.click(patience)
  await home.getByText(/^Restored \d+ files?, deleted/).waitFor(patience)
  await toEnd(home)
  await inBothThemes(home, 'restored')
}

/** The model of new Codex sessions, in its scopes, and the lanes in the settings. */
async function takeLanes(app) {
  const home = await windowOf(app, 'Firebreak')
  const card = home.getByRole('region', { name: 'Model' })
  await card.waitFor(patience)
  await card.getByRole('button', { name: 'Choose the model' }).click()
  await card.getByRole('menuitem', { name: /for 30 minutes$/ }).click()
  await home.getByRole('button', { name: 'Set everywhere for 30 minutes' }).click()
  await card.getByText(/until \d\d:\d\d, then/).waitFor(patience)
  await inBothThemes(card, 'model-switch', home)
  await card.getByRole('button', { name: 'Choose the model' }).click()
  await home.screenshot({ path: pngIn(folder, 'model-menu') })
  await home.keyboard.press('Escape')
  await card
    .getByRole('button', { name: /^Back to/ })
    .first()
    .click()
  await card.getByText(/until \d\d:\d\d, then/).waitFor({ ...patience, state: 'hidden' })
  await home.evaluate(() => window.firebreak.dispatch({ type: 'window/open', view: 'settings', repoId: null }))
  const settings = await windowOf(app, /^Settings/)
  await inBothThemes(settings.getByRole('region', { name: 'Lanes' }), 'lanes', settings)
}

/** What is left of each limit, where that leads, and how it came to be. */
async function takeLimits(app) {
  const home = await windowOf(app, 'Firebreak')
  const card = home.getByRole('region', { name: 'Limits' })
  await card
    .getByText(/^At this pace/)
    .first()
    .waitFor(patience)
  await inBothThemes(card, 'limits', home)
  const unfold = (open) =>
    card.evaluate((shown, wanted) => {
      for (const part of shown.querySelectorAll('details')) part.open = wanted
    }, open)
  await unfold(true)
  await inBothThemes(card, 'limits-details', home)
  await unfold(false)
  await home.getByRole('button', { name: 'Limits history' }).click()
  const dialog = home.getByRole('dialog', { name: 'Limits history' })
  await dialog.getByRole('img', { name: /^Spark 5 h/ }).waitFor(patience)
  await inBothThemes(dialog, 'limits-history', home)
  await chooseTheme(home, 'high-contrast')
  await home.waitForFunction(() => document.documentElement.dataset.contrast === 'more')
  await dialog.screenshot({ path: pngIn(folder, 'limits-history-high-contrast') })
  await setTheme(home, 'light')
  await narrow(home, 'limits-history-420x600', 420, 600)
  await dialog.getByRole('radio', { name: 'Standard weekly' }).check()
  await dialog.getByRole('img', { name: /^Standard weekly, last week/ }).waitFor(patience)
  await inBothThemes(dialog, 'limits-history-week', home)
  await home.keyboard.press('Escape')
}

async function waitForFile(file) {
  const until = Date.now() + patience.timeout
  while (!fs.existsSync(file)) {
    if (Date.now() > until) throw new Error(`${file} did not come.`)
    execFileSync('sleep', ['0.2'])
  }
}

/** The cards below the start card are not in sight at first. */
function toEnd(page) {
  return page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
}

/** Of a window, or of a part of the window `page`. */
async function inBothThemes(shown, name, page = shown) {
  for (const theme of ['light', 'dark']) {
    await setTheme(page, theme)
    await shown.screenshot({ path: pngIn(folder, `${name}-${theme}`) })
    console.log(`${name}-${theme}`)
  }
  await setTheme(page, 'light')
}

function chooseTheme(page, theme) {
  return page.evaluate(
    (value) => window.firebreak.dispatch({ type: 'settings/set', change: { key: 'theme', value } }),
    theme,
  )
}

async function setTheme(page, theme) {
  await chooseTheme(page, theme)
  await page.waitForFunction((value) => document.documentElement.dataset.theme === value, theme)
}

/** The page as it is in a window of this size. The window itself stays, as a window manager takes its time over it. */
async function narrow(page, name, width, height) {
  const before = await page.evaluate(() => ({ width: window.innerWidth, height: window.innerHeight }))
  await page.setViewportSize({ width, height })
  await page.screenshot({ path: pngIn(folder, name) })
  await page.setViewportSize(before)
}

/** Opens the real menu of the real tray with the mouse; the icon is the only one, at the right end of the panel. */
function trayMenu(name) {
  const mouse = (...args) => execFileSync('xdotool', args)
  mouse('mousemove', '1265', '15', 'click', '3')
  execFileSync('sleep', ['1'])
  pictureOfScreen(pngIn(folder, name), '520x420+760+0')
  mouse('key', 'Escape', 'mousemove', '640', '790')
}

await runAsProgram(import.meta.url, pictures)
