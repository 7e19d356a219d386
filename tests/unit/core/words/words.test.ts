import { describe, expect, it } from 'vitest'
import type { BucketView, WindowView } from '../../../../src/core/app/limits-view'
import type { ChangeView, SessionView } from '../../../../src/core/app/session-views'
import type { DiffBody, FileDiff } from '../../../../src/core/diff/file-diff'
import { changeLine, endsWords } from '../../../../src/core/words/change-words'
import { bodyWords, byteWords, modeWords } from '../../../../src/core/words/file-words'
import { asOfWords, leftWords, limitsInShort, tightestWindow, windowLine } from '../../../../src/core/words/limit-words'
import { readWords, sessionLine, sessionSource } from '../../../../src/core/words/session-words'

const noon = Date.UTC(2026, 10, 22, 12, 0)
const minute = 60_000

describe('what stands in place of lines', () => {
  const file = (body: DiffBody, part: Partial<FileDiff> = {}): FileDiff => ({
    path: 'a',
    from: null,
    change: 'modified',
    oldMode: 0o100644,
    newMode: 0o100644,
    added: 0,
    removed: 0,
    body,
    ...part,
  })

  it.each<[string, FileDiff, string | null]>([
    ['binary', file({ kind: 'binary', oldBytes: 12_345, newBytes: 999 }), 'Binary file: 12 kB → 999 bytes.'],
    ['new binary', file({ kind: 'binary', oldBytes: null, newBytes: 1 }), 'Binary file: 1 byte.'],
    [
      'an object of git LFS',
      file({ kind: 'binary', oldBytes: 12_000_000, newBytes: 14_000_000, oldIsLfs: true }),
      'LFS object, 12 MB → 14 MB',
    ],
    ['gone', file({ kind: 'binary', oldBytes: 5_000_000, newBytes: null }), 'Binary file: it had 5.0 MB.'],
    [
      'too large',
      file({ kind: 'too-large', oldBytes: null, newBytes: 48_000_000 }),
      'Too large to show line by line: 48 MB.',
    ],
    ['link', file({ kind: 'symlink', oldTarget: null, newTarget: '../x' }), 'Symbolic link to “../x”.'],
    ['moved link', file({ kind: 'symlink', oldTarget: 'a', newTarget: 'b' }), 'Symbolic link: “a” → “b”.'],
    [
      'submodule',
      file({ kind: 'submodule', oldCommit: 'a'.repeat(40), newCommit: 'b'.repeat(40) }),
      'Submodule: “aaaaaaaaaa” → “bbbbbbbbbb”.',
    ],
    [
      'submodule with work inside',
      file({ kind: 'submodule', oldCommit: 'a'.repeat(40), newCommit: 'a'.repeat(40), editedInside: true }),
      'Submodule at the same commit: it has uncommitted changes inside.',
    ],
    ['unreadable', file({ kind: 'unreadable', why: 'EACCES' }), 'It could not be read (EACCES).'],
    ['not loaded', file({ kind: 'not-loaded' }), 'Reading…'],
    ['mode only', file({ kind: 'same' }, { newMode: 0o100755 }), 'The content did not change.'],
  ])('%s', (_name, diff, words) => {
    expect(bodyWords(diff)).toBe(words)
  })

  it('says modes as people write them', () => {
    const same: DiffBody = { kind: 'same' }
    expect(modeWords(file(same, { newMode: 0o100755 }))).toBe('mode 644 → 755, executable now')
    expect(modeWords(file(same, { oldMode: 0o100755 }))).toBe('mode 755 → 644, no longer executable')
    expect(modeWords(file(same, { newMode: 0o120000 }))).toBe('file → symbolic link')
    expect(modeWords(file(same, { oldMode: null }))).toBeNull()
  })

  it.each([
    [0, '0 bytes'],
    [1000, '1.0 kB'],
    [999_400, '999 kB'],
    [999_600, '1.0 MB'],
    [2_000_000_000, '2.0 GB'],
  ])('writes %i as %s', (bytes, words) => {
    expect(byteWords(bytes)).toBe(words)
  })
})

describe('a change', () => {
  const change = (part: Partial<ChangeView>): ChangeView => ({
    number: 1,
    atMs: noon,
    turnId: null,
    writer: 'codex-patch',
    files: [{ path: 'a', writer: part.writer ?? 'codex-patch', added: 1, removed: 0 }],
    added: 1,
    removed: 0,
    uncounted: 0,
    headMove: null,
    restored: null,
    checkpointId: null,
    previousCheckpointId: null,
    ...part,
  })

  it('names who wrote', () => {
    expect(changeLine(change({}))).toBe('1 file, Codex patch')
    expect(changeLine(change({ writer: 'codex-command' }))).toBe('1 file, shell command')
    expect(changeLine(change({ writer: 'unclear' }))).toBe('1 file, unclear')
    expect(changeLine(change({ writer: 'outside' }))).toBe('Your edits, 1 file')
    const files = (['codex-patch', 'unclear'] as const).map((writer) => ({
      path: writer,
      writer,
      added: 1,
      removed: 0,
    }))
    expect(changeLine(change({ files }))).toBe('2 files, Codex patch and unclear')
    expect(changeLine(change({ writer: 'git', headMove: 'HEAD moved to a1b2c3d on main' }))).toBe(
      'HEAD moved to a1b2c3d on main',
    )
  })

  it('names both ends of what is compared', () => {
    const checkpoint = (reason: 'change' | 'session-start') =>
      ({ kind: 'checkpoint', id: '1', atMs: noon + 7000, reason }) as const
    expect(endsWords(checkpoint('change'), { kind: 'disk' }, null, noon)).toBe('Checkpoint 12:00:07 → now')
    expect(endsWords(checkpoint('session-start'), checkpoint('change'), null, noon)).toBe(
      'Baseline 12:00:07 → 12:00:07',
    )
    const baseline = { checkpointId: '1', commit: 'a1b2c3d4e5', atMs: noon }
    expect(endsWords(checkpoint('session-start'), { kind: 'disk' }, baseline, noon)).toBe(
      'Baseline 12:00:07 (a1b2c3d) → now',
    )
    expect(endsWords({ kind: 'commit', commit: 'a1b2c3d4e5' }, { kind: 'disk' }, null, noon)).toBe(
      'Commit a1b2c3d → now',
    )
    expect(endsWords({ kind: 'commit', commit: '0'.repeat(40) }, { kind: 'disk' }, null, noon)).toBe(
      'No commit yet → now',
    )
    const dayAfter = noon + 24 * 3_600_000
    expect(endsWords(checkpoint('session-start'), checkpoint('change'), null, dayAfter)).toBe(
      'Baseline 12:00:07 yesterday → 12:00:07 yesterday',
    )
  })
})

describe('limits', () => {
  const window = (part: Partial<WindowView>): WindowView => ({
    minutes: 300,
    label: '5 h',
    reading: { kind: 'known', leftPercent: 44 },
    resetsAtMs: noon + 134 * minute,
    readAtMs: noon,
    source: 'read',
    others: [],
    countedTokens: null,
    ...part,
  })
  const bucket = (lane: BucketView['lane'], windows: readonly WindowView[]): BucketView => ({
    id: String(lane),
    label: 'a limit',
    lane,
    windows,
    notOffered: [],
    facts: [],
    still: null,
  })

  it('says what is left and when it resets', () => {
    expect(leftWords(window({}))).toBe('44 % left')
    expect(windowLine(window({}), noon, null)).toBe('resets 14:14, in 2 h 14 min')
  })

  it('shows the age of an old number, once', () => {
    expect(asOfWords(noon - 2 * minute, noon)).toBe('as of 11:58')
    expect(asOfWords(noon - 20 * minute, noon)).toBe('as of 11:40, 20 min ago')
    const old = window({ readAtMs: noon - 20 * minute, resetsAtMs: null })
    expect(windowLine(old, noon, null)).toBe('as of 11:40, 20 min ago')
    expect(windowLine(old, noon, old.readAtMs)).toBeNull()
  })

  it('never makes up a number', () => {
    expect(leftWords(window({ reading: { kind: 'unknown' } }))).toBe('unknown')
    expect(leftWords(window({ reading: { kind: 'reset-due' } }))).toBe('reset due, refreshing')
    expect(windowLine(window({ reading: { kind: 'unknown' } }), noon, null)).toBeNull()
    expect(limitsInShort([])).toBe('Spark limit unknown · Standard limit unknown')
  })

  it('looks at the window that runs out first', () => {
    const weekly = window({ label: 'weekly', reading: { kind: 'known', leftPercent: 12 } })
    const unknown = window({ label: 'x', reading: { kind: 'unknown' } })
    expect(tightestWindow(bucket('spark', [unknown, window({}), weekly]))).toBe(weekly)
    expect(tightestWindow(bucket('spark', []))).toBeNull()
    expect(limitsInShort([bucket('standard', [window({})]), bucket('spark', [window({}), weekly])])).toBe(
      'Spark 12 % left · Standard 44 % left',
    )
  })
})

describe('a session in the list', () => {
  const session = (part: Partial<SessionView>): SessionView => ({
    id: 's',
    repoId: 'r',
    repoName: 'acme',
    lane: 'spark',
    modelName: 'm',
    surface: 'Firebreak',
    rests: false,
    turnCount: 0,
    tokens: null,
    title: 't',
    state: 'live',
    sure: true,
    startedAtMs: noon,
    endedAtMs: null,
    problem: null,
    baseline: null,
    turns: [],
    changes: [],
    unreviewedLines: 0,
    uncountedFiles: 0,
    read: null,
    following: true,
    startFacts: [],
    ...part,
  })
  const one: ChangeView = {
    number: 1,
    atMs: noon,
    turnId: null,
    writer: 'codex-patch',
    files: [],
    added: 0,
    removed: 0,
    uncounted: 0,
    headMove: null,
    restored: null,
    checkpointId: null,
    previousCheckpointId: null,
  }

  it.each<[string, Partial<SessionView>, string]>([
    ['just started', { state: 'starting' }, 'starting · 0 changes'],
    ['on', { changes: [one], unreviewedLines: 9 }, 'on since 12:00 · 1 change · 9 lines unreviewed'],
    [
      'ended',
      { state: 'ended', changes: [one], unreviewedLines: 9 },
      'today 12:00 · 1 change · 9 lines never reviewed',
    ],
    ['read', { state: 'ended', changes: [one] }, 'today 12:00 · 1 change · nothing to review'],
    [
      'too large to count',
      { state: 'ended', changes: [one], uncountedFiles: 1200 },
      'today 12:00 · 1 change · 1,200 files never reviewed, of a change too large to count',
    ],
    ['looked away from', { following: false }, 'not followed, on since 12:00 · 0 changes'],
    ['probably found', { sure: false }, 'on since 12:00 · 0 changes · probably this session'],
    ['silent', { state: 'probably-ended', endedAtMs: noon + minute }, 'today 12:00, probably ended 12:01 · 0 changes'],
    ['failed', { state: 'failed' }, 'today 12:00, did not start · 0 changes'],
  ])('%s', (_name, part, words) => {
    expect(sessionLine(session(part), noon + 60 * minute).text).toBe(words)
  })

  it.each<[Partial<SessionView>, string]>([
    [{}, 'Firebreak · m · 0 turns'],
    [{ surface: 'TUI', turnCount: 2, tokens: 950 }, 'TUI · m · 2 turns · 950 tokens'],
    [{ surface: 'exec', turnCount: 1, tokens: 18_926 }, 'exec · m · 1 turn · 18.9 k tokens'],
    [{ turnCount: 1, tokens: 1_234_567 }, 'Firebreak · m · 1 turn · 1.2 M tokens'],
  ])('tells where it runs and what it used', (part, words) => {
    expect(sessionSource(session(part))).toBe(words)
  })

  it.each<[SessionView['read'], string | null]>([
    [null, null],
    [{ oneByOne: 0, atOnce: 0 }, null],
    [{ oneByOne: 12, atOnce: 30 }, '12 hunks read one by one, 30 at once'],
    [{ oneByOne: 1, atOnce: 0 }, '1 hunk read one by one'],
    [{ oneByOne: 0, atOnce: 1 }, '1 hunk read at once'],
  ])('tells one by one from all at once', (read, words) => {
    expect(readWords(read)).toBe(words)
  })

  it('warns about lines that nobody read, only once it is over', () => {
    expect(sessionLine(session({ unreviewedLines: 9 }), noon).tone).toBe('calm')
    expect(sessionLine(session({ unreviewedLines: 9, state: 'ended' }), noon).tone).toBe('warn')
    expect(sessionLine(session({ uncountedFiles: 9, state: 'ended' }), noon).tone).toBe('warn')
  })
})
