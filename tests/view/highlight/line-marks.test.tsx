import { act, render, screen } from '@testing-library/react'
import { memo } from 'react'
import { expect, it } from 'vitest'
import type { DiffLine, FileDiff } from '../../../src/core/diff/file-diff'
import { hunkLines } from '../../../src/core/diff/hunk-lines'
import { answerHighlight } from '../../../src/renderer/src/highlight/answer-highlight'
import type { HighlightAnswer } from '../../../src/renderer/src/highlight/highlight-messages'
import { createHighlighter } from '../../../src/renderer/src/highlight/highlighter'
import { MarkersContext, useLineMarks } from '../../../src/renderer/src/highlight/line-marks'
import { MarkedHunk } from '../../../src/renderer/src/highlight/MarkedHunk'
import { MarkedFile } from '../../../src/renderer/src/highlight/MarkedFile'
import { createMovedHints } from '../../../src/renderer/src/highlight/moved-hints'
import { createWordMarks } from '../../../src/renderer/src/highlight/word-marks'
import { fileDiff } from '../support/file-diff'
import { createStillClock } from '../support/still-clock'

const drawn: string[] = []

interface RowProps {
  readonly line: DiffLine
  readonly at: number
}

/** As in the window: drawn anew only when its line says something else. */
const Row = memo(DrawnRow, (a, b) => a.line.text === b.line.text && a.at === b.at)

function DrawnRow({ line, at }: RowProps) {
  const { tokens, words } = useLineMarks(line, at)
  const said = `${line.text} | ${tokens.map(({ token }) => token).join(' ')} | ${words.map(({ start, end }) => line.text.slice(start, end)).join(' ')}`
  drawn.push(said)
  return <p>{said}</p>
}

function Rows({ file }: { readonly file: FileDiff }) {
  const hunk = file.body.kind === 'text' ? file.body.hunks[0] : undefined
  if (hunk === undefined) throw new Error('no hunk')
  return (
    <MarkedFile file={file}>
      <MarkedHunk hunk={hunk} changed={hunkLines(hunk).flatMap(({ kind }, at) => (kind === 'context' ? [] : [at]))}>
        {hunkLines(hunk).map((line, at) => (
          <Row key={`${line.kind} ${line.oldLine ?? ''}${line.newLine ?? ''}`} line={line} at={at} />
        ))}
      </MarkedHunk>
    </MarkedFile>
  )
}

it('rows get their marks after they are drawn, and are drawn again only where these differ', async () => {
  const { clock } = createStillClock()
  const later: (() => void)[] = []
  const afterPaint = (fn: () => void) => void later.push(fn)
  const contents: Record<string, string> = { 'new a.ts': 'const a = 1\nlet b = call(2)\n' }
  contents['old a.ts'] = 'const a = 1\nlet b = call(1)\n'
  const markers = {
    highlighter: createHighlighter({
      clock,
      afterPaint,
      content: async (path, side) => new TextEncoder().encode(contents[`${side} ${path}`] ?? ''),
      startWorker: (heard: (answer: HighlightAnswer) => void) => ({
        post: (request) => queueMicrotask(() => heard(answerHighlight(request))),
        stop: () => {},
      }),
    }),
    words: createWordMarks(clock, afterPaint),
    moved: createMovedHints(() => ({ look: () => {}, stop: () => {} }), clock),
  }
  const paint = () =>
    act(async () => {
      while (later.length > 0) later.shift()?.()
      // Content and worker answer in turns of their own.
      for (let turn = 0; turn < 50; turn++) await Promise.resolve()
    })
  const before = fileDiff('a.ts', [' const a = 1', '-let b = call(1)', '+let b = call(2)'])
  const page = render(
    <MarkersContext value={markers}>
      <Rows file={before} />
    </MarkersContext>,
  )
  expect(drawn).toEqual(['const a = 1 |  | ', 'let b = call(1) |  | ', 'let b = call(2) |  | '])
  await paint()
  expect(screen.getByText('const a = 1 | keyword number |')).toBeTruthy()
  expect(screen.getByText('let b = call(1) | keyword title number | 1')).toBeTruthy()
  expect(screen.getByText('let b = call(2) | keyword title number | 2')).toBeTruthy()

  contents['new a.ts'] = 'const a = 1\nlet b = call(2)\nexport {}\n'
  const after = fileDiff('a.ts', [' const a = 1', '-let b = call(1)', '+let b = call(2)', '+export {}'])
  page.rerender(
    <MarkersContext value={markers}>
      <Rows file={after} />
    </MarkersContext>,
  )
  drawn.length = 0
  await paint()
  expect(drawn).toEqual(['export {} | keyword | '])

  // A line that is written again keeps what can be kept of its marks until the new ones are known.
  contents['new a.ts'] = 'const a = 1\nlet b = call(2 + fetch)\nexport {}\n'
  const edited = fileDiff('a.ts', [' const a = 1', '-let b = call(1)', '+let b = call(2 + fetch)', '+export {}'])
  drawn.length = 0
  page.rerender(
    <MarkersContext value={markers}>
      <Rows file={edited} />
    </MarkersContext>,
  )
  expect(drawn).toEqual(['let b = call(2 + fetch) | keyword title number | 2'])
  await paint()
  expect(screen.getByText('let b = call(2 + fetch) | keyword title number | 2 + fetch')).toBeTruthy()

  // Which words of a line changed goes by its partner, so it is drawn again although it says what it said.
  contents['new a.ts'] = 'const a = 1\nlet c = call(1)\nexport {}\n'
  const other = fileDiff('a.ts', [' const a = 1', '-let b = call(1)', '+let c = call(1)', '+export {}'])
  page.rerender(
    <MarkersContext value={markers}>
      <Rows file={other} />
    </MarkersContext>,
  )
  drawn.length = 0
  await paint()
  expect(screen.getByText('let b = call(1) | keyword title number | b')).toBeTruthy()
  expect(screen.getByText('let c = call(1) | keyword title number | c')).toBeTruthy()
  expect(drawn.filter((said) => said.startsWith('const a') || said.startsWith('export'))).toEqual([])
})
