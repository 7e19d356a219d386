import { describe, expect, it } from 'vitest'
import { toSnapshot } from '../../../../src/core/app/to-snapshot'
import { elsewhereEntries, followEntries } from '../../../../src/core/tray/live-entries'
import type { MenuEntry } from '../../../../src/core/tray/menu-entry'
import type { Session } from '../../../../src/core/session/session'
import { noonMs, repoOpen, sessionAt, stateAfter } from '../../../support/app-states'

const elsewhere = (part: Partial<Session> = {}) =>
  sessionAt({
    where: 'elsewhere',
    originator: 'codex-tui',
    state: 'live',
    repoId: 'other',
    repoPath: '/code/web',
    ...part,
  })

function snapshotWith(...sessions: readonly Session[]) {
  return toSnapshot(
    stateAfter(...repoOpen(), ...sessions.map((session) => ({ type: 'session/changed', session }) as const)),
    noonMs,
  )
}

function labelsOf(entries: readonly MenuEntry[]): readonly string[] {
  return entries.flatMap((entry) => {
    if (entry.kind === 'separator') return []
    return [entry.label, ...(entry.kind === 'submenu' ? labelsOf(entry.entries) : [])]
  })
}

describe('sessions elsewhere in the tray', () => {
  it('lists the live ones of every repository, and those that rest here', () => {
    const turn = {
      turnId: 't',
      prompt: 'p',
      startedAtMs: noonMs,
      endedAtMs: noonMs,
      model: null,
      error: null,
      aborted: false,
    }
    const here = sessionAt({
      id: 'h',
      where: 'elsewhere',
      originator: 'codex_exec',
      state: 'live',
      lane: 'standard',
      turns: [turn],
    })
    expect(labelsOf(elsewhereEntries(snapshotWith(elsewhere({ id: 'a' }), here)))).toEqual([
      'acme-api: Standard session since 11:58 (exec)',
      'Live diff',
      'Stop following',
      'web: Spark session since 11:58 (TUI)',
      'Show this repository',
      'Live diff',
      'Stop following',
    ])
  })

  it('leaves out those that are over or not followed, and stays short', () => {
    expect(
      elsewhereEntries(snapshotWith(elsewhere({ state: 'ended' }), elsewhere({ id: 'b', following: false }))),
    ).toEqual([])
    const many = Array.from({ length: 12 }, (_, n) => elsewhere({ id: `s${n}` }))
    expect(elsewhereEntries(snapshotWith(...many))).toHaveLength(8)
  })

  it('pins the repository that is shown, or follows', () => {
    expect(followEntries(snapshotWith())).toMatchObject([
      { kind: 'radio', label: 'Follow the newest Codex session', checked: true },
      { kind: 'radio', label: expect.stringMatching(/^Stay on /), checked: false },
    ])
  })
})
