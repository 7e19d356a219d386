import { describe, expect, it } from 'vitest'
import { toSnapshot } from '../../../../src/core/app/to-snapshot'
import type { AppEvent } from '../../../../src/core/app/events'
import { initialLimitsState } from '../../../../src/core/limits/limits-state'
import type { Bucket } from '../../../../src/core/limits/limits'
import type { MenuEntry } from '../../../../src/core/tray/menu-entry'
import { menuModel } from '../../../../src/core/tray/menu-model'
import { iconState } from '../../../../src/core/tray/icon-state'
import { defaultSettings } from '../../../../src/core/settings'
import { noonMs, repoId, repoOpen, sessionAt, stateAfter } from '../../../support/app-states'
import { nothingUncounted } from '../../../../src/core/review/uncounted'

const inTwoHoursSec = new Date(2026, 10, 22, 14, 20).getTime() / 1000
const thursdaySec = new Date(2026, 10, 26, 9, 0).getTime() / 1000

function bucket(id: string, label: string, lane: Bucket['lane'], left: number): Bucket {
  const window = (minutes: number, windowLabel: string, leftPercent: number, resetsAtSec: number) =>
    ({
      minutes,
      label: windowLabel,
      reading: { kind: 'known', usedPercent: 100 - leftPercent, leftPercent, resetsAtSec },
      readAtMs: noonMs,
      source: 'read',
      movedAtMs: noonMs,
      others: [],
    }) as const
  return {
    id,
    label,
    lane,
    credits: null,
    individualLimit: null,
    spendControlReached: null,
    reachedType: null,
    windows: [window(300, '5 h', left, inTwoHoursSec), window(10_080, 'weekly', 93, thursdaySec)],
  }
}

const limitsKnown: AppEvent = {
  type: 'limits/changed',
  limits: {
    ...initialLimitsState,
    account: { kind: 'chatgpt', plan: 'pro', email: null },
    readAtMs: noonMs,
    limits: {
      accountId: 'acct',
      plan: 'pro',
      resetCredits: null,
      readAtMs: noonMs,
      buckets: [
        bucket('codex', 'Standard', 'standard', 66),
        bucket('codex_bengalfox', 'GPT-5.3-Codex-Spark', 'spark', 44),
      ],
    },
  },
}

function labels(...events: readonly AppEvent[]): readonly string[] {
  return flat(menuModel(toSnapshot(stateAfter(...events), noonMs), noonMs))
}

function flat(entries: readonly MenuEntry[], prefix = ''): readonly string[] {
  return entries.flatMap((entry) => {
    if (entry.kind === 'separator') return [`${prefix}──`]
    const tick = entry.kind === 'radio' && entry.checked ? '● ' : ''
    return [`${prefix}${tick}${entry.label}`, ...(entry.kind === 'submenu' ? flat(entry.entries, `${prefix}  `) : [])]
  })
}

describe('the tray menu', () => {
  it('offers to choose a repository before there is one', () => {
    expect(labels()).toEqual([
      'Choose a repository…',
      '──',
      'Limits: not known yet',
      '──',
      'Model for new Codex sessions: not known yet',
      '  Not known yet',
      'Repository: none',
      '  Choose folder…',
      'Guard not known',
      '──',
      'Open Firebreak',
      'Settings…',
      'Quit Firebreak',
    ])
  })

  it('stands in the order and words of the product when work is uncommitted', () => {
    expect(labels(...repoOpen('a.ts', 'b.ts', '.env'), limitsKnown).slice(0, 10)).toEqual([
      'acme-api · main · 3 uncommitted files',
      'Commit 3 files and start Spark…',
      'Start standard session',
      'Live diff',
      '──',
      'Spark: 44 % left of 5 h, resets 14:20',
      'Spark: 93 % left of week, resets Thu 09:00',
      'Standard: 66 % left of 5 h, resets 14:20',
      'Standard: 93 % left of week, resets Thu 09:00',
      '──',
    ])
  })

  it('offers the start when everything is committed, and counts one file as one', () => {
    expect(labels(...repoOpen())[0]).toBe('acme-api · main · everything is committed')
    expect(labels(...repoOpen())[1]).toBe('Start Spark session')
    expect(labels(...repoOpen('a.ts'))[1]).toBe('Commit 1 file and start Spark…')
  })

  it('shows a live session with its clock time and what can be done', () => {
    expect(labels(...repoOpen(), { type: 'session/changed', session: sessionAt() }).slice(1, 3)).toEqual([
      'Spark session since 11:58',
      '  Stop following',
    ])
  })

  it('counts the lines nobody has read', () => {
    const files = [{ path: 'a.ts', lines: 37 }]
    const review = {
      unreviewedLines: 37,
      reviewedLines: 5,
      files,
      sessions: [{ sessionId: 'a1', lines: 37, files }],
      aside: { generated: 0, lock: 120, vendored: 0, moved: 0 },
      asideFiles: [],
      uncounted: nothingUncounted,
      undoable: null,
      marks: null,
      forgotten: false,
    }
    const begun: readonly AppEvent[] = [...repoOpen(), { type: 'session/changed', session: sessionAt() }]
    expect(labels(...begun)).toContain('Live diff')
    expect(labels(...begun, { type: 'review/read', repoId, review })).toContain('Live diff (37 lines unreviewed)')
    const uncounted = { files: 1200, apart: 0, changes: [], folders: {} }
    expect(labels(...begun, { type: 'review/read', repoId, review: { ...review, uncounted } })).toContain(
      'Live diff (37 lines unreviewed, and 1,200 files of a change too large to count)',
    )
    const large = { ...review, unreviewedLines: 0, uncounted }
    expect(labels(...begun, { type: 'review/read', repoId, review: large })).toContain(
      'Live diff (1,200 files unreviewed, of a change too large to count)',
    )
  })

  it('says the age of an old number, and that a passed reset is due', () => {
    const later = toSnapshot(stateAfter(...repoOpen(), limitsKnown), noonMs + 10 * 60_000)
    expect(flat(menuModel(later, noonMs + 10 * 60_000))[5]).toBe('Spark: 44 % left of 5 h, resets 14:20 (as of 12:00)')
    const afterReset = inTwoHoursSec * 1000 + 1000
    expect(flat(menuModel(toSnapshot(stateAfter(...repoOpen(), limitsKnown), afterReset), afterReset))[5]).toBe(
      'Spark: reset of 5 h due, refreshing',
    )
  })

  it('lists every model, with its lane, and checks the configured one', () => {
    const model = (id: string, displayName: string) => ({
      id,
      displayName,
      hidden: false,
      isDefault: false,
      upgrade: null,
      retiresAtMs: null,
      textOnly: null,
      efforts: [],
      defaultEffort: null,
    })
    const list = [
      model('gpt-5.5', 'GPT-5.5'),
      model('gpt-5.4', 'GPT-5.4'),
      model('gpt-5.3-codex-spark', 'GPT-5.3-Codex-Spark'),
    ]
    const menu = labels(...repoOpen(), {
      type: 'models/read',
      models: {
        list,
        configured: 'gpt-5.5',
        override: 'This repository sets GPT-5.4 in its .codex/config.toml',
        problem: null,
      },
    })
    const at = menu.indexOf('Model for new Codex sessions: GPT-5.5')
    expect(menu.slice(at + 1, at + 6)).toEqual([
      '  ● GPT-5.5 (standard)',
      '  GPT-5.4',
      '  GPT-5.3-Codex-Spark (Spark)',
      '  ──',
      '  This repository sets GPT-5.4 in its .codex/config.toml',
    ])
  })

  it('makes hidden characters of names visible', () => {
    const name = 'evil\u202egpj.exe'
    const opened = { type: 'repo/opened' as const, repo: { repoId, top: `/home/dev/${name}`, name } }
    expect(labels(opened, { type: 'repo/activated', repoId })[0]).toBe('evil‹U+202E›gpj.exe · no branch · reading')
  })

  it('offers to close a paused gate again', () => {
    const settings = { ...defaultSettings(), gatePause: { repoId, untilMs: noonMs + 30 * 60_000 } }
    expect(labels(...repoOpen('a.ts'), { type: 'settings/changed', settings })).toContain(
      'Gate paused until 12:30: close it again',
    )
  })
})

describe('the tray icon', () => {
  const icon = (...events: readonly AppEvent[]) => iconState(toSnapshot(stateAfter(...events), noonMs))

  it('is neutral on uncommitted work, which is normal life', () => {
    expect(icon(...repoOpen('a.ts'))).toBe('neutral')
  })

  it('shows a live session, and a warning only when something is wrong', () => {
    const live: AppEvent = { type: 'session/changed', session: sessionAt() }
    expect(icon(...repoOpen(), live)).toBe('live')
    expect(icon(...repoOpen(), live, { type: 'repo/watch-changed', repoId, watch: { kind: 'gone' } })).toBe('warning')
  })
})
