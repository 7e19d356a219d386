import { fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChangeView } from '../../../src/core/app/session-views'
import { fileDiff } from '../support/file-diff'
import { change, openDiff, whole } from '../support/live-diff'
import { sessionView, snapshotOf } from '../support/snapshot'

beforeEach(() => {
  vi.stubGlobal('requestIdleCallback', () => 0)
  vi.stubGlobal('cancelIdleCallback', () => {})
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000)
})

const withChanges = (changes: readonly ChangeView[]) => snapshotOf({ sessions: [sessionView({ changes })] })

describe('a pause', () => {
  const toggle = () => screen.getByRole('button', { name: 'Following' })

  it('counts the changes since, also where their numbers have gaps, and those of the next session', async () => {
    const { push, say } = await openDiff(withChanges([change(1), change(2)]))
    await say(whole({ kind: 'since-baseline' }, ['a.ts'], 1))
    fireEvent.click(toggle())
    expect(toggle().textContent).toBe('Paused')
    push(withChanges([change(1), change(2), change(5)]))
    expect(toggle().textContent).toBe('Paused, 1 new')
    push(snapshotOf({ sessions: [sessionView({ id: 'session-2', changes: [change(1)] })] }))
    expect(toggle().textContent).toBe('Paused, 1 new')
    fireEvent.click(toggle())
    fireEvent.click(toggle())
    expect(toggle().textContent).toBe('Paused')
  })

  it.each([
    ['no session', []],
    ['a session that is over', [sessionView({ state: 'ended', changes: [change(1)] })]],
  ])('counts files where there is %s', async (_what, sessions) => {
    const { say } = await openDiff(snapshotOf({ sessions }))
    fireEvent.click(screen.getByRole('radio', { name: 'Uncommitted' }))
    const scope = { kind: 'uncommitted' } as const
    await say(whole(scope, ['a.ts'], 1))
    await screen.findByRole('region', { name: 'Diff of a.ts' })
    fireEvent.click(toggle())
    const changed = [fileDiff('b.ts', ['+new'])]
    await say({ type: 'delta', batch: 2, scope, changed, gone: [], savedAtMs: 0 })
    await waitFor(() => expect(toggle().textContent).toBe('Paused, 1 file changed'))
    await say({ type: 'delta', batch: 3, scope, changed, gone: ['a.ts'], savedAtMs: 0 })
    await waitFor(() => expect(toggle().textContent).toBe('Paused, 2 files changed'))
  })
})

it('a choice of white space ends a pause, as one of a scope does', async () => {
  const { say } = await openDiff(withChanges([change(1)]))
  await say(whole({ kind: 'since-baseline' }, ['a.ts'], 1))
  const toggle = screen.getByRole('button', { name: 'Following' })
  fireEvent.click(toggle)
  fireEvent.click(await screen.findByRole('button', { name: 'White space' }))
  fireEvent.click(screen.getByRole('menuitemradio', { name: 'Ignored' }))
  expect(toggle.textContent).toBe('Following')
})
