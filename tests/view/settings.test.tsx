import { fireEvent, screen, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import { SettingsView } from '../../src/renderer/src/views/settings/SettingsView'
import { show } from './support/show'
import { snapshotOf } from './support/snapshot'

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
