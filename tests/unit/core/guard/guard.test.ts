import { describe, expect, it } from 'vitest'
import { apart, insertInto, isOneTrust, takeOutOnce, trustInsertion } from '../../../../src/core/guard/guard-journal'
import { guardRules } from '../../../../src/core/guard/guard-rules'
import { decideGuardState, type ListedHook } from '../../../../src/core/guard/guard-state'
import { canBeCommitted, readRefusal, refusalWords } from '../../../../src/core/guard/refusal'
import { scanToml } from '../../../../src/core/config/scan-toml'
import { defaultSettings } from '../../../../src/core/settings'

const listed = (trustStatus: ListedHook['trustStatus'], enabled = true): ListedHook => ({ trustStatus, enabled })

describe('the light', () => {
  it.each([
    [false, null, true, 'not-installed'],
    [true, null, true, 'off-by-config'],
    [true, listed('trusted', false), true, 'off-by-config'],
    [true, listed('untrusted'), true, 'not-trusted'],
    [true, listed('modified'), true, 'modified'],
    [true, listed('trusted'), true, 'on'],
    [true, listed('managed'), true, 'on'],
    [true, listed('trusted'), false, 'modified'],
    [true, listed('untrusted'), false, 'not-trusted'],
  ] as const)('in file %s, listed %j, own files sound %s: %s', (inFile, hook, ownFilesSound, state) => {
    expect(decideGuardState({ inFile, listed: hook, ownFilesSound })).toBe(state)
  })
})

describe('the rules', () => {
  const repoId = '0123456789abcdef'
  it('gate the Spark lane, what the user marked, and the standard lane where its policy says so', () => {
    const settings = { ...defaultSettings(), gatedModels: ['x', 'gpt-5.3-codex-spark', 'bad\nname'] }
    expect(guardRules(settings, 0).gated).toEqual(['gpt-5.3-codex-spark', 'x'])
    expect(guardRules({ ...settings, standardPolicy: 'gate' }, 0).gated).toContain('gpt-5.5')
  })

  it('hold back what the gate holds back', () => {
    const settings = defaultSettings()
    const held = {
      ...settings,
      repositories: { ...settings.repositories, heldBack: { [repoId]: ['a.txt', 'data/b.txt', './vault/'] } },
      checkpoints: { ...settings.checkpoints, leaveOut: { [repoId]: ['data'] } },
    }
    expect(guardRules(held, 0).repos).toEqual([
      { repoId, heldBack: ['a.txt', 'vault'], filters: [], pausedUntilMs: null },
    ])
    expect(guardRules({ ...held, waysOut: { ...held.waysOut, holdBack: false } }, 0).repos).toEqual([])
    const paused = { ...settings, gatePause: { repoId, untilMs: 5000 } }
    expect(guardRules(paused, 4999).repos).toMatchObject([{ pausedUntilMs: 5000 }])
    expect(guardRules(paused, 5000).repos).toEqual([])
  })
})

describe('the trust', () => {
  const key = '/home/ada/.codex/hooks.json:user_prompt_submit:0:0'
  it.each(['', 'a = 1', 'a = 1\r\n', '[x]\nb = 2\n', '\ufeff'])(
    'is a table at the end of %j, and comes out again',
    (text) => {
      const insertion = trustInsertion(text, key, 'sha256:1')
      const whole = insertInto(text, insertion)
      expect(scanToml(whole)).not.toHaveProperty('message')
      const stray = text.includes('\r\n') ? whole.replaceAll('\r\n', '') : whole.replaceAll('\n', '')
      expect(stray).not.toContain('\n')
      expect(takeOutOnce(whole, insertion)).toBe(text)
      const edited = whole.replace('trusted_hash', 'enabled = false\ntrusted_hash')
      const parts = apart(edited, { at: insertion.at, tail: 0 })
      expect(parts?.without).toBe(text)
      expect(isOneTrust(parts?.middle ?? '', key)).toBe(true)
      expect(isOneTrust(`${parts?.middle}[mine]\n`, key)).toBe(false)
    },
  )
})

describe('a record of the guard', () => {
  const record = {
    version: 1,
    reason: 'uncommitted-files',
    sessionId: 's',
    turnId: 't',
    model: 'gpt-5.3-codex-spark',
    cwd: '/r/sub',
    top: '/r',
    files: ['a', '\u202eb', 'c', 'd'],
    total: 12,
  }
  it('is said in words', () => {
    const read = readRefusal('s.t', 7, JSON.stringify(record))
    expect(read).toMatchObject({ id: 's.t', atMs: 7, top: '/r' })
    if (read === null) throw new Error('not read')
    expect(refusalWords(read)).toBe('12 uncommitted files: a, ‹U+202E›b, c and 9 more.')
    expect(canBeCommitted(read)).toBe(true)
    expect(canBeCommitted({ ...read, reason: 'merge' })).toBe(false)
  })
  it('that is half written, or of somebody else, is none', () => {
    const text = JSON.stringify(record)
    for (let at = 0; at < text.length; at++) expect(readRefusal('x', 0, text.slice(0, at))).toBeNull()
    expect(readRefusal('x', 0, '{"version":2}')).toBeNull()
    expect(readRefusal('x', 0, JSON.stringify({ ...record, reason: 'new in another version' }))?.reason).toBe(
      'not-checked',
    )
  })
})
