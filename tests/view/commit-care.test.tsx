import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { AppSnapshot } from '../../src/core/app/snapshot'
import type { CommitView } from '../../src/core/app/commit-views'
import { HomeView } from '../../src/renderer/src/views/home/HomeView'
import { SettingsView } from '../../src/renderer/src/views/settings/SettingsView'
import { changedFile } from '../support/changed-file'
import { show } from './support/show'
import { nowMs, repoId, repoView, snapshotOf } from './support/snapshot'

const button = (name: string | RegExp) => screen.getByRole('button', { name })
const press = (name: string | RegExp) => fireEvent.click(button(name))
const box = (name: string) => screen.getByRole<HTMLInputElement>('checkbox', { name })
const gate = () => screen.getByRole('region', { name: 'Gate' })

const withCommit = (part: Partial<CommitView>, snapshot: Partial<AppSnapshot> = {}) =>
  snapshotOf({ commit: { ...snapshotOf().commit, ...part }, ...snapshot })
const warnings = (part: Partial<CommitView['warnings']>) => ({ ...snapshotOf().commit.warnings, ...part })
const secret = { path: '.env.local', marks: [{ kind: 'secret-name' } as const] }
const open = { kind: 'open', baseline: 'a1b2c3d'.padEnd(40, '0'), subject: 'work', heldBack: [] } as const

describe('a file that is pointed out', () => {
  it('has no tick by itself, says why, and is committed once it is ticked', async () => {
    const { sent } = await show(<HomeView />, withCommit({ warnings: warnings({ marked: [secret] }) }))
    expect(box('.env.local').checked).toBe(false)
    expect(box('src/a.ts').checked).toBe(true)
    expect(gate().textContent).toContain('1 file looks like a secret: without a tick until you set it.')
    expect(gate().textContent).toContain('Files of this name hold passwords or keys.')
    expect(within(gate()).getAllByRole('listitem')[0]?.textContent).toContain('.env.local')
    expect(button('Commit 2 files and start Spark').getAttribute('aria-disabled')).toBe('true')

    fireEvent.click(box('.env.local'))
    press('Commit 3 files')
    await waitFor(() =>
      expect(sent).toMatchObject([
        { type: 'repo/commit', files: ['src/a.ts', 'src/b.ts', '.env.local'], markedPaths: ['.env.local'] },
      ]),
    )
  })

  it('loses a tick that was set before it was pointed out', async () => {
    const { push } = await show(<HomeView />, snapshotOf())
    fireEvent.click(box('.env.local'))
    fireEvent.click(box('.env.local'))
    expect(box('.env.local').checked).toBe(true)
    push(withCommit({ warnings: warnings({ marked: [secret] }) }))
    expect(box('.env.local').checked).toBe(false)
    expect(button('Commit 2 files')).toBeTruthy()
  })

  it('says where a key is, and how large a file is', async () => {
    const marked = [
      { path: 'src/a.ts', marks: [{ kind: 'secret', secret: 'github', line: 12 } as const] },
      { path: 'src/b.ts', marks: [{ kind: 'large', bytes: 61_000_000 } as const] },
    ]
    await show(<HomeView />, withCommit({ warnings: warnings({ marked, unread: 4 }) }))
    expect(gate().textContent).toContain('Holds a GitHub token in line 12.')
    expect(gate().textContent).toContain('61 MB: history keeps every version of it for good.')
    expect(gate().textContent).toContain('4 files more were not looked into.')
  })
})

describe('very many new files', () => {
  const many = (n: number) =>
    repoView({
      gate: {
        kind: 'closed',
        reason: 'uncommitted-files',
        files: Array.from({ length: n }, (_, i) => changedFile(`gen/${i}.txt`, { status: 'untracked' })),
        heldBack: [],
      },
    })

  it('come with the lines for .gitignore', async () => {
    const ignore = [{ pattern: '/gen/', files: 201 }]
    await show(<HomeView />, withCommit({ warnings: warnings({ newFiles: 201, ignore }) }, { repo: many(4) }))
    expect(screen.getByLabelText('The lines for .gitignore').textContent).toBe('/gen/')
    expect(gate().textContent).toContain('201 new files.')
    expect(button('Commit 4 files').getAttribute('aria-disabled')).toBe('false')
  })

  it('are committed only with their number, and a new number is asked for again', async () => {
    const at = (n: number) => withCommit({ warnings: warnings({ newFiles: n }) }, { repo: many(n) })
    const { sent, push } = await show(<HomeView />, at(2001))
    press('Commit 2,001 files')
    expect(sent).toEqual([])
    expect(screen.getByText('Confirm the 2,001 new files above.')).toBeTruthy()
    fireEvent.click(box('Commit all 2,001 new files'))
    push(at(2002))
    expect(button('Commit 2,002 files').getAttribute('aria-disabled')).toBe('true')
    fireEvent.click(box('Commit all 2,002 new files'))
    press('Commit 2,002 files')
    await waitFor(() => expect(sent).toMatchObject([{ type: 'repo/commit', confirmedNewFiles: 2002 }]))
  }, 30_000)
})

describe('a commit that failed', () => {
  const failure = {
    code: 'hook-failed',
    message: 'A hook of this repository stopped the commit.',
    next: 'Fix what it says.',
    output: 'main is protected',
    command: null,
    ways: [{ way: 'side-branch', branch: 'firebreak/2026-11-22' } as const],
  }

  it('offers a side branch, for what was tried', async () => {
    const { sent, push } = await show(<HomeView />, snapshotOf())
    press('Commit 3 files and start Spark')
    push(withCommit({ failure }))
    await waitFor(() => expect(button('Commit on firebreak/2026-11-22')).toBeTruthy())
    press('Commit on firebreak/2026-11-22')
    await waitFor(() => expect(sent.at(-1)).toMatchObject({ type: 'session/commit-and-start', branch: 'side' }))
    expect(screen.getAllByRole('alert')).toHaveLength(1)
  })

  it('shows the command for a terminal, as text', async () => {
    const command = "cd '/tmp/<b>x</b>' && git commit -m 'it'"
    await show(<HomeView />, withCommit({ failure: { ...failure, code: 'signing-failed', command, ways: [] } }))
    expect(screen.getByLabelText('The command').textContent).toBe(command)
    expect(button('Copy command')).toBeTruthy()
  })
})

describe('what the last session left', () => {
  const leftBy = {
    sessionId: 'session-9',
    startedAtMs: nowMs - 26 * 60_000,
    lines: 18,
    uncountedFiles: 0,
    paths: ['src/a.ts'],
    committedFiles: 0,
  }

  it('is said with its time, and read first on a press', async () => {
    const { sent } = await show(<HomeView />, withCommit({ leftBy, message: 'fix it', messageFrom: 'prompts' }))
    expect(gate().textContent).toContain('Left by Spark session 11:40, 18 lines never reviewed')
    expect(gate().textContent).toContain('From the prompts of that session')
    press('Review first')
    expect(sent).toEqual([{ type: 'session/review', sessionId: 'session-9' }])
  })

  it('is said after the commit too', async () => {
    const committed = { ...leftBy, committedFiles: 1 }
    await show(<HomeView />, withCommit({ leftBy: committed }, { repo: repoView({ gate: open }) }))
    expect(gate().textContent).toContain('18 lines never reviewed; they are committed since')
  })

  it('has several lines of message in one field, and what was typed stays', async () => {
    const { push } = await show(
      <HomeView />,
      withCommit({ message: 'fix it\n\n- and test it', messageFrom: 'prompts' }),
    )
    const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Commit message' })
    expect(field().value).toBe('fix it\n\n- and test it')
    fireEvent.change(field(), { target: { value: 'mine' } })
    push(withCommit({ message: 'another', messageFrom: 'prompts' }))
    expect(field().value).toBe('mine')
    expect(gate().textContent).not.toContain('From the prompts')
  })
})

describe('the last commit', () => {
  const last = {
    commit: 'a1b2c3d'.padEnd(40, '0'),
    shortCommit: 'a1b2c3d',
    message: 'rtl \u202e name\n\nmore',
    sideBranch: null,
    atMs: nowMs,
    canUncommit: true,
  }

  it('can be taken back, and its message is there for the next one', async () => {
    const { sent, push } = await show(<HomeView />, withCommit({ last }, { repo: repoView({ gate: open }) }))
    expect(gate().textContent).toContain('Committed a1b2c3d “rtl ‹U+202E› name”')
    press('Uncommit')
    expect(sent).toEqual([{ type: 'repo/uncommit', repoId, commit: last.commit }])
    push(snapshotOf())
    const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Commit message' })
    await waitFor(() => expect(field().value).toBe('rtl \u202e name\n\nmore'))
  })

  it('names its side branch, and is not offered where it cannot be taken back', async () => {
    const on = { ...last, sideBranch: 'firebreak/2026-11-22', canUncommit: false }
    await show(<HomeView />, withCommit({ last: on }, { repo: repoView({ gate: open }) }))
    expect(gate().textContent).toContain('Committed a1b2c3d on firebreak/2026-11-22')
    expect(screen.queryByRole('button', { name: 'Uncommit' })).toBeNull()
  })
})

it('says that HEAD is on no branch, and offers one', async () => {
  const { sent } = await show(<HomeView />, snapshotOf({ repo: repoView({ detached: true, branch: null }) }))
  expect(gate().textContent).toContain('HEAD is on no branch')
  press('Commit on firebreak/2026-11-22')
  await waitFor(() => expect(sent).toMatchObject([{ type: 'repo/commit', branch: 'side' }]))
})

it('changes the commit message of a repository and of all, when the field is left', async () => {
  const { sent } = await show(<SettingsView />, snapshotOf())
  const here = screen.getByRole('textbox', { name: 'In acme-api' })
  fireEvent.change(here, { target: { value: 'wip: here' } })
  expect(sent).toEqual([])
  fireEvent.blur(here)
  const all = screen.getByRole('textbox', { name: 'Everywhere else' })
  fireEvent.change(all, { target: { value: '' } })
  fireEvent.keyDown(all, { key: 'Enter' })
  await waitFor(() =>
    expect(sent).toEqual([
      { type: 'settings/set', change: { key: 'messageTemplate', repoId, value: 'wip: here' } },
      { type: 'settings/set', change: { key: 'messageTemplate', repoId: null, value: '' } },
    ]),
  )
})
