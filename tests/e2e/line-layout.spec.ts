import { renameSync, writeFileSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { z } from 'zod'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { createTempRepo, type TempRepo } from '../support/temp-repo'

test.describe.configure({ mode: 'serial' })

let repo: TempRepo
let app: FirebreakApp
let diff: Page

const text = (changed: Readonly<Record<number, string>>) =>
  Array.from({ length: 200 }, (_, at) => `${changed[at] ?? `const line${at} = ${at}`}\n`).join('')
const everyTenth = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [at * 10, `const changed${at} = true`]))
const save = (changed: Readonly<Record<number, string>>) => {
  const next = path.join(repo.path, '.git', 'next')
  writeFileSync(next, text({ ...everyTenth, ...changed }))
  renameSync(next, path.join(repo.path, 'code.ts'))
}
const code = (words: string) => diff.locator('.line-code').filter({ hasText: words }).first()
const scrollTo = (left: number) =>
  diff.getByRole('group', { name: 'Changed lines' }).evaluate((rows, to) => rows.scrollTo({ left: to }), left)

test.beforeAll(async () => {
  repo = createTempRepo({ files: { 'code.ts': text({}) } })
  save({})
  app = await launchFirebreak({
    args: ['--repo', repo.path, '--show', 'diff'],
    env: { FIREBREAK_CODEX: '/nonexistent/codex' },
  })
  diff = await app.window(`Live diff — ${path.basename(repo.path)}`)
  await expect(code('const changed0')).toBeVisible()
})
test.afterAll(async () => {
  await app.close()
  repo.cleanup()
  removeFolder(app.home)
})

test('an edit has the browser lay out the code of its line, and nothing above that', async () => {
  // What has just come is laid out as a whole, and coloured later: the second edit is the usual one.
  save({ 0: 'const changed0 = 1' })
  await expect(code('const changed0 = 1')).toBeVisible()
  await expect(code('const changed0 = 1').locator('.tok-keyword, [class^=tok-]').first()).toBeVisible()
  const layouts = await layoutsWhile(async () => {
    save({ 0: 'const changed0 = 2' })
    await expect(code('const changed0 = 2')).toBeVisible()
  })
  const objects = layouts.map(({ totalObjects }) => totalObjects)
  expect(layouts.length).toBeGreaterThan(0)
  expect(Math.max(...objects), `of ${JSON.stringify(layouts)}`).toBeLessThan(60)
})

for (const layout of ['Unified', 'Split']) {
  test(`the numbers of lines stay in sight where long lines are moved sideways: ${layout}`, async () => {
    await diff.getByRole('radio', { name: layout, exact: true }).click()
    save({ 0: `const changed0 = '${'long '.repeat(80)}'` })
    const long = code('long long')
    await expect(long).toBeVisible()
    const number = diff.locator('.line.added .gutter').first()
    const [codeBefore, numberBefore] = [await long.boundingBox(), await number.boundingBox()]
    await scrollTo(200)
    await expect.poll(async () => (await long.boundingBox())?.x).toBe((codeBefore?.x ?? 0) - 200)
    expect(await number.boundingBox()).toEqual(numberBefore)
    const onTop = await diff.evaluate(
      ({ x, y, width, height }) =>
        document.elementFromPoint(x + width - 2, y + height / 2)?.closest('.gutter, .line-code')?.className,
      numberBefore ?? { x: 0, y: 0, width: 0, height: 0 },
    )
    expect(onTop).toBe('gutter')
    // Without the long line there is nothing to be moved sideways, and nothing stays moved.
    save({ 0: 'const changed0 = 3' })
    await expect.poll(async () => (await code('const changed0 = 3').boundingBox())?.x).toBe(codeBefore?.x)
  })
}

test('a narrow window with short lines has nothing to be moved sideways', async () => {
  await diff.getByRole('radio', { name: 'Unified', exact: true }).click()
  await diff.setViewportSize({ width: 620, height: 520 })
  const rows = diff.getByRole('group', { name: 'Changed lines' })
  await expect.poll(() => rows.evaluate(({ clientWidth }) => clientWidth)).toBeLessThan(500)
  await expect.poll(() => rows.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
})

const layoutSize = z.object({ totalObjects: z.number(), partialLayout: z.boolean() })
const traceOfLayouts = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      pid: z.number(),
      args: z.union([z.object({ beginData: layoutSize }), z.unknown().transform(() => null)]),
    }),
  ),
})

/** What the browser laid out in the live diff meanwhile, by its own tracing. */
async function layoutsWhile(work: () => Promise<void>): Promise<readonly z.infer<typeof layoutSize>[]> {
  const window = await app.electron.browserWindow(diff)
  const pid = await window.evaluate((one) => one.webContents.getOSProcessId())
  await app.electron.evaluate(({ contentTracing }) =>
    contentTracing.startRecording({ included_categories: ['devtools.timeline'] }),
  )
  await work()
  const file = await app.electron.evaluate(({ contentTracing }) => contentTracing.stopRecording())
  const { traceEvents } = traceOfLayouts.parse(JSON.parse(readFileSync(file, 'utf8')))
  rmSync(file, { force: true })
  return traceEvents.flatMap(({ name, pid: of, args }) =>
    name === 'Layout' && of === pid && args !== null ? [args.beginData] : [],
  )
}
