import { describe, expect, it } from 'vitest'
import type { AppEvent } from '../../../../src/core/app/events'
import { toSnapshot } from '../../../../src/core/app/to-snapshot'
import { initialLimitsState } from '../../../../src/core/limits/limits-state'
import { defaultSettings } from '../../../../src/core/settings'
import { commit, noonMs, repoId, repoOpen, sessionAt, stateAfter, statusWith } from '../../../support/app-states'
import { nothingUncounted } from '../../../../src/core/review/uncounted'

const snapshotAfter = (...events: readonly AppEvent[]) => toSnapshot(stateAfter(...events), noonMs)

describe('the snapshot', () => {
  it('has no repository and nothing known before one is chosen', () => {
    const snapshot = snapshotAfter()
    expect(snapshot.repo).toBeNull()
    expect(snapshot.limits).toMatchObject({ state: { kind: 'unknown' }, buckets: [], facts: [], low: false })
    expect(snapshot.models.state).toBe('unknown')
    expect(snapshot.readiness.spark).toEqual({ kind: 'checking' })
  })

  it('grows its revision with every event', () => {
    expect(snapshotAfter({ type: 'time/passed' }, { type: 'time/passed' }).revision).toBe(2)
  })

  it('reads, then closes, then opens the gate as the status says', () => {
    const [opened, activated] = repoOpen()
    if (opened === undefined || activated === undefined) throw new Error('no events')
    expect(snapshotAfter(opened, activated).repo?.gate).toEqual({ kind: 'reading' })
    expect(snapshotAfter(...repoOpen('a.ts')).repo?.gate).toMatchObject({ kind: 'closed', reason: 'uncommitted-files' })
    expect(snapshotAfter(...repoOpen()).repo?.gate).toEqual({
      kind: 'open',
      baseline: commit,
      subject: null,
      heldBack: [],
    })
  })

  it('names the baseline by its message once that is read, and not by an older one', () => {
    const read: AppEvent = { type: 'repo/subject-read', repoId, commit, text: 'chore: start' }
    expect(snapshotAfter(...repoOpen(), read).repo?.gate).toMatchObject({ subject: 'chore: start' })
    const moved = { ...statusWith(), head: { commit: 'b'.repeat(40), branch: 'main', detached: false } }
    expect(
      snapshotAfter(...repoOpen(), read, { type: 'repo/status-read', repoId, status: moved }).repo?.gate,
    ).toMatchObject({
      subject: null,
    })
  })

  it('keeps held-back files out of the gate and names them', () => {
    const base = defaultSettings()
    const settings = { ...base, repositories: { ...base.repositories, heldBack: { [repoId]: ['.env'] } } }
    const gate = snapshotAfter(...repoOpen('.env'), { type: 'settings/changed', settings }).repo?.gate
    expect(gate).toMatchObject({ kind: 'open', heldBack: [{ path: '.env' }] })
  })

  it('drops facts about a repository that was closed meanwhile', () => {
    const snapshot = snapshotAfter(
      ...repoOpen('a.ts'),
      { type: 'repo/closed', repoId },
      { type: 'repo/status-read', repoId, status: statusWith('b.ts') },
    )
    expect(snapshot.repo).toBeNull()
  })

  it('says why limits are not there instead of showing a number', () => {
    const account = (kind: 'signed-out' | 'api-key'): AppEvent => ({
      type: 'limits/changed',
      limits: { ...initialLimitsState, account: { kind } },
    })
    expect(snapshotAfter(account('signed-out')).limits.state).toMatchObject({
      kind: 'unavailable',
      problem: { message: 'Codex is not signed in, so there are no limits to show.' },
    })
    expect(snapshotAfter(account('api-key')).limits.state).toMatchObject({ kind: 'unavailable' })
    const missing: AppEvent = {
      type: 'codex/looked-for',
      codex: { kind: 'failed', error: { kind: 'not-installed', searched: [] } },
    }
    expect(snapshotAfter(missing).limits.state).toMatchObject({ problem: { message: 'Codex was not found.' } })
    expect(snapshotAfter(missing).readiness.spark).toMatchObject({
      kind: 'not-ready',
      blocking: true,
      items: [{ code: 'codex-missing' }],
    })
  })

  it('shows a session that failed to start with its reason in words', () => {
    const session = sessionAt({ state: 'failed-to-start', failure: 'head-moved', endedAtMs: noonMs })
    expect(snapshotAfter({ type: 'session/changed', session }).sessions[0]).toMatchObject({
      state: 'failed',
      title: 'fix the NPE on line 42',
      problem: { message: 'HEAD moved between the gate and the start, so Codex was not started.' },
    })
  })

  it('lists the newest sessions, and the one that is recorded however old it is', () => {
    const at = (minute: number): AppEvent => ({
      type: 'session/changed',
      session: sessionAt({ id: `s${minute}`, startedAtMs: noonMs + minute * 60_000 }),
    })
    const listed = (...events: readonly AppEvent[]) => {
      const { sessions, repo } = snapshotAfter(...repoOpen(), ...Array.from({ length: 32 }, (_, n) => at(n)), ...events)
      return [sessions.length, sessions.at(-1)?.id, repo?.liveSessionId]
    }
    expect(listed()).toEqual([30, 's2', 's31'])
    expect(listed({ type: 'session/compared', repoId, sessionId: 's0' })).toEqual([31, 's0', 's0'])
  })

  it('tells the same change once, also when it is told again', () => {
    const change = {
      number: 1,
      sessionId: 'a1',
      firstWriteMs: noonMs,
      lastWriteMs: noonMs,
      closedAtMs: noonMs,
      checkpointId: 'c2',
      previousCheckpointId: 'c1',
      files: [],
      headMoved: { from: commit, to: 'b'.repeat(40), branch: 'main', fromBranch: 'main', kind: 'commit' as const },
      restored: null,
    }
    const told: AppEvent = { type: 'session/change-closed', change }
    const [session] = snapshotAfter({ type: 'session/changed', session: sessionAt() }, told, told).sessions
    expect(session?.changes).toHaveLength(1)
    expect(session?.changes[0]).toMatchObject({ writer: 'git', headMove: 'you committed bbbbbbb' })
  })

  it('says of a session what its repository says of its review, and keeps it when that is not watched any more', () => {
    const files = [{ path: 'a.ts', lines: 3 }]
    const aside = { generated: 0, lock: 0, vendored: 0, moved: 0 }
    const review = {
      unreviewedLines: 3,
      reviewedLines: 2,
      files,
      sessions: [{ sessionId: 'a1', lines: 3, files }],
      aside,
      asideFiles: [],
      uncounted: nothingUncounted,
      undoable: null,
      marks: { sessionId: 'a1', oneByOne: 1, atOnce: 0, lines: 2 },
      forgotten: false,
    }
    const begun: AppEvent = { type: 'session/changed', session: sessionAt() }
    expect(snapshotAfter(begun).sessions[0]?.unreviewedLines).toBeNull()
    const read: AppEvent = { type: 'review/read', repoId, review }
    expect(snapshotAfter(begun, read).sessions[0]).toMatchObject({
      unreviewedLines: 3,
      read: { oneByOne: 1, atOnce: 0 },
    })
    const uncounted = { files: 5, apart: 0, changes: [{ sessionId: 'a1', number: 2, files: 5 }], folders: {} }
    const large: AppEvent = { type: 'review/read', repoId, review: { ...review, sessions: [], marks: null, uncounted } }
    expect(snapshotAfter(begun, large).sessions[0]).toMatchObject({ unreviewedLines: 0, uncountedFiles: 5 })
    // A follower tells of the session again, and knows nothing of the review.
    expect(snapshotAfter(begun, read, begun).sessions[0]?.unreviewedLines).toBe(3)
    expect(snapshotAfter(read, begun).sessions[0]?.unreviewedLines).toBe(3)
    expect(snapshotAfter(begun, read, { type: 'repo/closed', repoId }).sessions[0]?.unreviewedLines).toBe(3)
    const done: AppEvent = { type: 'review/read', repoId, review: { ...review, sessions: [], marks: null } }
    expect(snapshotAfter(begun, read, done).sessions[0]?.unreviewedLines).toBe(0)
  })
})
