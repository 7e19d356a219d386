import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RawEvent } from '../../../../src/repo/watch/native-watch'
import { isSaveOver } from '../../../../src/repo/watch/save-over'

let top = ''
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'firebreak-save-'))
  writeFileSync(join(top, 'whole'), 'text')
  writeFileSync(join(top, 'empty'), '')
  writeFileSync(join(top, 'block'), 'x'.repeat(8192))
  mkdirSync(join(top, 'folder'))
})
afterEach(() => rmSync(top, { recursive: true, force: true }))

it.each<[string, Record<string, RawEvent>, boolean]>([
  ['a file written in place', { whole: 'change' }, true],
  ['two of them', { whole: 'change', './whole': 'change' }, true],
  ['a truncated file', { empty: 'change' }, false],
  ['a file of whole blocks, to which more may come', { block: 'change' }, false],
  ['a new file, which may be a temporary one', { whole: 'rename' }, false],
  ['a temporary file that took the place of the real one', { tmp: 'rename', whole: 'rename' }, true],
  ['a temporary file that left before anything came', { tmp: 'rename', whole: 'change' }, false],
  ['a file that is gone, and may be written anew', { gone: 'rename' }, false],
  ['a file that was written and is gone', { gone: 'change', whole: 'rename' }, false],
  ['a folder', { folder: 'rename', gone: 'rename' }, false],
  ['a name below a file', { 'whole/x': 'rename', whole: 'rename' }, false],
  ['many files', Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${'./'.repeat(i)}whole`, 'change'])), false],
])('%s', (_, events, over) => {
  expect(isSaveOver(top, new Map(Object.entries(events)))).toBe(over)
})
