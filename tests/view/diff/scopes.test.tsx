import { act, fireEvent, renderHook, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChangeView } from '../../../src/core/app/session-views'
import { usePage } from '../../../src/renderer/src/views/diff/timeline/use-page'
import { checkpointItem, checkpointsView } from '../support/checkpoints'
import { change, openDiff, whole } from '../support/live-diff'
import { nowMs, repoId, sessionView, snapshotOf } from '../support/snapshot'

beforeEach(() => {
  vi.stubGlobal('requestIdleCallback', () => 0)
  vi.stubGlobal('cancelIdleCallback', () => {})
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000)
})

function turn(turnId: string, endedAtMs: number | null) {
  return { turnId, prompt: `prompt ${turnId}`, startedAtMs: nowMs, endedAtMs }
}

const withChanges = (changes: readonly ChangeView[], turns = [turn('t1', null)]) =>
  snapshotOf({ sessions: [sessionView({ changes, turns })] })
const radio = (name: string) => within(screen.getByRole('radiogroup', { name: 'Scope' })).getByRole('radio', { name })
const press = (key: string) => fireEvent.keyDown(window, { key, shiftKey: /^[A-Z]$/.test(key) })
const from = (number: number) => `${String(number).padStart(6, '0')}-aaaaaaaa`

describe('this turn', () => {
  it('goes on as it writes and ends with it, and what is shown stays meanwhile', async () => {
    const { push, asked, say } = await openDiff(withChanges([change(1, { turnId: 't1' })]))
    fireEvent.click(radio('This turn'))
    const running = { kind: 'turn', turnId: 't1', from: from(1), to: null } as const
    await asked(running)
    await say(whole(running, ['a.ts'], 1))
    await screen.findByRole('region', { name: 'Diff of a.ts' })
    push(withChanges([change(1, { turnId: 't1' }), change(2, { turnId: 't1' })], [turn('t1', nowMs)]))
    await asked({ ...running, to: from(3) })
    expect(screen.getByRole('region', { name: 'Diff of a.ts' })).toBeTruthy()
    expect(screen.queryByRole('heading', { name: 'Reading…' })).toBeNull()
    // The next turn is followed too.
    push(
      withChanges(
        [change(1, { turnId: 't1' }), change(2, { turnId: 't1' }), change(3, { turnId: 't2' })],
        [turn('t1', nowMs), turn('t2', null)],
      ),
    )
    await asked({ kind: 'turn', turnId: 't2', from: from(3), to: null })
  })

  it('is that of the chosen change', async () => {
    const changes = [change(1, { turnId: 't1' }), change(2, { turnId: 't2' })]
    const { asked } = await openDiff(withChanges(changes, [turn('t1', nowMs), turn('t2', nowMs)]))
    fireEvent.click(screen.getByRole('button', { name: /^Change 1,/ }))
    press('4')
    await asked({ kind: 'turn', turnId: 't1', from: from(1), to: from(2) })
    expect(screen.getByRole('radio', { checked: true, name: 'This turn' })).toBeTruthy()
  })

  it('says that there is none yet', async () => {
    const { count } = await openDiff(withChanges([]))
    await waitFor(() => expect(count()).toBe(1))
    fireEvent.click(radio('This turn'))
    expect(screen.getByRole('heading', { level: 2, name: 'No change yet' })).toBeTruthy()
    expect(count()).toBe(1)
  })
})

describe('an older change', () => {
  const end = (of: number) => ({ kind: 'checkpoint', id: from(of), atMs: nowMs, reason: 'change' }) as const
  const scope = { kind: 'last-change' } as const

  it.each([
    ['being written', 'codex-patch', end(3), { kind: 'disk' }, 2],
    ['of somebody else', 'outside', end(2), end(3), 1],
  ] as const)('is the one before the last, which is %s', async (_what, writer, first, to, older) => {
    const { asked, say } = await openDiff(withChanges([change(1, { writer }), change(2, { writer })]))
    press('1')
    await asked(scope)
    await say({ ...whole(scope, ['a.ts'], 1), from: first, to })
    await screen.findByRole('region', { name: 'Diff of a.ts' })
    press('[')
    await asked({ kind: 'change', number: older })
    expect(screen.getByRole('radio', { checked: true, name: `Change ${older}` })).toBeTruthy()
  })
})

describe('two points', () => {
  it('are a marked start and now, or any later change', async () => {
    const { asked } = await openDiff(withChanges([change(1), change(2), change(3)]))
    fireEvent.click(screen.getByRole('button', { name: /^Change 1,/ }))
    fireEvent.click(screen.getByRole('button', { name: 'Compare from here' }))
    await asked({ kind: 'between', from: from(2), to: null })
    expect(screen.getByRole('radio', { checked: true, name: 'Between' })).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: /^Change 3,/ }))
    fireEvent.click(screen.getByRole('button', { name: 'Compare up to here' }))
    await asked({ kind: 'between', from: from(2), to: from(4) })
    fireEvent.click(screen.getByRole('button', { name: 'With now' }))
    await asked({ kind: 'between', from: from(2), to: null })
    fireEvent.click(radio('Since baseline'))
    // The first start is kept, and so is this one.
    fireEvent.click(radio('Between'))
    await asked({ kind: 'between', from: from(2), to: null })
  })

  it('have keys', async () => {
    const { asked } = await openDiff(withChanges([change(1), change(2), change(3)]))
    press('[')
    press('[')
    await asked({ kind: 'change', number: 2 })
    press('b')
    await asked({ kind: 'between', from: from(3), to: null })
    press('[')
    await asked({ kind: 'change', number: 3 })
    press('B')
    await asked({ kind: 'between', from: from(3), to: from(4) })
    expect(screen.getByRole('radio', { checked: true, name: 'Between' })).toBeTruthy()
  })

  it.each<[string, () => void]>([
    ['by key', () => press('B')],
    ['by button', () => fireEvent.click(screen.getByRole('button', { name: 'Compare up to the start' }))],
  ])('go from the earlier to the later one, whichever was marked first, %s', async (_how, compare) => {
    const { asked, say } = await openDiff(withChanges([change(1), change(2), change(3)]))
    fireEvent.click(screen.getByRole('button', { name: /^Change 3,/ }))
    press('b')
    await asked({ kind: 'between', from: from(4), to: null })
    fireEvent.click(screen.getByRole('button', { name: /^Change 1,/ }))
    compare()
    const scope = { kind: 'between', from: from(2), to: from(4) } as const
    await asked(scope)
    await say(whole(scope, ['a.ts'], 1))
    expect(await screen.findByText(/^After change 1, up to change 3/)).toBeTruthy()
    const first = screen.getByRole('listitem', { name: /^Change 1,/ })
    expect(within(first).getByText('Compared from here')).toBeTruthy()
  })

  it('are offered wherever HEAD moved', async () => {
    const moved = change(2, { writer: 'git', headMove: 'branch main → x, 320 files' })
    const { asked } = await openDiff(withChanges([change(1), moved]))
    const list = within(screen.getByRole('list', { name: 'Changes' }))
    expect(list.getByRole('listitem', { name: /^Change 2, .*branch main → x, 320 files/ })).toBeTruthy()
    fireEvent.click(list.getByRole('button', { name: 'Compare from here' }))
    await asked({ kind: 'between', from: from(3), to: null })
  })

  it('are the baseline and every checkpoint too', async () => {
    const named = checkpointItem(9, { id: from(9), reason: 'by-hand', label: 'before the big move' })
    const early = checkpointItem(1, { id: from(1), reason: 'session-start', label: 'session start' })
    const { asked } = await openDiff({
      ...withChanges([change(1), change(2)]),
      checkpoints: { [repoId]: checkpointsView({ items: [named, early] }) },
    })
    const checkpoint = (name: RegExp) =>
      within(within(screen.getByRole('list', { name: 'Checkpoints' })).getByRole('listitem', { name }))
    const choose = (name: RegExp, choice: string) => {
      fireEvent.click(checkpoint(name).getByRole('button', { name: 'Compare, keep or forget' }))
      fireEvent.click(screen.getByRole('menuitem', { name: choice }))
    }
    const baseline = sessionView({}).baseline?.checkpointId ?? ''
    fireEvent.click(screen.getByRole('button', { name: 'Compare from the baseline' }))
    await asked({ kind: 'between', from: baseline, to: null })
    choose(/before the big move/, 'Compare up to here')
    await asked({ kind: 'between', from: baseline, to: from(9) })

    choose(/before the big move/, 'Compare from here')
    await asked({ kind: 'between', from: from(9), to: null })
    expect(checkpoint(/before the big move/).getByText('Compared from here')).toBeTruthy()
    // What was captured before the start is no end of it.
    fireEvent.click(checkpoint(/Session start/).getByRole('button', { name: 'Compare, keep or forget' }))
    expect(screen.queryByRole('menuitem', { name: 'Compare up to here' })).toBeNull()
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Escape' })

    choose(/Session start/, 'Compare from here')
    await asked({ kind: 'between', from: from(1), to: null })
    fireEvent.click(screen.getByRole('button', { name: /^Change 2,/ }))
    fireEvent.click(screen.getByRole('button', { name: 'Compare up to here' }))
    await asked({ kind: 'between', from: from(1), to: from(3) })
  })
})

describe('the header', () => {
  it('names the ends, the commit and the totals', async () => {
    const { say } = await openDiff(withChanges([]))
    await say(whole({ kind: 'since-baseline' }, ['a.ts', 'b.ts'], 1))
    const summary = await screen.findByText('Baseline 12:06:00 (4f2c1a9) → now')
    expect(summary.parentElement?.textContent).toMatch(/^Baseline 12:06:00 \(4f2c1a9\) → now · 2 files · \+2 −0/)
  })

  it('keeps what was shown until another scope is answered', async () => {
    const { say, asked } = await openDiff(withChanges([change(1)]))
    await say(whole({ kind: 'since-baseline' }, ['a.ts'], 1))
    await screen.findByRole('region', { name: 'Diff of a.ts' })
    press('1')
    await asked({ kind: 'last-change' })
    expect(screen.getByRole('region', { name: 'Diff of a.ts' })).toBeTruthy()
    await say(whole({ kind: 'last-change' }, ['b.ts'], 2))
    await screen.findByRole('region', { name: 'Diff of b.ts' })
    expect(screen.queryByRole('region', { name: 'Diff of a.ts' })).toBeNull()
  })
})

describe('another session', () => {
  it('takes the place of a change that was chosen in the one before', async () => {
    const { push, asked } = await openDiff(withChanges([change(1)]))
    fireEvent.click(screen.getByRole('button', { name: /^Change 1,/ }))
    await asked({ kind: 'change', number: 1 })
    push(snapshotOf({ sessions: [sessionView({ id: 'session-2' }), sessionView({ state: 'ended' })] }))
    await asked({ kind: 'since-baseline' })
    expect(screen.queryByRole('radio', { name: 'Change 1' })).toBeNull()
  })
})

describe('the timeline', () => {
  // Roles of hundreds of entries are slow to work out here.
  const items = () => [...screen.getByLabelText('Changes').querySelectorAll(':scope > li')]
  const many = Array.from({ length: 2000 }, (_, at) => change(at + 1))

  it('of a long session is a page of it, which is turned and stays where it is', { timeout: 30_000 }, async () => {
    const { push } = await openDiff(withChanges(many))
    expect(items()).toHaveLength(201)
    expect(items()[0]?.textContent).toMatch(/^Change 2000/)
    fireEvent.click(screen.getByText('Show 1800 older'))
    expect(items()[0]?.textContent).toBe('Show 100 newer')
    expect(items()[1]?.textContent).toMatch(/^Change 1900/)
    push(withChanges([...many, change(2001)]))
    expect(items()[1]?.textContent).toMatch(/^Change 1900/)
    expect(items()).toHaveLength(202)
    press('g')
    expect(screen.getByRole('radio', { checked: true, name: 'Last change' })).toBeTruthy()
  })

  it('turns to the change that is stepped to, and not away from what was turned to', () => {
    const page = renderHook(({ chosen }: { readonly chosen: number | null }) => usePage(many, chosen), {
      initialProps: { chosen: null as number | null },
    })
    const numbers = () => page.result.current.items.map(({ number }) => number)
    page.rerender({ chosen: 1500 })
    expect(numbers()).toContain(1500)
    expect(numbers()).toHaveLength(200)
    page.rerender({ chosen: 1499 })
    expect(numbers()[0]).toBe(1599)
    act(() => page.result.current.showOlder())
    expect(numbers()[0]).toBe(1499)
    for (let at = 0; at < 20; at++) act(() => page.result.current.showOlder())
    expect(numbers().at(-1)).toBe(1)
    expect(page.result.current.older).toBe(0)
    page.rerender({ chosen: 2000 })
    expect(numbers()[0]).toBe(2000)
    expect(page.result.current.newer).toBe(0)
  })

  it('lets only what came since slide in, and says it once a second', async () => {
    const { push, advance, say } = await openDiff(withChanges([change(1)]))
    await say(whole({ kind: 'since-baseline' }, ['a.ts'], 1))
    await screen.findByText('Baseline 12:06:00 (4f2c1a9) → now')
    expect(items().filter((item) => item.classList.contains('fresh'))).toEqual([])
    push(withChanges([change(1), change(2)]))
    push(withChanges([change(1), change(2), change(3)]))
    expect(
      items()
        .filter((item) => item.classList.contains('fresh'))
        .map((item) => item.textContent),
    ).toEqual([expect.stringMatching(/^Change 3/)])
    advance(1000)
    expect(screen.getByText(/^2 new changes\. Change 3, 1 file, Codex patch/)).toBeTruthy()
    expect(document.activeElement).toBe(document.body)
  })
})
