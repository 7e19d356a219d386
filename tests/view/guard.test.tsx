import { fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { type GuardInfo, guardView, unknownGuard } from '../../src/core/app/guard'
import type { Refusal } from '../../src/core/guard/refusal'
import { HomeView } from '../../src/renderer/src/views/home/HomeView'
import { SettingsView } from '../../src/renderer/src/views/settings/SettingsView'
import { show } from './support/show'
import { nowMs, snapshotOf } from './support/snapshot'

const refusal: Refusal = {
  id: 's1.t1',
  atMs: nowMs - 5000,
  reason: 'uncommitted-files',
  sessionId: 's1',
  turnId: 't1',
  model: 'gpt-5.3-codex-spark',
  cwd: '/home/ada/code/acme-api',
  top: '/home/ada/code/acme-api',
  files: ['src/a.ts', 'src/\u202eb.ts'],
  total: 2,
}
const snapshotWith = (guard: Partial<GuardInfo>, offered = true) =>
  snapshotOf({
    guard: guardView(
      {
        ...unknownGuard,
        hooksFile: '/home/ada/.codex/hooks.json',
        configFile: '/home/ada/.codex/config.toml',
        ...guard,
      },
      { userHome: '/home/ada', offered, nowMs },
    ),
  })
const card = () => within(screen.getByRole('region', { name: 'Guard' }))
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))

describe('the guard in home', () => {
  it.each([
    ['on', 'Guard on'],
    ['not-trusted', 'Guard not trusted'],
    ['modified', 'Guard modified'],
    ['off-by-config', 'Guard off by config'],
    ['not-installed', 'Guard not installed'],
    ['unknown', 'Guard not known'],
  ] as const)('says %s', async (light, label) => {
    await show(<HomeView />, snapshotWith({ light }))
    expect(card().getByText(label)).toBeTruthy()
  })

  it('installs only after it was said what that means', async () => {
    const { sent } = await show(<HomeView />, snapshotWith({ light: 'not-installed' }))
    press('Install guard…')
    expect(sent).toEqual([])
    expect(screen.getByText(/UserPromptSubmit hook to ~\/.codex\/hooks.json/)).toBeTruthy()
    press('Install guard')
    expect(sent).toEqual([{ type: 'guard/install' }])
  })

  it('is not offered before the first session has ended', async () => {
    await show(<HomeView />, snapshotWith({ light: 'not-installed' }, false))
    expect(card().queryByRole('button')).toBeNull()
  })

  it('shows a refused prompt with its ways out, each one press', async () => {
    const { sent, push } = await show(<HomeView />, snapshotWith({ light: 'on', refusals: [refusal] }))
    const said = within(screen.getByRole('list', { name: 'Refused prompts' }))
    expect(said.getByRole('alert').textContent).toContain('2 uncommitted files: src/a.ts, src/‹U+202E›b.ts.')
    press('Commit and let through')
    press('Let this one through')
    expect(sent).toEqual([
      { type: 'guard/commit-and-let-through', refusalId: 's1.t1' },
      { type: 'guard/let-through', refusalId: 's1.t1' },
    ])
    push(snapshotWith({ light: 'on', refusals: [refusal], settled: ['s1.t1'] }))
    expect(screen.queryByRole('list', { name: 'Refused prompts' })).toBeNull()
  })

  it('offers no commit where there is nothing to commit', async () => {
    await show(
      <HomeView />,
      snapshotWith({ light: 'on', refusals: [{ ...refusal, reason: 'no-repository', top: '' }] }),
    )
    expect(screen.queryByRole('button', { name: 'Commit and let through' })).toBeNull()
    expect(screen.getByRole('button', { name: 'Let this one through' })).toBeTruthy()
  })
})

describe('the guard in the settings', () => {
  it('can be taken out again, and lists what it refused', async () => {
    const { sent } = await show(<SettingsView />, snapshotWith({ light: 'on', refusals: [refusal] }))
    expect(screen.getByText('1 refused prompt')).toBeTruthy()
    press('Uninstall')
    expect(sent).toEqual([{ type: 'guard/uninstall' }])
  })
})
