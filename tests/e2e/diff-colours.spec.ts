import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { createTempRepo, type TempRepo } from '../support/temp-repo'

test.describe.configure({ mode: 'serial' })

const before = {
  'src/total.ts': 'export function total(items: readonly Item[]): number {\n  // sum\n  return items.length\n}\n',
  'styles.css': '.row {\n  color: red;\n}\n',
  'bin/tool': '#!/usr/bin/env python3\nimport sys\nprint("old")\n',
  'z/data.js': 'const data = 1\n',
}
const after = {
  'src/total.ts':
    "export function total(items: readonly Item[]): number {\n  // sum of all\n  return items.reduce(add, 'none')\n}\n",
  'styles.css': '.row {\n  color: blue;\n}\n',
  'bin/tool': '#!/usr/bin/env python3\nimport sys\nprint("new")\n',
  // One line of a megabyte that opens a new string, comment, expression or bracket at every turn.
  'z/data.js': `const data = ${'`${/*"\'[({<a b='.repeat(62_000)}\n`,
}

let repo: TempRepo
let app: FirebreakApp
let diff: Page

const rows = (file: string) => diff.getByRole('region', { name: `Diff of ${file}` })

test.beforeAll(async () => {
  repo = createTempRepo({ files: before })
  for (const [file, text] of Object.entries(after)) repo.write(file, text)
  app = await launchFirebreak({
    args: ['--repo', repo.path, '--show', 'diff'],
    env: { FIREBREAK_CODEX: '/nonexistent/codex' },
  })
  diff = await app.window(`Live diff — ${path.basename(repo.path)}`)
})
test.afterAll(async () => {
  await app.close()
  repo.cleanup()
  removeFolder(app.home)
})

test('syntax colours and word marks come after the rows are painted, and break no rule of the page', async () => {
  // Once more from the start, with eyes on it.
  await diff.addInitScript(() => {
    const seen = { frames: 0, rowsAt: -1, coloursAt: -1, violations: [] as string[] }
    Object.assign(window, { seen })
    document.addEventListener('securitypolicyviolation', (event) =>
      seen.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`),
    )
    const count = () => {
      seen.frames++
      requestAnimationFrame(count)
    }
    requestAnimationFrame(count)
    new MutationObserver(() => {
      if (seen.rowsAt < 0 && document.querySelector('.line') !== null) seen.rowsAt = seen.frames
      if (seen.coloursAt < 0 && document.querySelector('[class^="tok-"]') !== null) seen.coloursAt = seen.frames
    }).observe(document, { subtree: true, childList: true, attributes: true })
  })
  await diff.reload()
  const total = rows('src/total.ts')
  await expect(total.locator('.line.added .tok-keyword')).toHaveText(['return'])
  await expect(total.locator('.line.removed .tok-comment')).toHaveText('// sum')
  await expect(total.locator('.line.added .tok-string')).toHaveText("'none'")
  await expect(total.locator('.line.added mark.word').first()).toHaveText('of all')
  await expect(rows('styles.css').locator('.line.added mark.word')).toHaveText('blue')
  await expect(rows('bin/tool').locator('.line.context .tok-keyword').first()).toHaveText('import')
  const seen = await diff.evaluate(() => Reflect.get(window, 'seen'))
  expect(seen.violations).toEqual([])
  expect(seen.coloursAt).toBeGreaterThan(seen.rowsAt)
})

test('a save is coloured anew, and lines that did not change keep their colours meanwhile', async () => {
  const kept = rows('src/total.ts').locator('.line.added', { hasText: '// sum of all' }).locator('.tok-comment')
  await expect(kept.first()).toBeVisible()
  repo.write('src/total.ts', `const first = 'line'\n${after['src/total.ts']}`)
  await expect(rows('src/total.ts').locator('.line.added .tok-string').first()).toHaveText("'line'")
  await expect(kept.first()).toBeVisible()
})

test('a block that moved says where it came from, hidden and look-alike letters are named', async () => {
  const block = 'export function moved(list) {\n  const all = list.filter(Boolean)\n  return all.length\n}\n'
  repo.write('m/one.js', `${block}export const one = 1\n`)
  repo.git('add', 'm')
  repo.git('commit', '-qm', 'one')
  repo.write('m/one.js', 'export const one = 1\n')
  repo.write('m/two.js', block)
  repo.write('trojan.js', 'const \u0430ccess = 1 // \u202e \u2066 admin\n')
  await expect(rows('m/two.js')).toContainText('moved from m/one.js:1')
  await expect(rows('m/one.js')).toContainText('moved to m/two.js:1')
  await expect(rows('m/two.js').locator('.code.moved')).toHaveCount(4)
  const trojan = rows('trojan.js')
  await expect(trojan.locator('.badge')).toHaveText(['Cyrillic а U+0430', 'RLO U+202E', 'LRI U+2066'])
  await expect(trojan).toContainText('hidden characters')
  await expect(trojan).toContainText('look-alike letters')
})

test('a hostile line of a megabyte holds up neither the window nor the colours of others', async () => {
  await diff
    .getByRole('button', { name: /data\.js/ })
    .first()
    .click()
  await expect(rows('z/data.js').getByRole('button', { name: /^show/ })).toBeVisible()
  await expect(rows('z/data.js').locator('.line.removed .tok-keyword')).toHaveText('const')
  repo.write('a.ts', "export const late = 'yes'\n")
  await diff
    .getByRole('list', { name: 'Files' })
    .getByRole('button', { name: /^a\.ts/ })
    .click()
  await expect(rows('a.ts').locator('.tok-string')).toHaveText("'yes'")
})

test('a very long diff is coloured where it is read', async () => {
  repo.write(
    'zz/long.ts',
    Array.from({ length: 20_000 }, (_, at) => `export const name${at} = 'value ${at}'\n`).join(''),
  )
  await diff
    .getByRole('list', { name: 'Files' })
    .getByRole('button', { name: /long\.ts/ })
    .click()
  await expect(rows('zz/long.ts').locator('.tok-string').first()).toHaveText(/^'value \d+'$/)
  const last = rows('zz/long.ts').locator('.line', { hasText: "'value 19999'" })
  await diff.getByRole('group', { name: 'Changed lines' }).evaluate((box) => {
    box.scrollTop = box.scrollHeight
  })
  await expect(last).toBeVisible()
  await expect(last.locator('.tok-keyword')).toHaveText(['export', 'const'])
})
