import { describe, expect, it } from 'vitest'
import type { CheckpointReason } from '../../../../src/core/checkpoint/checkpoint'
import {
  checkpointName,
  indexWords,
  keptWhy,
  lossCause,
  lossHeadline,
  outcomeHeadline,
  pinnedWords,
  uncapturedWhy,
} from '../../../../src/core/words/checkpoint-words'
import { timeThenDay } from '../../../../src/core/words/times'

describe('the name of a checkpoint', () => {
  it.each<[CheckpointReason, string, string]>([
    ['session-start', 'Session start', 'Session start'],
    ['session-end', '', 'Session end'],
    ['change', 'Change 12', 'Change 12'],
    ['by-hand', 'by hand', 'By hand'],
    ['by-hand', ' the big move ', 'By hand “the big move”'],
    ['by-hand', 'a\u202eb\n', 'By hand “a‹U+202E›b”'],
    ['before-restore', 'Before undoing a restore', 'Before undoing a restore'],
    ['before-commit', 'before commit', 'Before commit'],
    ['reconcile', 'after a look at the disk', 'Found by a check “after a look at the disk”'],
  ])('%s “%s”', (reason, label, words) => {
    expect(checkpointName({ reason, label })).toBe(words)
  })

  it('stays in one line', () => {
    expect(checkpointName({ reason: 'by-hand', label: 'x'.repeat(200) })).toHaveLength('By hand “”'.length + 80)
  })
})

it('begins with the time, whatever the day', () => {
  const now = Date.UTC(2026, 10, 22, 12, 6)
  const day = 86_400_000
  expect([0, 1, 3, 20].map((days) => timeThenDay(now - days * day, now))).toEqual([
    '12:06',
    '12:06 yesterday',
    '12:06 Thu',
    '12:06 2026-11-02',
  ])
})

it('says why something is not in a checkpoint, stays, or was kept', () => {
  expect(['TOO_BIG', 'EACCES', 'EIO'].map(uncapturedWhy)).toEqual(['too big', 'may not be read', 'EIO'])
  expect(['CHANGED_MEANWHILE', 'EROFS', 'EIO'].map(keptWhy)).toEqual([
    'changed meanwhile',
    'the file system is read-only',
    'was refused by the system (EIO)',
  ])
  expect((['named', 'kept', 'rescue'] as const).map(pinnedWords)).toEqual(['Kept', 'Kept', 'Kept for lost files'])
})

it('says what disappeared and what did it', () => {
  expect(lossHeadline({ files: 1 })).toBe('1 file disappeared')
  expect(lossHeadline({ files: 12 })).toBe('12 files disappeared')
  expect(lossCause({ cause: 'deleted', files: 1 })).toBe('It was deleted.')
  expect(lossCause({ cause: 'branch-deleted', files: 2 })).toBe('The branch that held them was deleted.')
  expect(
    lossCause({ cause: 'branch-deleted', files: 2, branch: { name: 'wip\n', commit: 'ab'.repeat(20) } }),
  ).toContain('Branch wip‹U+000A› deleted. git branch <name> abababababab')
})

describe('what a restore did', () => {
  const done = {
    kind: 'done',
    what: 'restore',
    restored: 1,
    deleted: 0,
    conflicts: [],
    conflictCount: 0,
    index: 'unchanged',
  } as const
  const last = (kind: 'restore' | 'undo') => ({ kind, atMs: 0, files: 1 })

  it('tells a restore, its undo and its redo apart', () => {
    expect(outcomeHeadline(done, last('restore'))).toBe('Restored 1 file, deleted 0')
    const undone = { ...done, what: 'undo', restored: 12, deleted: 2 } as const
    expect(outcomeHeadline(undone, last('undo'))).toBe('Undid the restore: wrote 12 files, deleted 2')
    expect(outcomeHeadline(undone, last('restore'))).toBe('Redid the restore: wrote 12 files, deleted 2')
  })

  it('says what became of what was staged', () => {
    expect(indexWords('unchanged')).toBeNull()
    expect(indexWords('restored')).toEqual({ message: 'What was staged is back too.', next: null })
    expect(indexWords('locked')?.next).toContain('.git/index.lock')
  })
})
