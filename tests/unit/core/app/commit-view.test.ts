import { describe, expect, it } from 'vitest'
import type { AppEvent } from '../../../../src/core/app/events'
import { toSnapshot } from '../../../../src/core/app/to-snapshot'
import { defaultSettings, type Settings } from '../../../../src/core/settings'
import { changedFile } from '../../../support/changed-file'
import { commit, noonMs, repoId, repoOpen, sessionAt, stateAfter, statusWith } from '../../../support/app-states'

const viewAfter = (...events: readonly AppEvent[]) => toSnapshot(stateAfter(...events), noonMs).commit
const settings = (part: Partial<Settings>): AppEvent => ({
  type: 'settings/changed',
  settings: { ...defaultSettings(), ...part },
})
const untracked = (...paths: readonly string[]): AppEvent => ({
  type: 'repo/status-read',
  repoId,
  status: { ...statusWith(), files: paths.map((path) => changedFile(path, { status: 'untracked' })) },
})

describe('the commit part', () => {
  it('has nothing to say before a repository is chosen', () => {
    expect(viewAfter()).toEqual({
      message: 'chore: checkpoint before Spark session',
      messageFrom: 'template',
      running: null,
      consent: null,
      identityMissing: false,
      failure: null,
      warnings: { marked: [], newFiles: 0, ignore: [], unread: 0 },
      last: null,
      leftBy: null,
      sideBranch: 'firebreak/2026-11-22',
    })
  })

  it('points out what is to be committed, not what is held back', () => {
    const events = [...repoOpen(), untracked('.env', 'id_rsa', 'a.ts')]
    expect(viewAfter(...events).warnings).toMatchObject({
      marked: [{ path: '.env' }, { path: 'id_rsa' }],
      newFiles: 3,
    })
    const { repositories } = defaultSettings()
    const heldBack = settings({ repositories: { ...repositories, heldBack: { [repoId]: ['.env'] } } })
    expect(viewAfter(...events, heldBack).warnings).toMatchObject({ marked: [{ path: 'id_rsa' }], newFiles: 2 })
  })

  it('forgets what was found in a file that is not listed any more', () => {
    const secrets = [{ kind: 'aws', line: 1 } as const]
    const scan: AppEvent = {
      type: 'repo/scanned',
      repoId,
      scan: { files: [{ path: 'a.ts', bytes: 1, secrets }], looked: 2000, unread: 40 },
    }
    const events = [...repoOpen(), untracked('a.ts', 'b.ts'), scan]
    expect(viewAfter(...events).warnings).toMatchObject({ marked: [{ path: 'a.ts' }], unread: 0 })
    expect(viewAfter(...events, untracked('b.ts')).warnings.marked).toEqual([])
    expect(viewAfter(...events, untracked()).warnings.marked).toEqual([])
  })

  it('takes the repository’s own template before the common one', () => {
    const both = settings({ messageTemplate: 'wip: all', messageTemplates: { [repoId]: 'wip: here' } })
    expect(viewAfter(...repoOpen('a.ts'), both).message).toBe('wip: here')
    expect(viewAfter(...repoOpen('a.ts'), settings({ messageTemplate: 'wip: all' })).message).toBe('wip: all')
  })
})

describe('the ways on after a failed commit', () => {
  const failed = (code: string, onSide = false, part: Partial<Settings> = {}) =>
    viewAfter(...repoOpen('a.ts'), settings(part), {
      type: 'commit/failed',
      error: { code, message: 'm', next: 'n' },
      commit: { command: null, onSide },
    }).failure?.ways.map(({ way }) => way)

  it.each([
    ['hook-failed', false, ['side-branch', 'checkpoint-only']],
    ['hook-failed', true, ['checkpoint-only']],
    ['commit-timeout', false, ['checkpoint-only']],
    ['signing-failed', false, ['checkpoint-only']],
    ['index-locked', false, []],
    ['files-pointed-out', false, []],
  ])('%s, on a side branch: %s', (code, onSide, ways) => expect(failed(code, onSide)).toEqual(ways))

  it('are those that the settings allow', () => {
    const waysOut = { ...defaultSettings().waysOut, checkpointOnly: false }
    expect(failed('hook-failed', false, { waysOut })).toEqual(['side-branch'])
  })
})

describe('the last commit', () => {
  const made = { commit, shortCommit: '4f2c1a9', parent: null, message: 's', sideBranch: null, atMs: 1 }
  const known: AppEvent = { type: 'commits/known', commits: { [repoId]: made } }

  it('is shown while HEAD is there, and can be taken back unless something is going on', () => {
    expect(viewAfter(...repoOpen(), known).last).toMatchObject({ shortCommit: '4f2c1a9', canUncommit: true })
    const merging = { ...statusWith(), operation: 'merge' as const }
    const read: AppEvent = { type: 'repo/status-read', repoId, status: merging }
    expect(viewAfter(...repoOpen(), known, read).last?.canUncommit).toBe(false)
    expect(viewAfter(...repoOpen(), known, { type: 'session/changed', session: sessionAt() }).last?.canUncommit).toBe(
      false,
    )
    const moved = { ...statusWith(), head: { commit: 'f'.repeat(40), branch: 'main', detached: false } }
    expect(viewAfter(...repoOpen(), known, { type: 'repo/status-read', repoId, status: moved }).last).toBeNull()
  })
})
