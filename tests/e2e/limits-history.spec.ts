import { execFile } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, type Page, test } from '@playwright/test'
import { z } from 'zod'
import { dispatch, snapshotOf } from '../support/app-page'
import { type FirebreakApp, launchFirebreak, projectRoot, removeFolder } from '../support/firebreak-app'
import { type RealCodex, realCodexOn } from '../support/real-codex'

test.describe.configure({ mode: 'serial', timeout: 90_000 })

const patience = { timeout: 20_000 }
let real: RealCodex
let app: FirebreakApp
let home: Page

const historyButton = () => home.getByRole('button', { name: 'Limits history' })
const dialog = () => home.getByRole('dialog', { name: 'Limits history' })
const chart = () => dialog().getByRole('img')
const limits = () => home.getByRole('region', { name: 'Limits' })

async function start(): Promise<void> {
  app = await launchFirebreak({
    ...(app === undefined ? {} : { home: app.home }),
    args: [`--repo=${real.repo.path}`],
    env: real.env,
  })
  home = await app.window('Firebreak')
  await expect(limits().getByRole('meter').first()).toBeVisible(patience)
}

/** The server says another number, and the app reads it. */
async function useSpark(primary: number): Promise<void> {
  await real.bed.control({ spark: { primary, secondary: 7 } })
  await home.getByRole('button', { name: 'Refresh' }).click()
  await expect(limits()).toContainText(`${100 - primary} % left`, patience)
}

const printed = z.object({
  windows: z.array(
    z.object({ limitId: z.string(), minutes: z.number(), samples: z.array(z.object({ leftPercent: z.number() })) }),
  ),
})

/** What the command line reads of the Spark bucket's short window. */
async function sparkLeft(): Promise<readonly number[] | undefined> {
  const cli = path.join(projectRoot, 'out', 'cli', 'firebreak.js')
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'limits', '--history', '--json'], {
    env: { ...process.env, FIREBREAK_HOME: app.home },
  })
  const spark = printed
    .parse(JSON.parse(stdout))
    .windows.find(({ limitId, minutes }) => limitId === 'codex_bengalfox' && minutes === 300)
  return spark?.samples.map(({ leftPercent }) => leftPercent)
}

test.beforeAll(async () => {
  test.setTimeout(90_000)
  real = await realCodexOn({ 'README.md': 'hello\n' })
  await start()
})
test.afterAll(async () => {
  await app.close()
  await real.close()
  removeFolder(app.home)
})

test('every reading of a session is in the chart, in its table and on the command line', async () => {
  for (const used of [60, 68, 75]) await useSpark(used)

  await historyButton().focus()
  await home.keyboard.press('Enter')
  await expect(chart()).toHaveAttribute(
    'aria-label',
    /^Spark 5 h, last day: 44 % left at \d\d:\d\d, lowest 25 % left, 25 % left at \d\d:\d\d\. Forecast: not enough data/,
    patience,
  )
  // While it is open, the next reading joins in.
  await real.bed.control({ spark: { primary: 81, secondary: 7 } })
  await dispatch(home, { type: 'limits/refresh' })
  await expect(chart()).toHaveAttribute('aria-label', /lowest 19 % left, 19 % left/, patience)

  await dialog().getByRole('radio', { name: 'Day' }).focus()
  await home.keyboard.press('ArrowLeft')
  await expect(dialog().getByRole('radio', { name: 'Hour' })).toBeChecked()
  await expect(chart()).toHaveAttribute('aria-label', /^Spark 5 h, last hour: 44 % left/, patience)
  await dialog().getByText('As a table').click()
  await expect(dialog().getByRole('table')).toContainText('19 % left')

  await dialog().getByRole('radio', { name: 'Standard weekly' }).click()
  await expect(chart()).toHaveAttribute('aria-label', /^Standard weekly, /, patience)
  await home.keyboard.press('Escape')
  await expect(dialog()).toBeHidden()
  await expect(historyButton()).toBeFocused()
  await expect.poll(async () => (await snapshotOf(home)).limitHistory.shown).toBeNull()

  await expect.poll(sparkLeft, patience).toEqual([44, 40, 32, 25, 19])
})

test('the process that holds the database is there only while somebody writes or reads', async () => {
  const names = () => app.electron.evaluate(({ app: electron }) => electron.getAppMetrics().map(({ name }) => name))
  expect(await names()).toContain('Firebreak repositories')
  await expect.poll(names, { timeout: 30_000 }).not.toContain('Firebreak history')
})

test('the history survives a restart, and the end of the app in mid-air', async () => {
  await app.close()
  await start()
  await historyButton().click()
  await expect(chart()).toHaveAttribute('aria-label', /last day: 44 % left at .*, lowest 19 % left/, patience)
  await home.keyboard.press('Escape')

  await useSpark(90)
  await expect.poll(sparkLeft, patience).toContain(10)
  await app.kill()
  await start()
  await historyButton().click()
  await expect(chart()).toHaveAttribute('aria-label', /last day: 44 % left at .*, lowest 10 % left/, patience)
  await home.keyboard.press('Escape')
})

test('a database that cannot be read is put aside with a notice, and a new one is begun', async () => {
  await app.close()
  for (const name of readdirSync(app.home))
    if (name.startsWith('limits.sqlite')) writeFileSync(path.join(app.home, name), 'not a database, '.repeat(1000))
  await start()
  await expect(home.getByText('The history of your limits could not be read, so a new one was begun.')).toBeVisible(
    patience,
  )
  expect(readdirSync(app.home).filter((name) => name.startsWith('limits.sqlite.broken-'))).not.toEqual([])
  await useSpark(91)
  await historyButton().click()
  await expect(chart()).toHaveAttribute('aria-label', /lowest 9 % left/, patience)
  await home.keyboard.press('Escape')
})
