import { fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { SettingsView } from '../../src/renderer/src/views/settings/SettingsView'
import { appCommandSchema } from '../../src/shared/contract'
import { show } from './support/show'
import { repoId, repoView, snapshotOf } from './support/snapshot'

it('sends what is chosen and shows where things are', async () => {
  const { sent } = await show(<SettingsView />, snapshotOf())
  const choose = (group: string, choice: string) =>
    fireEvent.click(within(screen.getByRole('radiogroup', { name: group })).getByRole('radio', { name: choice }))
  choose('Theme', 'Dark')
  choose('When a session starts', 'Nothing')
  choose('Standard session on uncommitted work', 'Commit first')
  expect(sent).toEqual([
    { type: 'settings/set', change: { key: 'theme', value: 'dark' } },
    { type: 'settings/set', change: { key: 'onSessionStart', value: 'nothing' } },
    { type: 'settings/set', change: { key: 'standardPolicy', value: 'gate' } },
  ])
  expect(document.title).toBe('Settings — Firebreak')
  expect(screen.getByText('~/.firebreak/settings.json')).toBeTruthy()
  expect(screen.getByText('~/bin/codex (0.169.0)')).toBeTruthy()
})

it('has a tick for each way out of a closed gate', async () => {
  const { sent } = await show(<SettingsView />, snapshotOf())
  const group = within(screen.getByRole('group', { name: 'Ways out' }))
  const names = ['Hold back', 'Checkpoint only', 'I start it myself', 'Start anyway', 'Pause gate']
  for (const name of names) fireEvent.click(group.getByRole('checkbox', { name }))
  const ways = ['holdBack', 'checkpointOnly', 'startMyself', 'startAnyway', 'pause']
  expect(sent).toEqual(ways.map((way) => ({ type: 'settings/set', change: { key: 'waysOut', way, value: false } })))
  expect(sent.every((command) => appCommandSchema.safeParse(command).success)).toBe(true)
})

describe('checkpoints', () => {
  const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name })
  const type = (name: string, value: string) => {
    fireEvent.change(field(name), { target: { value } })
    fireEvent.blur(field(name))
  }
  const limits = snapshotOf().settings.checkpoints

  it('keep as much as is said', async () => {
    const { sent } = await show(<SettingsView />, snapshotOf())
    expect(['Days', 'Number', 'Size in GiB', 'Each in MiB', 'In all in MiB'].map((name) => field(name).value)).toEqual([
      '30',
      '200',
      '5',
      '1',
      '50',
    ])
    type('Days', '14')
    type('Size in GiB', '2,5')
    type('Each in MiB', '0')
    expect(sent).toEqual([
      { type: 'settings/set', change: { key: 'checkpoints', value: { ...limits, days: 14 } } },
      { type: 'settings/set', change: { key: 'checkpoints', value: { ...limits, bytes: 2.5 * 2 ** 30 } } },
      { type: 'settings/set', change: { key: 'checkpoints', value: { ...limits, ignoredFileBytes: 0 } } },
    ])
    expect(sent.every((command) => appCommandSchema.safeParse(command).success)).toBe(true)
  })

  it('say which numbers can be', async () => {
    const { sent } = await show(<SettingsView />, snapshotOf())
    type('Number', '2.5')
    expect(screen.getByRole('alert').textContent).toBe('From 1 to 100000')
    expect(field('Number').getAttribute('aria-invalid')).toBe('true')
    fireEvent.keyDown(field('Number'), { key: 'Escape' })
    expect(field('Number').value).toBe('200')
    expect(sent).toEqual([])
  })

  it('leave out what is listed', async () => {
    const { sent } = await show(<SettingsView />, snapshotOf({ repo: repoView({ leftOut: ['secrets'] }) }))
    fireEvent.click(screen.getByRole('button', { name: 'Put secrets back into checkpoints' }))
    expect(sent).toEqual([{ type: 'checkpoint/leave-out', repoId, paths: [] }])
  })
})
