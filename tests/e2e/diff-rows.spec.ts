import { createHash } from 'node:crypto'
import { renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { deflateSync, crc32 } from 'node:zlib'
import { expect, type Page, test } from '@playwright/test'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { createTempRepo, type TempRepo } from '../support/temp-repo'

test.describe.configure({ mode: 'serial', timeout: 60_000 })

let repo: TempRepo
let library: TempRepo
let app: FirebreakApp
let diff: Page

const lines = (count: number, changed: Readonly<Record<number, string>> = {}, end = '\n') =>
  Array.from({ length: count }, (_, at) => `${changed[at + 1] ?? `const line${at + 1} = ${at + 1}`}${end}`).join('')
const region = (file: string) => diff.getByRole('region', { name: `Diff of ${file}` })
const hunk = (at: number, of: number, file: string) =>
  diff.getByRole('group', { name: `Hunk ${at} of ${of}, ${file}`, exact: true })
const focused = () => diff.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
/** Goes to a file by its name, as a person without a mouse does. */
const goTo = async (file: string) => {
  await diff
    .getByRole('list', { name: 'Files' })
    .getByRole('button', { name: new RegExp(`^${file}`) })
    .press('Enter')
  await expect(region(file)).toBeVisible()
}
/** As editors save: at no moment is the file empty. */
const replace = (file: string, text: string | Buffer) => {
  const next = path.join(repo.path, '.git', 'next')
  writeFileSync(next, text)
  renameSync(next, path.join(repo.path, file))
}
const pointer = (text: string, size: number) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${createHash('sha256').update(text).digest('hex')}\nsize ${size}\n`

test.beforeAll(async () => {
  repo = createTempRepo({
    files: {
      'code.ts': lines(300),
      'eol.txt': lines(20, {}, '\r\n'),
      'huge.txt': 'one\n',
      'larger.json': '{}\n',
      'lfs.bin': pointer('a', 12_000_000),
      'long.json': '{}\n',
      'renamed/before.ts': lines(30),
      'run.sh': '#!/bin/sh\n',
    },
  })
  library = createTempRepo({ files: { 'lib.txt': 'one\n' } })
  repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.path, 'inner')
  repo.write('logo.png', png(4, 4, [200, 60, 20]))
  repo.write('drawing.svg', svg('green'))
  symlinkSync('code.ts', path.join(repo.path, 'link'))
  repo.commitAll('pictures')
  repo.write('code.ts', lines(300, { 50: 'const fifty = true', 150: 'const other = 1', 250: 'const last = []' }))
  repo.write('eol.txt', lines(20))
  repo.write('huge.txt', lines(100_000))
  repo.write('lfs.bin', pointer('b', 14_000_000))
  repo.write('long.json', `{"data":"${'x'.repeat(1_000_000)}"}\n`)
  repo.write('larger.json', `{"data":"${'x'.repeat(5_000_000)}"}\n`)
  repo.write('logo.png', png(8, 6, [20, 120, 200]))
  repo.write('drawing.svg', svg('orange'))
  repo.chmod('run.sh', 0o755)
  rmSync(path.join(repo.path, 'link'))
  symlinkSync('eol.txt', path.join(repo.path, 'link'))
  rmSync(path.join(repo.path, 'renamed/before.ts'))
  repo.write('renamed/after.ts', lines(30, { 15: 'const fifteen = 15' }))
  library.write('lib.txt', 'two\n')
  library.commitAll('two')
  repo.git('-C', 'inner', '-c', 'protocol.file.allow=always', 'pull', '--quiet')
  app = await launchFirebreak({
    args: ['--repo', repo.path, '--show', 'diff'],
    env: { FIREBREAK_CODEX: '/nonexistent/codex' },
  })
  diff = await app.window(`Live diff — ${path.basename(repo.path)}`)
  await expect(region('code.ts')).toBeVisible()
})
test.afterAll(async () => {
  await app.close()
  repo.cleanup()
  library.cleanup()
  removeFolder(app.home)
})

test('hunks are gone through by keyboard, and more of the file is shown around them', async () => {
  await expect(hunk(1, 3, 'code.ts')).toHaveAttribute('aria-current', 'true')
  await diff.keyboard.press('j')
  await expect.poll(focused).toBe('Hunk 2 of 3, code.ts')
  await expect(hunk(2, 3, 'code.ts')).toContainText('const other = 1')
  await expect(hunk(2, 3, 'code.ts')).not.toContainText('line140 ')
  await diff.keyboard.press('e')
  await expect(hunk(2, 3, 'code.ts')).toContainText('line140 ')
  await expect(hunk(2, 3, 'code.ts')).toContainText('line160 ')
  await diff.keyboard.press('k')
  await expect.poll(focused).toBe('Hunk 1 of 3, code.ts')
  await diff.keyboard.press('Shift+E')
  await expect(hunk(1, 3, 'code.ts')).toContainText('const line1 = 1')
})

test('a refresh moves nothing that is read, and keeps the focus and the lines around hunks', async () => {
  await diff.keyboard.press('j')
  await expect.poll(focused).toBe('Hunk 2 of 3, code.ts')
  const line = hunk(2, 3, 'code.ts').getByText('const other = 1')
  const before = await line.boundingBox()
  const changed = { 20: 'const early = 1', 50: 'const fifty = true', 150: 'const other = 1', 250: 'const last = []' }
  replace('code.ts', `const first = 0\n${lines(300, changed)}`)
  repo.write('a-new-file.txt', 'new\n')
  await expect.poll(focused).toMatch(/^Hunk [34] of [45], code\.ts$/)
  await expect(region('code.ts')).toContainText('line140 ')
  const now = await diff
    .getByRole('group', { name: /^Hunk .*code\.ts$/ })
    .getByText('const other = 1')
    .boundingBox()
  expect(now?.y).toBe(before?.y)
})

test('the split layout has both sides, and is remembered by the window', async () => {
  const layout = diff.getByRole('radiogroup', { name: 'Layout' })
  await layout.getByRole('radio', { name: 'Unified' }).focus()
  await diff.keyboard.press('ArrowRight')
  await expect(layout.getByRole('radio', { name: 'Split' })).toBeChecked()
  await goTo('code.ts')
  const row = region('code.ts').locator('.split-row').filter({ hasText: 'const early = 1' })
  await expect(row).toContainText('const line20 = 20')
  await diff.setViewportSize({ width: 800, height: 700 })
  await expect(diff.getByText('too narrow for two columns')).toBeVisible()
  await expect(region('code.ts').locator('.split-row')).toHaveCount(0)
  await diff.setViewportSize({ width: 1280, height: 745 })
  await expect(region('code.ts').locator('.split-row').first()).toBeVisible()
  await diff.reload()
  await expect(diff.getByRole('radio', { name: 'Split' })).toBeChecked()
  await expect(region('code.ts')).toBeVisible()
  await diff.keyboard.press('l')
  await expect(diff.getByRole('radio', { name: 'Unified' })).toBeChecked()
})

test('kinds of changes are said as what they are', async () => {
  await goTo('eol.txt')
  await expect(region('eol.txt')).toContainText('Only line endings changed: CRLF → LF')
  await goTo('lfs.bin')
  await expect(region('lfs.bin')).toContainText('LFS object, 12 MB → 14 MB')
  await goTo('larger.json')
  await expect(region('larger.json')).toContainText('Too large to show line by line: 3 bytes → 5.0 MB.')
  await goTo('link')
  await expect(region('link')).toContainText('Symbolic link: “code.ts” → “eol.txt”.')
  await goTo('run.sh')
  await expect(region('run.sh')).toContainText('mode 644 → 755, executable now')
})

test('a submodule is said by its commits', async () => {
  const [before, after] = [repo.git('rev-parse', 'HEAD:inner'), library.git('rev-parse', 'HEAD')]
  await goTo('inner')
  await expect(region('inner')).toContainText(`Submodule: “${before.slice(0, 10)}” → “${after.slice(0, 10)}”.`)
  await expect(region('inner/lib.txt')).toHaveCount(0)
})

test('a file that was renamed and edited names both, and keeps its lines', async () => {
  const files = diff.getByRole('list', { name: 'Files' })
  await expect(files.getByRole('button', { name: /^renamed\/after\.ts, renamed and edited, / })).toHaveAccessibleName(
    /^renamed\/after\.ts, renamed and edited, was renamed\/before\.ts, 9\d % the same, \+30 −0$/,
  )
  await expect(files.getByRole('button', { name: /^renamed\/before\.ts, / })).toHaveAccessibleName(
    'renamed/before.ts, deleted, now renamed/after.ts, +0 −30',
  )
  await goTo('renamed/after.ts')
  await expect(region('renamed/after.ts')).toContainText('was renamed/before.ts')
  await expect(region('renamed/after.ts')).toContainText(/moved from renamed\/before\.ts:\d/)
})

test('white space is ignored on request', async () => {
  await diff.getByRole('button', { name: 'White space' }).press('Enter')
  await diff.keyboard.press('ArrowDown')
  await expect.poll(focused).toBe('Ignored at the end of lines')
  await diff.keyboard.press('Enter')
  await expect(diff.getByText('white space ignored')).toBeVisible()
  await goTo('eol.txt')
  await expect(region('eol.txt')).not.toContainText('line19 ')
  await diff.getByRole('button', { name: 'White space' }).press('Enter')
  await diff.keyboard.press('Enter')
  await expect(diff.getByText('white space ignored')).toHaveCount(0)
})

test('pictures are shown before and after, and a drawing runs nothing', async () => {
  await goTo('logo.png')
  const after = region('logo.png').getByRole('img', { name: 'After: logo.png' })
  await expect(after).toBeVisible()
  await expect
    .poll(() => after.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]))
    .toEqual([8, 6])
  await expect(region('logo.png')).toContainText('Before · 4 × 4 · ')
  const [blue, green] = [png(8, 6, [20, 120, 200]), png(8, 6, [20, 200, 120])]
  expect(green).toHaveLength(blue.length)
  await expect.poll(() => after.evaluate(firstPixel)).toEqual([20, 120, 200])
  replace('logo.png', green)
  await expect.poll(() => after.evaluate(firstPixel)).toEqual([20, 200, 120])
  for (const [name, bytes] of [
    ['photo.jpg', jpeg],
    ['moving.gif', gif],
  ] as const) {
    repo.write(name, Buffer.from(bytes, 'base64'))
    await expect(region(name)).toBeAttached()
    await goTo(name)
    const drawn = region(name).getByRole('img', { name: `After: ${name}` })
    await expect.poll(() => drawn.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(3)
    repo.remove(name)
    await expect(region(name)).toHaveCount(0)
  }
  await goTo('drawing.svg')
  const drawing = region('drawing.svg').getByRole('img', { name: 'After: drawing.svg' })
  await expect.poll(() => drawing.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(30)
  await expect(region('drawing.svg')).toContainText('orange')
  expect(await diff.evaluate(() => [document.title, document.querySelectorAll('svg script').length])).not.toContain(
    'run',
  )
})

test('a line of 1 MB and a file of 100,000 lines are only drawn where they are looked at', async () => {
  await goTo('long.json')
  await expect(region('long.json').getByRole('button', { name: 'show 50 kB more of 990 kB' })).toBeVisible()
  expect(await region('long.json').evaluate((element) => element.textContent.length)).toBeLessThan(25_000)
  await goTo('huge.txt')
  await expect(region('huge.txt')).toContainText('const line1 = 1')
  await diff.getByRole('group', { name: 'Changed lines' }).evaluate((element) => {
    element.scrollTop += 50_000 * 20
  })
  await expect(region('huge.txt')).toContainText(/const line5\d{4} = /)
  expect(await diff.locator('.line').count()).toBeLessThanOrEqual(700)
  await diff.keyboard.press('w')
  await expect(diff.getByRole('button', { name: 'Wrap lines' })).toHaveAttribute('aria-pressed', 'true')
  await goTo('long.json')
  await expect(region('long.json').locator('.code').last()).toHaveCSS('white-space', 'pre-wrap')
  expect(await diff.locator('.line').count()).toBeLessThanOrEqual(700)
  await diff.keyboard.press('w')
})

/** Red, green and blue of the upper left corner. */
function firstPixel(image: HTMLImageElement): readonly number[] {
  const pen = new OffscreenCanvas(1, 1).getContext('2d')
  pen?.drawImage(image, 0, 0)
  return [...(pen?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3)
}

function svg(colour: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><script>document.title = 'run'</script>
<rect width="30" height="20" fill="${colour}" onload="top.document.title = 'run'"/></svg>\n`
}

/** A picture of one colour (PNG, W3C 2003). */
function png(width: number, height: number, colour: readonly [number, number, number]): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    check.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, check])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const row = Buffer.from([0, ...Array.from({ length: width }, () => [...colour]).flat()])
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([magic, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

/** Pictures of 3 × 2 points, as ImageMagick writes them. */
const gif = 'R0lGODlhAwACAPAAADBQoAAAACH5BAAAAAAALAAAAAADAAIAAAIChF8AOw=='
const jpeg =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAACAAMDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABAX/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCOAqiP/9k='
