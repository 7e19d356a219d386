import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { type FirebreakApp, launchFirebreak, removeFolder } from '../support/firebreak-app'
import { createTempRepo, type TempRepo } from '../support/temp-repo'

test.describe.configure({ mode: 'serial', timeout: 90_000 })

const escape = String.fromCharCode(27)
const bell = String.fromCharCode(7)
const markup = [
  '<script>window.hostile = 1</script>',
  '<img src=x onerror="window.hostile = 2">',
  '<svg onload="window.hostile = 3"><foreignObject><iframe srcdoc="<script>parent.hostile = 4</script>"></iframe>',
  '"><style>*{display:none}</style><a href="javascript:window.hostile=5">press</a>',
  '![x](https://example.invalid/x.png) [link](javascript:window.hostile=6)',
]
/** Each has to be named where it stands. */
const unseen = [
  0x00ad, 0x061c, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202d, 0x2060, 0x2064, 0x2067, 0x3164,
  0xfeff, 0xe0041,
]
const nameOf = (code: number) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
const controls = [
  `${escape}[2J${escape}]0;gone${bell}`,
  'a\u202eb',
  'e\u2066f',
  'x\u200by',
  '\u009b31m',
  'lone \r return',
]
/** Names that Linux takes: markup, options, line breaks, escapes, direction marks. */
const names = [
  '<img src=x onerror=window.hostile=7>.txt',
  '"><script>window.hostile=8<script>.ts',
  '--output=owned.txt',
  '-rf.txt',
  'two\nlines.txt',
  `${escape}[31mred.txt`,
  'photo\u202etxt.gpj',
  '$(touch owned) `touch owned`.sh',
  '__proto__',
  'constructor',
]
const changedLines = 200_000

let repo: TempRepo
let app: FirebreakApp
let diff: Page

test.beforeAll(async () => {
  repo = createTempRepo({
    files: {
      'content.html': 'plain\n',
      'drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
      'z/long.txt': 'short\n',
    },
  })
  repo.write('content.html', `${[...markup, ...controls].join('\n')}\n`)
  repo.write(
    'unseen.ts',
    `${unseen.map((code) => `let a${String.fromCodePoint(code)}b`).join('\n')}\nlet p\u0430y = 1\n`,
  )
  // As long as a line may be that is still compared and drawn.
  repo.write('z/line.txt', `${'0123456789'.repeat(390_000)}\n`)
  repo.write(
    'drawing.svg',
    '<svg xmlns="http://www.w3.org/2000/svg" onload="parent.hostile=9"><script>parent.hostile=10; top.hostile=10</script><image href="https://example.invalid/a.png"/></svg>\n',
  )
  for (const name of names) repo.write(name, 'new\n')
  repo.write('z/long.txt', `${'0123456789'.repeat(500_000)}\n`)
  repo.write('z/many.txt', Array.from({ length: changedLines }, (_, at) => `line ${at}\n`).join(''))
  app = await launchFirebreak({
    args: ['--repo', repo.path, '--show', 'diff'],
    env: { FIREBREAK_CODEX: '/nonexistent/codex' },
  })
  diff = await app.window(`Live diff — ${path.basename(repo.path)}`)
  await expect(diff.getByRole('region', { name: 'Diff of content.html' })).toBeVisible({ timeout: 60_000 })
})
test.afterAll(async () => {
  await app.close()
  repo.cleanup()
  removeFolder(app.home)
})

/** Everything that a reader or a screen reader could be given. */
function allText(): Promise<string> {
  return diff.evaluate(() => {
    const said = [...document.querySelectorAll('*')].flatMap((element) =>
      ['aria-label', 'title', 'alt'].map((name) => element.getAttribute(name) ?? ''),
    )
    return [document.title, document.body.textContent, ...said].join('\n')
  })
}

async function goTo(name: string): Promise<void> {
  await diff.keyboard.press('Control+p')
  await diff
    .getByRole('combobox')
    .or(diff.getByRole('textbox', { name: /file/i }))
    .first()
    .fill(name)
  await diff.keyboard.press('Enter')
}

test('shows markup as text and executes none of it', async () => {
  const content = diff.getByRole('region', { name: 'Diff of content.html' })
  for (const text of markup) await expect(content.getByText(text.slice(0, 12)).first()).toBeVisible()
  await goTo('drawing.svg')
  await expect(diff.getByRole('region', { name: 'Diff of drawing.svg' })).toBeVisible()
  expect(await diff.evaluate(() => Reflect.get(window, 'hostile') ?? null)).toBeNull()
  const made = await diff.evaluate(
    () => document.querySelectorAll('body script, iframe, foreignObject, body style, a[href], object, embed').length,
  )
  expect(made).toBe(0)
})

test('shows no raw control character, in contents or in names', async () => {
  const text = await allText()
  const raw =
    text.match(
      // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\u3164\ufeff\u{e0000}-\u{e007f}]/gu,
    ) ?? []
  expect(raw.map((letter) => letter.codePointAt(0)?.toString(16))).toEqual([])
  await expect(diff.getByRole('region', { name: 'Diff of content.html' })).toContainText('U+202E')
})

test('names each character that cannot be seen where it stands, and letters that look like others', async () => {
  await goTo('unseen.ts')
  const region = diff.getByRole('region', { name: 'Diff of unseen.ts' })
  for (const code of unseen)
    await expect(region, nameOf(code)).toContainText(new RegExp(`let a.{0,14}${nameOf(code).replace('+', '\\+')}b`))
  await expect(region).toContainText('U+0430')
  await expect(region).toContainText(/hidden character/i)
})

test('lists every name, and none is an option, a command or a way out', async () => {
  const listed = diff.getByRole('list', { name: 'Files' }).getByRole('button')
  await expect.poll(() => listed.count()).toBeGreaterThanOrEqual(names.length)
  for (const part of [
    'onerror=',
    '--output=owned.txt',
    '-rf.txt',
    'red.txt',
    'photo',
    '$(touch',
    '__proto__',
    'constructor',
  ])
    await expect(listed.filter({ hasText: part }), part).toHaveCount(1)
  expect(
    repo
      .git('ls-files', '-z', '-o')
      .split('\0')
      .filter((name) => name.startsWith('owned')),
  ).toEqual([])
})

test('long lines and 200,000 changed lines leave the window answering, also while they are loaded', async () => {
  /** The longest wait for a frame while something is done and until 60 frames after. */
  const longestMsOf = async (work: () => Promise<void>) => {
    await diff.evaluate(() => {
      const watch = { longest: 0, last: performance.now(), frames: 0 }
      Object.assign(window, { frameWatch: watch })
      const look = () => {
        const now = performance.now()
        watch.longest = Math.max(watch.longest, now - watch.last)
        watch.last = now
        watch.frames++
        requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })
    await work()
    return diff.evaluate(async () => {
      const watch: { longest: number; frames: number } = Reflect.get(window, 'frameWatch')
      const until = watch.frames + 60
      while (watch.frames < until) await new Promise((resolve) => requestAnimationFrame(resolve))
      return watch.longest
    })
  }
  for (const name of ['z/long.txt', 'z/line.txt'])
    expect(
      await longestMsOf(async () => {
        await goTo(name)
        await expect(diff.getByRole('region', { name: `Diff of ${name}` })).toBeVisible()
      }),
      name,
    ).toBeLessThan(1_000)
  const many = diff.getByRole('region', { name: 'Diff of z/many.txt' })
  const longest = await longestMsOf(async () => {
    await goTo('z/many.txt')
    await expect(many.getByText('line 5', { exact: true })).toBeVisible()
    const rows = diff.getByRole('group', { name: 'Changed lines' })
    await rows.evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
    await expect(many.getByText(`line ${changedLines - 1}`, { exact: true })).toBeVisible()
  })
  expect(longest).toBeLessThan(1_000)
  expect(await diff.locator('.line').count()).toBeLessThanOrEqual(700)
})
