import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RawEvent } from '../../../../src/repo/watch/native-watch'
import { nextSaveEvent, saveState, type SaveEvent, type SaveState } from '../../../../src/repo/watch/save-over'

let top = ''
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'firebreak-save-'))
  writeFileSync(join(top, 'whole'), 'text')
  writeFileSync(join(top, 'empty'), '')
  writeFileSync(join(top, 'block'), 'x'.repeat(8192))
  mkdirSync(join(top, 'folder'))
})
afterEach(() => rmSync(top, { recursive: true, force: true }))

it.each<[string, Record<string, SaveEvent>, SaveState]>([
  ['a file written in place', { whole: 'change' }, 'over'],
  ['two of them', { whole: 'change', './whole': 'change' }, 'over'],
  ['a truncated file', { empty: 'change' }, 'begun'],
  ['a file of whole blocks, to which more may come', { block: 'change' }, 'begun'],
  ['a new empty file', { empty: 'rename' }, 'begun'],
  ['a new file that was written, which may be a temporary one', { whole: 'made' }, 'begun'],
  ['a temporary file that just left', { tmp: 'made' }, 'begun'],
  ['a temporary file beside one that was written', { whole: 'made', './whole': 'change' }, 'begun'],
  ['a file that was moved here from elsewhere', { whole: 'rename' }, 'unclear'],
  ['a temporary file that took the place of the real one', { tmp: 'back', whole: 'rename' }, 'over'],
  ['one that did so and has whole blocks', { tmp: 'back', block: 'rename' }, 'unclear'],
  ['a file that was taken away and written anew', { whole: 'back' }, 'unclear'],
  ['the same with its backup gone again', { tmp: 'back', whole: 'back' }, 'over'],
  ['the same with a new file beside it', { './whole': 'made', whole: 'back' }, 'unclear'],
  ['a temporary file that left before anything came', { tmp: 'rename', whole: 'change' }, 'unclear'],
  ['a file that is gone, and may be written anew', { gone: 'rename' }, 'unclear'],
  ['a file that was written and is gone', { gone: 'change', whole: 'rename' }, 'unclear'],
  ['a folder', { folder: 'rename', gone: 'rename' }, 'unclear'],
  ['a name below a file', { 'whole/x': 'rename', whole: 'rename' }, 'unclear'],
  [
    'many files',
    Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${'./'.repeat(i)}whole`, 'change'])),
    'unclear',
  ],
])('%s', (_, events, state) => {
  expect(saveState(top, new Map(Object.entries(events)))).toBe(state)
})

it.each<[RawEvent[], SaveEvent]>([
  [['change', 'change'], 'change'],
  [['change', 'rename'], 'rename'],
  [['rename', 'change', 'change'], 'made'],
  [['rename', 'rename', 'change'], 'back'],
  [['rename', 'change', 'rename', 'change'], 'back'],
])('%s of one name', (events, what) => {
  let now: SaveEvent | undefined
  for (const event of events) now = nextSaveEvent(now, event)
  expect(now).toBe(what)
})
