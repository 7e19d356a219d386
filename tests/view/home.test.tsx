import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { CommitFailureView } from '../../src/core/app/commit-views'
import { err } from '../../src/core/result'
import { HomeView } from '../../src/renderer/src/views/home/HomeView'
import { changedFile } from '../support/changed-file'
import { show } from './support/show'
import { repoId, repoView, sessionView, snapshotOf } from './support/snapshot'

const button = (name: string | RegExp) => screen.getByRole('button', { name })
const press = (name: string | RegExp) => fireEvent.click(button(name))

const failed = (part: Partial<CommitFailureView> = {}): CommitFailureView => ({
  code: 'hook-failed',
  message: 'A hook stopped the commit.',
  next: 'Fix what it says.',
  output: null,
  command: null,
  ways: [],
  ...part,
})

describe('committing and starting', () => {
  it('does both in one press, with the files that have a tick', async () => {
    const { sent } = await show(<HomeView />, snapshotOf())
    fireEvent.change(screen.getByRole('textbox', { name: 'First prompt' }), { target: { value: ' fix it ' } })
    press('Commit 3 files and start Spark')
    expect(sent).toEqual([
      {
        type: 'session/commit-and-start',
        repoId,
        lane: 'spark',
        prompt: 'fix it',
        tryAnyway: false,
        files: ['src/a.ts', 'src/b.ts', '.env.local'],
        message: 'chore: checkpoint before Spark session',
        identity: null,
        confirmed: false,
      },
    ])
  })

  it('counts the ticks, and says which files would keep the gate closed', async () => {
    const { sent } = await show(<HomeView />, snapshotOf())
    fireEvent.click(screen.getByRole('checkbox', { name: '.env.local' }))
    expect(button('Commit 2 files')).toBeTruthy()
    press('Commit 2 files and start Spark')
    expect(sent).toEqual([])
    expect(screen.getByText(/1 file without a tick would keep the gate closed/)).toBeTruthy()
    press('Hold it back')
    await waitFor(() => expect(sent).toEqual([{ type: 'repo/hold-back', repoId, path: '.env.local' }]))
    press('Commit 2 files')
    await waitFor(() => expect(sent.at(-1)).toMatchObject({ type: 'repo/commit', files: ['src/a.ts', 'src/b.ts'] }))
  })

  it('never overwrites what was typed as the message', async () => {
    const { push } = await show(<HomeView />, snapshotOf())
    const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Commit message' })
    expect(field().value).toBe('chore: checkpoint before Spark session')
    push(snapshotOf({ commit: { ...snapshotOf().commit, message: 'fix: another proposal' } }))
    expect(field().value).toBe('fix: another proposal')
    fireEvent.change(field(), { target: { value: 'mine' } })
    push(snapshotOf())
    expect(field().value).toBe('mine')
  })

  it('shows what a commit runs before the first one, and goes on with it', async () => {
    const { sent, push } = await show(<HomeView />, snapshotOf())
    press('Commit 3 files and start Spark')
    const consent = { hooks: ['pre-commit'], filters: [], signing: false, identity: null }
    push(snapshotOf({ commit: { ...snapshotOf().commit, consent } }))
    expect(await screen.findByText('Hooks: pre-commit')).toBeTruthy()
    press('Commit anyway and start Spark')
    expect(sent.at(-1)).toMatchObject({ type: 'session/commit-and-start', confirmed: true })
  })

  it('asks that question again only when main does, not while the next attempt waits for its answer', async () => {
    const consent = { hooks: ['pre-commit'], filters: [], signing: false, identity: null }
    const { sent } = await show(<HomeView />, snapshotOf({ commit: { ...snapshotOf().commit, consent } }))
    press('Not now')
    press('Commit 3 files')
    expect(screen.queryByText('Hooks: pre-commit')).toBeNull()
    press('Commit 3 files')
    expect(await screen.findByText('Hooks: pre-commit')).toBeTruthy()
    expect(sent).toHaveLength(1)
  })

  it('asks once who commits', async () => {
    const identityMissing = snapshotOf({ commit: { ...snapshotOf().commit, identityMissing: true } })
    const { sent } = await show(<HomeView />, identityMissing)
    expect(button('Commit 3 files').getAttribute('aria-disabled')).toBe('true')
    fireEvent.change(screen.getByRole('textbox', { name: 'Name' }), { target: { value: 'Jo' } })
    fireEvent.change(screen.getByRole('textbox', { name: 'E-mail' }), { target: { value: 'jo@example.invalid' } })
    press('Commit 3 files')
    expect(sent.at(-1)).toMatchObject({ identity: { name: 'Jo', email: 'jo@example.invalid' } })
  })

  it('shows what a hook printed', async () => {
    const failure = failed({ output: 'lint: \u001b[31m2 errors' })
    await show(<HomeView />, snapshotOf({ commit: { ...snapshotOf().commit, failure } }))
    expect(screen.getByRole('alert').textContent).toContain('A hook stopped the commit.')
    expect(screen.getByText('lint: ‹U+001B›[31m2 errors')).toBeTruthy()
  })

  it('says why a wish was refused, at the start card', async () => {
    const { answerWith } = await show(
      <HomeView />,
      snapshotOf({ repo: repoView({ gate: { kind: 'open', baseline: 'a'.repeat(40), subject: null, heldBack: [] } }) }),
    )
    answerWith(err({ code: 'terminal-missing', message: 'No terminal was found.', next: 'Set one in the settings.' }))
    press('Start Spark session')
    expect((await screen.findByRole('alert')).textContent).toContain('No terminal was found.')
  })

  it('says what any other part of the window was refused, beside a failed commit', async () => {
    const failure = failed()
    const { answerWith } = await show(<HomeView />, snapshotOf({ commit: { ...snapshotOf().commit, failure } }))
    answerWith(err({ code: 'settings-failed', message: 'The settings cannot be written.', next: 'Look at the disk.' }))
    press('Hold back .env.local')
    expect(await screen.findByText('The settings cannot be written.')).toBeTruthy()
    expect(screen.getAllByRole('alert')).toHaveLength(2)
  })

  it('counts the line about checkpoints as read when somebody goes on with it in view', async () => {
    const { sent } = await show(<HomeView />, snapshotOf({ repo: repoView({ captureNoticeDue: true }) }))
    expect(screen.getByText(/^Checkpoints keep copies of your files/)).toBeTruthy()
    press('Commit 3 files and start Spark')
    await waitFor(() =>
      expect(sent.map((command) => command.type)).toEqual(['repo/accept-capture', 'session/commit-and-start']),
    )
  })
})

describe('the gate', () => {
  const gate = () => screen.getByRole('region', { name: 'Gate' })

  it('begins with what to do', async () => {
    await show(<HomeView />, snapshotOf())
    expect(within(gate()).getByRole('status').textContent?.trim()).toMatch(/^Commit first: 3 uncommitted files/)
  })

  it('begins with "Gate open" when everything is committed, and names what is held back', async () => {
    const heldBack = [changedFile('.env.local')]
    const open = { kind: 'open', baseline: '4f2c1a9'.padEnd(40, '0'), subject: 'chore: first', heldBack } as const
    const { sent } = await show(<HomeView />, snapshotOf({ repo: repoView({ gate: open }) }))
    expect(within(gate()).getByRole('status').textContent?.trim()).toMatch(/^Gate open/)
    expect(gate().textContent).toContain('4f2c1a9')
    press('Release .env.local')
    expect(sent).toEqual([{ type: 'repo/release', repoId, path: '.env.local' }])
  })

  it('holds a file back', async () => {
    const { sent } = await show(<HomeView />, snapshotOf())
    press('Hold back .env.local')
    expect(sent).toEqual([{ type: 'repo/hold-back', repoId, path: '.env.local' }])
  })

  it('offers no ticks where a commit of files settles nothing', async () => {
    const merging = { kind: 'closed', reason: 'merge', files: [changedFile('a.ts')], heldBack: [] } as const
    await show(<HomeView />, snapshotOf({ repo: repoView({ gate: merging }) }))
    expect(within(gate()).getByRole('status').textContent?.trim()).toBe('Commit first: a merge is in progress')
    expect(screen.queryByRole('checkbox')).toBeNull()
    expect(button('Start Spark session').getAttribute('aria-disabled')).toBe('true')
  })

  it('asks before a filter runs', async () => {
    const files = [changedFile('logo.psd', { status: 'undecided', filter: 'lfs', lines: null })]
    const { sent } = await show(
      <HomeView />,
      snapshotOf({ repo: repoView({ gate: { kind: 'closed', reason: 'uncommitted-files', files, heldBack: [] } }) }),
    )
    press('Check with lfs')
    expect(sent).toEqual([{ type: 'repo/consent-filter', repoId, filter: 'lfs' }])
  })

  it('says of how many files its lines are', async () => {
    const files = [changedFile('a.ts', { lines: { added: 4, removed: 1 } }), changedFile('dump.sql', { lines: null })]
    const closed = { kind: 'closed', reason: 'uncommitted-files', files, heldBack: [] } as const
    await show(<HomeView />, snapshotOf({ repo: repoView({ gate: closed }) }))
    expect(within(gate()).getByText('+4 −1 in 1 of them')).toBeTruthy()
  })

  it('shows a name with hidden characters as what it is', async () => {
    const files = [changedFile('gpj\u202eexe')]
    await show(
      <HomeView />,
      snapshotOf({ repo: repoView({ gate: { kind: 'closed', reason: 'uncommitted-files', files, heldBack: [] } }) }),
    )
    expect(screen.getByRole('checkbox', { name: 'gpj‹U+202E›exe' })).toBeTruthy()
  })
})

describe('lanes', () => {
  it('starts a standard session at once', async () => {
    const { sent } = await show(<HomeView />, snapshotOf())
    const lanes = within(screen.getByRole('radiogroup', { name: 'Lane' }))
    fireEvent.click(lanes.getByRole('radio', { name: 'Standard' }))
    press('Start standard session')
    expect(sent).toEqual([{ type: 'session/start', repoId, lane: 'standard', prompt: null, tryAnyway: false }])
  })

  it('offers another model, or an explicit try, when the lane’s own is not offered', async () => {
    const base = snapshotOf()
    const suggestion = { modelId: 'gpt-5.5-mini', modelName: 'GPT-5.5-mini' }
    const item = {
      code: 'model-not-offered',
      message: 'It is not offered.',
      next: 'Use another.',
      source: 'the model list',
    } as const
    const { sent } = await show(
      <HomeView />,
      snapshotOf({
        lanes: { ...base.lanes, spark: { ...base.lanes.spark, offered: 'no', suggestion } },
        readiness: { ...base.readiness, spark: { kind: 'not-ready', blocking: true, answer: 'no', items: [item] } },
      }),
    )
    press('Commit 3 files and start Spark')
    expect(sent).toEqual([])
    press('Use GPT-5.5-mini in this lane')
    press('Try anyway')
    await waitFor(() => expect(sent).toHaveLength(2))
    expect(sent[0]).toEqual({ type: 'lane/use-model', lane: 'spark', modelId: 'gpt-5.5-mini' })
    expect(sent[1]).toMatchObject({ type: 'session/commit-and-start', tryAnyway: true })
  })

  it('asks before a gated model becomes the default of everything', async () => {
    const modelQuestion = {
      modelId: 'gpt-5.3-codex-spark',
      modelName: 'GPT-5.3-Codex-Spark',
      place: 'everywhere',
      effort: undefined,
      minutes: null,
      gated: true,
    } as const
    const { sent } = await show(<HomeView />, snapshotOf({ modelQuestion }))
    const dialog = within(screen.getByRole('dialog'))
    expect(dialog.getByText(/will not be stopped on uncommitted work/)).toBeTruthy()
    fireEvent.click(dialog.getByRole('button', { name: 'Only for the next session' }))
    fireEvent.click(dialog.getByRole('button', { name: 'Set everywhere' }))
    fireEvent(screen.getByRole('dialog'), new Event('cancel', { cancelable: true }))
    expect(sent).toEqual([
      { type: 'model/select', modelId: modelQuestion.modelId, scope: 'next-session' },
      { type: 'model/select', modelId: modelQuestion.modelId, scope: 'everywhere' },
      { type: 'model/keep' },
    ])
  })

  describe('the menu More', () => {
    const items = () => {
      press('More')
      return within(screen.getByRole('menu', { name: 'More' })).getAllByRole('menuitem')
    }
    const choose = (name: string) => {
      press('More')
      fireEvent.click(within(screen.getByRole('menu', { name: 'More' })).getByRole('menuitem', { name }))
    }

    it('has the ways out of a closed gate', async () => {
      const { sent } = await show(<HomeView />, snapshotOf())
      expect(items().map((item) => item.getAttribute('aria-label'))).toEqual([
        'Checkpoint only',
        'I start it myself',
        'Start anyway',
        'Pause gate',
      ])
      press('More')
      choose('I start it myself')
      await waitFor(() => expect(sent).toEqual([{ type: 'session/start-by-hand', repoId, lane: 'spark' }]))
      choose('Pause gate')
      await waitFor(() => expect(sent.at(-1)).toEqual({ type: 'gate/pause', repoId, until: '30-minutes' }))
      fireEvent.change(screen.getByRole('textbox', { name: 'First prompt' }), { target: { value: 'fix it' } })
      choose('Checkpoint only')
      await waitFor(() =>
        expect(sent.at(-1)).toEqual({
          type: 'session/start',
          repoId,
          lane: 'spark',
          prompt: 'fix it',
          tryAnyway: false,
          way: { kind: 'checkpoint-only' },
        }),
      )
    })

    it('asks for a reason before it starts anyway', async () => {
      const { sent } = await show(<HomeView />, snapshotOf())
      choose('Start anyway')
      const dialog = within(screen.getByRole('dialog', { name: 'Start on uncommitted work?' }))
      const start = () => fireEvent.click(dialog.getByRole('button', { name: 'Start anyway' }))
      start()
      expect(sent).toEqual([])
      fireEvent.change(dialog.getByRole('textbox', { name: 'Your reason' }), { target: { value: '  mine  ' } })
      start()
      await waitFor(() => expect(sent).toMatchObject([{ way: { kind: 'start-anyway', reason: 'mine' } }]))
      expect(screen.queryByRole('dialog')).toBeNull()

      choose('Start anyway')
      fireEvent.click(screen.getByRole('radio', { name: 'Trying something out' }))
      fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Start anyway' }))
      await waitFor(() =>
        expect(sent.at(-1)).toMatchObject({ way: { kind: 'start-anyway', reason: 'Trying something out' } }),
      )
    })

    it('says why one cannot be taken, and does nothing then', async () => {
      const { settings } = snapshotOf()
      const waysOut = { ...settings.waysOut, startAnyway: false, holdBack: false }
      const { sent } = await show(<HomeView />, snapshotOf({ settings: { ...settings, waysOut } }))
      choose('Start anyway')
      const item = screen.getByRole('menuitem', { name: 'Start anyway' })
      expect(item.getAttribute('aria-disabled')).toBe('true')
      expect(item.textContent).toContain('Switched off in the settings')
      press('Hold back src/a.ts')
      expect(screen.queryByRole('dialog')).toBeNull()
      expect(sent).toEqual([])
    })
  })

  it('offers to start on a partial checkpoint when that is what refused the start', async () => {
    const { sent, push } = await show(<HomeView />, snapshotOf())
    press('Commit 3 files and start Spark')
    await waitFor(() => expect(sent).toHaveLength(1))
    const failure = failed({ code: 'checkpoint-partial', message: '1 file could not be captured.' })
    push(snapshotOf({ commit: { ...snapshotOf().commit, failure } }))
    press('Start on a partial checkpoint')
    await waitFor(() => expect(sent).toHaveLength(2))
    expect(sent[1]).toEqual({
      type: 'session/start',
      repoId,
      lane: 'spark',
      prompt: null,
      tryAnyway: false,
      acceptPartial: true,
    })
  })

  it('names what is held back, and what of it no checkpoint would hold', async () => {
    const heldBack = [changedFile('big.bin'), changedFile('notes.md')]
    const uncovered = [{ path: 'big.bin', why: 'TOO_BIG' }]
    const gate = { kind: 'closed', reason: 'held-back-uncovered', files: [], heldBack, uncovered } as const
    await show(<HomeView />, snapshotOf({ repo: repoView({ gate }) }))
    expect(screen.getByRole('region', { name: 'Gate' }).querySelector('[role=status]')?.textContent).toBe(
      'Commit first: what is held back would be in no checkpoint',
    )
    const rows = within(screen.getByRole('list', { name: 'Held back' })).getAllByRole('listitem')
    expect(rows.map((row) => row.textContent)).toEqual(['big.bintoo bigRelease', 'notes.mdRelease'])
    expect(button('Start Spark session').getAttribute('aria-disabled')).toBe('true')
  })

  it('shows with a session how it was started', async () => {
    const startFacts = ['Started anyway on 2 uncommitted files: Trying something out.']
    await show(<HomeView />, snapshotOf({ sessions: [sessionView({ state: 'ended', startFacts })] }))
    expect(within(screen.getByRole('region', { name: 'Sessions' })).getByText(startFacts[0] ?? '')).toBeTruthy()
  })
})

const limitsUnknown = snapshotOf().limits

describe('limits', () => {
  it('is a meter for each window, without a number where none is known', async () => {
    const at = { resetsAtMs: null, readAtMs: 0, source: 'read', others: [], countedTokens: null } as const
    await show(
      <HomeView />,
      snapshotOf({
        limits: {
          ...limitsUnknown,
          state: { kind: 'known', readAtMs: 0 },
          buckets: [
            {
              id: 'codex',
              label: 'Standard',
              lane: 'standard',
              windows: [
                { minutes: 300, label: '5 h', reading: { kind: 'known', leftPercent: 44 }, ...at },
                { minutes: 10_080, label: 'weekly', reading: { kind: 'unknown' }, ...at },
              ],
              notOffered: [],
              facts: [],
              still: null,
            },
          ],
        },
      }),
    )
    const known = screen.getByRole('meter', { name: 'Standard, 5 h' })
    expect(known.getAttribute('aria-valuenow')).toBe('44')
    expect(known.getAttribute('aria-valuetext')).toBe('44 % left')
    const unknown = screen.getByRole('meter', { name: 'Standard, weekly' })
    expect(unknown.getAttribute('aria-valuenow')).toBeNull()
    expect(unknown.getAttribute('aria-valuetext')).toBe('unknown')
  })

  it('says why there are none', async () => {
    const problem = { message: 'Codex is not signed in.', next: 'Run codex login in a terminal.' }
    await show(<HomeView />, snapshotOf({ limits: { ...limitsUnknown, state: { kind: 'unavailable', problem } } }))
    expect(screen.getByRole('region', { name: 'Limits' }).textContent).toContain('Codex is not signed in.')
  })
})

describe('sessions', () => {
  it('lists what is on and lets go of it', async () => {
    const { sent } = await show(<HomeView />, snapshotOf({ sessions: [sessionView({ sure: false })] }))
    const sessions = within(screen.getByRole('region', { name: 'Sessions' }))
    expect(sessions.getByRole('listitem').textContent).toContain('on since 11:58')
    expect(sessions.getByRole('listitem').textContent).toContain('probably')
    fireEvent.click(sessions.getByRole('button', { name: 'Stop following fix the login' }))
    expect(sent).toEqual([{ type: 'session/stop-following', sessionId: 'session-1' }])
    press('Show live diff')
    expect(sent.at(-1)).toEqual({ type: 'window/open', view: 'diff', repoId })
  })

  it('tells how one was read, and nothing where nothing was', async () => {
    const read = sessionView({ id: 'read', read: { oneByOne: 12, atOnce: 30 } })
    const unread = sessionView({ id: 'unread', read: { oneByOne: 0, atOnce: 0 } })
    await show(<HomeView />, snapshotOf({ sessions: [read, unread] }))
    const [first, second] = within(screen.getByRole('region', { name: 'Sessions' })).getAllByRole('listitem')
    expect(first?.textContent).toContain('12 hunks read one by one, 30 at once')
    expect(second?.textContent).not.toContain('read one by one')
    expect(second?.textContent).not.toContain('at once')
  })
})

describe('the first start', () => {
  it('asks which repository, and offers those Codex used', async () => {
    const choice = {
      repoId,
      name: 'acme-api',
      path: '~/code/acme-api',
      folder: '/home/jo/code/acme-api',
      live: false,
      active: false,
      from: 'codex',
      lastUsedMs: null,
    } as const
    const { sent } = await show(<HomeView />, snapshotOf({ repo: null, repoChoices: [choice] }))
    expect(screen.getByRole('heading', { name: 'Which repository?' })).toBeTruthy()
    press(/^acme-api/)
    press('Choose folder…')
    expect(sent).toEqual([{ type: 'repo/choose', repoId }, { type: 'repo/choose-folder' }])
  })

  it('does not ask for a repository while the one of the start is opened', async () => {
    await show(<HomeView />, snapshotOf({ repo: null, opening: '~/code/acme-api' }))
    expect(screen.getByText('Opening ~/code/acme-api…').getAttribute('role')).toBe('status')
    expect(screen.queryByRole('heading', { name: 'Which repository?' })).toBeNull()
  })

  it('says what is wrong with the folder', async () => {
    const repoProblem = { message: '~/Downloads is not in a git repository.', next: 'Choose a folder that is.' }
    await show(<HomeView />, snapshotOf({ repo: null, repoProblem }))
    expect(screen.getByRole('alert').textContent).toContain('is not in a git repository')
  })
})
