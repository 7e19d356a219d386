import { expect, it } from 'vitest'
import type { FileDiff } from '../../../src/core/diff/file-diff'
import { answerHighlight } from '../../../src/renderer/src/highlight/answer-highlight'
import type { HighlightAnswer, HighlightRequest } from '../../../src/renderer/src/highlight/highlight-messages'
import { createHighlighter } from '../../../src/renderer/src/highlight/highlighter'
import { fileDiff } from '../support/file-diff'
import { createStillClock } from '../support/still-clock'

const encoder = new TextEncoder()

/** A highlighter with a worker that answers when it is told to, by the real grammars. */
function bed(contents: Record<string, string | null> = {}) {
  const { clock, advance } = createStillClock()
  const asked: HighlightRequest[] = []
  const reads: string[] = []
  const workers: {
    stopped: boolean
    readonly heard: (answer: HighlightAnswer) => void
    readonly broken: () => void
  }[] = []
  const highlighter = createHighlighter({
    clock,
    afterPaint: (fn) => void Promise.resolve().then(fn),
    async content(path, side) {
      reads.push(`${side} ${path}`)
      const text = contents[`${side} ${path}`]
      return text === undefined || text === null ? null : encoder.encode(text)
    },
    startWorker(heard, broken) {
      const worker = { stopped: false, heard, broken }
      workers.push(worker)
      return {
        post: (request) => asked.push(request),
        stop: () => {
          worker.stopped = true
        },
      }
    },
  })
  return {
    highlighter,
    contents,
    asked,
    reads,
    workers,
    advance,
    ready: () => workers.at(-1)?.heard({ type: 'ready' }),
    /** Waits for the next question and answers it. */
    async answer() {
      await expect.poll(() => asked.length).toBeGreaterThan(0)
      const request = asked.shift()
      if (request !== undefined) workers.at(-1)?.heard(answerHighlight(request))
    },
  }
}

/** What is coloured in a line, as "text:kind". */
function shown(
  { highlighter }: ReturnType<typeof bed>,
  { path }: FileDiff,
  side: 'old' | 'new',
  line: number,
  text: string,
) {
  return highlighter
    .spansOf(path, side, line, text)
    ?.map(({ start, end, token }) => `${text.slice(start, end)}:${token}`)
}

const edited = fileDiff('a.ts', [' const a = 1', "-let b = 'x'", "+let b = 'y'"])

it('colours both sides of a file from their whole content', async () => {
  const here = bed({ 'new a.ts': "const a = 1\nlet b = 'y'\n", 'old a.ts': "const a = 1\nlet b = 'x'\n" })
  here.highlighter.want(edited)
  expect(shown(here, edited, 'new', 2, "let b = 'y'")).toBeUndefined()
  await here.answer()
  await here.answer()
  await expect.poll(() => shown(here, edited, 'old', 2, "let b = 'x'")).toEqual(['let:keyword', "'x':string"])
  expect(shown(here, edited, 'new', 2, "let b = 'y'")).toEqual(['let:keyword', "'y':string"])
  expect(here.reads).toEqual(['new a.ts', 'old a.ts'])
})

it('tells the rows of that file, and counts', async () => {
  const here = bed({ 'new a.ts': 'const a = 1\n' })
  const file = fileDiff('a.ts', ['+const a = 1'], { change: 'added' })
  const told: number[] = []
  here.highlighter.subscribe('a.ts', () => told.push(here.highlighter.version('a.ts')))
  here.highlighter.subscribe('b.ts', () => told.push(-1))
  here.highlighter.want(file)
  await here.answer()
  await expect.poll(() => told).toEqual([1])
})

it('leaves a line plain whose text is not the one that was read', async () => {
  const here = bed({ 'new a.ts': "const a = 1\nlet b = 'y'\n" })
  const file = fileDiff('a.ts', [' const a = 1', "+let b = 'y'"])
  here.highlighter.want(file)
  await here.answer()
  await expect.poll(() => here.highlighter.version('a.ts')).toBe(1)
  expect(shown(here, file, 'new', 2, "let b = 'z'")).toBeUndefined()
  expect(shown(here, file, 'new', 900, 'let c')).toBeUndefined()
})

it('keeps the colours of lines that moved down until the next ones come', async () => {
  const here = bed({ 'new a.ts': 'const a = 1\nreturn a\n' })
  const file = fileDiff('a.ts', [' const a = 1', '+return a'])
  here.highlighter.want(file)
  await here.answer()
  await expect.poll(() => here.highlighter.version('a.ts')).toBe(1)
  expect(shown(here, file, 'new', 7, 'return a')).toEqual(['return:keyword'])
})

it('a line with CR LF has the colours of the line', async () => {
  const here = bed({ 'new a.ts': 'return 1\r\nreturn 2\r\n' })
  const file = fileDiff('a.ts', ['+return 1\r', '+return 2\r'], { change: 'added' })
  here.highlighter.want(file)
  await here.answer()
  await expect.poll(() => shown(here, file, 'new', 2, 'return 2\r')).toEqual(['return:keyword', '2:number'])
})

it('reads the lines of the diff where the file is too large', async () => {
  const here = bed({ 'new a.ts': `${'x'.repeat(600_000)}\n` })
  const file = fileDiff('a.ts', [' const a = 1', '+return a'])
  here.highlighter.want(file)
  await here.answer()
  await expect.poll(() => shown(here, file, 'new', 2, 'return a')).toEqual(['return:keyword'])
  expect(here.asked).toEqual([])
})

it('reads a very long diff where it is looked at', async () => {
  const here = bed({ 'new a.ts': `${'x'.repeat(600_000)}\n` })
  const file = fileDiff(
    'a.ts',
    Array.from({ length: 20_000 }, (_, at) => `+let a${at}`),
    { change: 'added' },
  )
  const hunk = file.body.kind === 'text' ? file.body.hunks[0] : undefined
  if (hunk === undefined) throw new Error('no hunk')
  here.highlighter.want(file)
  await here.answer()
  await expect.poll(() => shown(here, file, 'new', 1, 'let a0')).toEqual(['let:keyword'])
  expect(shown(here, file, 'new', 15_001, 'let a15000')).toBeUndefined()
  here.highlighter.see('a.ts', { hunk, at: 15_000 })
  here.highlighter.see('a.ts', { hunk, at: 15_001 })
  await here.answer()
  await expect.poll(() => shown(here, file, 'new', 15_001, 'let a15000')).toEqual(['let:keyword'])
  expect(here.asked).toEqual([])
})

it('does not ask again for a side that is too large', async () => {
  const here = bed({ 'new a.ts': `${'x'.repeat(600_000)}\n` })
  for (const text of ['let a', 'let b']) {
    const file = fileDiff('a.ts', [`+${text}`], { change: 'added' })
    here.highlighter.want(file)
    // oxlint-disable-next-line no-await-in-loop -- one save after the other
    await here.answer()
    // oxlint-disable-next-line no-await-in-loop -- one save after the other
    await expect.poll(() => shown(here, file, 'new', 1, text)).toEqual(['let:keyword'])
  }
  expect(here.reads).toEqual(['new a.ts'])
})

it('asks for the newest reading only, and not twice for the same one', async () => {
  const here = bed({ 'new a.ts': 'let a\n' })
  const states = ['let a', 'let b', 'let c'].map((text) => fileDiff('a.ts', [`+${text}`], { change: 'added' }))
  for (const file of states) here.highlighter.want(file)
  here.contents['new a.ts'] = 'let c\n'
  const [, , last = edited] = states
  here.highlighter.want(last)
  await here.answer()
  await expect.poll(() => shown(here, last, 'new', 1, 'let c')).toEqual(['let:keyword'])
  here.highlighter.want(last)
  expect(here.reads).toEqual(['new a.ts'])
})

it('does not read the old side again while the new one is written', async () => {
  const here = bed({ 'new a.ts': "const a = 1\nlet b = 'y'\n", 'old a.ts': "const a = 1\nlet b = 'x'\n" })
  here.highlighter.want(edited)
  await here.answer()
  await here.answer()
  await expect.poll(() => here.highlighter.version('a.ts')).toBe(2)
  here.contents['new a.ts'] = "const a = 1\nlet b = 'z'\n"
  const next = fileDiff('a.ts', [' const a = 1', "-let b = 'x'", "+let b = 'z'"])
  here.highlighter.want(next)
  await here.answer()
  await expect.poll(() => shown(here, next, 'new', 2, "let b = 'z'")).toEqual(['let:keyword', "'z':string"])
  expect(here.reads).toEqual(['new a.ts', 'old a.ts', 'new a.ts'])
})

it('does not ask the worker again for content it has read before', async () => {
  const here = bed({ 'new a.ts': 'let b\n' })
  here.highlighter.want(fileDiff('a.ts', ['+let b'], { change: 'added' }))
  await here.answer()
  await expect.poll(() => here.highlighter.version('a.ts')).toBe(1)
  here.highlighter.want(fileDiff('a.ts', ['+let b'], { change: 'added' }))
  await expect.poll(() => here.highlighter.version('a.ts')).toBe(2)
  expect(here.asked).toEqual([])
})

it('reads nothing for a file that is out of sight again before its turn', async () => {
  const here = bed({ 'new a.ts': 'let a\n', 'new b.ts': 'let b\n', 'new c.ts': 'let c\n' })
  const [a, b, c] = ['a', 'b', 'c'].map((name) => fileDiff(`${name}.ts`, [`+let ${name}`], { change: 'added' }))
  if (a === undefined || b === undefined || c === undefined) throw new Error('no files')
  here.highlighter.want(a)
  const takeBack = here.highlighter.want(b)
  here.highlighter.want(c)
  takeBack()
  await here.answer()
  await here.answer()
  await expect.poll(() => shown(here, c, 'new', 1, 'let c')).toEqual(['let:keyword'])
  expect(here.reads).toEqual(['new a.ts', 'new c.ts'])
})

it('asks nothing for a file without a language, or without lines', async () => {
  const here = bed({ 'new notes.txt': 'text\n' })
  here.highlighter.want(fileDiff('notes.txt', ['+text']))
  here.highlighter.want({ ...edited, body: { kind: 'binary', oldBytes: 1, newBytes: 2 } })
  await Promise.resolve()
  expect([here.reads, here.workers]).toEqual([[], []])
})

it('ends a worker that hangs, leaves that file plain, and goes on with the next', async () => {
  const here = bed({ 'new a.ts': 'let a\n', 'new b.ts': 'let b\n' })
  const [a, b] = ['a', 'b'].map((name) => fileDiff(`${name}.ts`, [`+let ${name}`], { change: 'added' }))
  if (a === undefined || b === undefined) throw new Error('no files')
  here.highlighter.want(a)
  await expect.poll(() => here.asked.length).toBe(1)
  here.ready()
  here.advance(1999)
  expect(here.workers.map(({ stopped }) => stopped)).toEqual([false])
  here.advance(1)
  expect(here.workers.map(({ stopped }) => stopped)).toEqual([true])
  here.asked.length = 0
  here.highlighter.want(b)
  await here.answer()
  await expect.poll(() => shown(here, b, 'new', 1, 'let b')).toEqual(['let:keyword'])
  here.highlighter.want(fileDiff('a.ts', ['+let a', '+more'], { change: 'added' }))
  await expect.poll(() => here.reads).toContain('new a.ts')
  expect(here.workers).toHaveLength(2)
  expect(shown(here, a, 'new', 1, 'let a')).toBeUndefined()
})

it('a slow start is not taken for a hang', async () => {
  const here = bed({ 'new a.ts': 'let a\n' })
  const file = fileDiff('a.ts', ['+let a'], { change: 'added' })
  here.highlighter.want(file)
  await expect.poll(() => here.asked.length).toBe(1)
  here.advance(20_000)
  here.ready()
  await here.answer()
  await expect.poll(() => shown(here, file, 'new', 1, 'let a')).toEqual(['let:keyword'])
})

it('stays plain without complaint where the worker cannot be loaded', async () => {
  const here = bed({ 'new a.ts': 'let a\n', 'new b.ts': 'let b\n' })
  here.highlighter.want(fileDiff('a.ts', ['+let a'], { change: 'added' }))
  await expect.poll(() => here.workers.length).toBe(1)
  here.workers[0]?.broken()
  here.highlighter.want(fileDiff('b.ts', ['+let b'], { change: 'added' }))
  await expect.poll(() => here.reads).toContain('new b.ts')
  expect(here.workers).toHaveLength(1)
})
