import { act, fireEvent, screen, within } from '@testing-library/react'
import { beforeEach, expect, it, vi } from 'vitest'
import type { FileDiff } from '../../../src/core/diff/file-diff'
import { afterPaint } from '../../../src/renderer/src/after-frame'
import type { DiffBatch } from '../../../src/shared/diff-contract'
import { fileDiff } from '../support/file-diff'
import { openDiff } from '../support/live-diff'
import { nowMs, sessionView, snapshotOf } from '../support/snapshot'

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000)
})

type Whole = Extract<DiffBatch, { type: 'scope' }>

const [a, b, c] = [fileDiff('a.ts', ['+one']), fileDiff('b.ts', ['+one']), fileDiff('c.ts', ['+one'])]
const again = ({ path }: FileDiff, line: string) => fileDiff(path, [`+${line}`])
const sinceBaseline: Omit<Whole, 'files'> = {
  type: 'scope',
  batch: 1,
  scope: { kind: 'since-baseline' },
  from: { kind: 'checkpoint', id: '000001-aaaaaaaa', atMs: nowMs, reason: 'session-start' },
  to: { kind: 'disk' },
  whitespace: 'exact',
}
const uncommitted: Omit<Whole, 'files'> = {
  ...sinceBaseline,
  scope: { kind: 'uncommitted' },
  from: { kind: 'commit', commit: 'c' },
}

/** The list, the file that was changed last first. */
async function openRecentFirst(files: readonly FileDiff[]) {
  const shown = await openDiff(snapshotOf({ sessions: [sessionView()] }))
  await shown.say({ ...sinceBaseline, files })
  await painted()
  fireEvent.click(screen.getByRole('button', { name: 'Sort files' }))
  fireEvent.click(screen.getByRole('menuitemradio', { name: 'Recent first' }))
  const list = within(screen.getByRole('list', { name: 'Files' }))
  const names = () => list.getAllByRole('button').map((button) => button.textContent.match(/\w\.ts/)?.[0])
  return {
    ...shown,
    names,
    write: async (of: Omit<Whole, 'files'>, changed: readonly FileDiff[]) => {
      shown.advance(1000)
      await shown.say({ type: 'delta', batch: 2, scope: of.scope, changed, gone: [], savedAtMs: 0 })
      await painted()
    },
    answer: async (of: Omit<Whole, 'files'>, all: readonly FileDiff[]) => {
      shown.advance(1000)
      await shown.say({ ...of, files: all })
      await painted()
    },
  }
}

/** What is done after the paint is done. */
const painted = () => act(() => new Promise<void>((done) => afterPaint(done)))

it('is by what was seen to change, which another scope or way to compare tells nothing of', async () => {
  const { names, write, answer } = await openRecentFirst([a, b])
  expect(names()).toEqual(['a.ts', 'b.ts'])
  await write(sinceBaseline, [again(b, 'two')])
  expect(names()).toEqual(['b.ts', 'a.ts'])
  fireEvent.click(screen.getByRole('radio', { name: 'Uncommitted' }))
  await answer(uncommitted, [again(a, 'three'), again(b, 'three'), c])
  expect(names()).toEqual(['b.ts', 'a.ts', 'c.ts'])
  await answer({ ...uncommitted, whitespace: 'ignore-all' }, [again(a, 'four'), again(b, 'four'), c])
  expect(names()).toEqual(['b.ts', 'a.ts', 'c.ts'])
  await write(uncommitted, [again(c, 'five')])
  expect(names()).toEqual(['c.ts', 'b.ts', 'a.ts'])
  fireEvent.click(screen.getByRole('radio', { name: 'Since baseline' }))
  await answer(sinceBaseline, [a, again(b, 'two'), again(c, 'five')])
  expect(names()).toEqual(['c.ts', 'b.ts', 'a.ts'])
})

it('takes no file for changed that is only read', async () => {
  const { names, write } = await openRecentFirst([a, b, fileDiff('c.ts', [], { body: { kind: 'not-loaded' } })])
  await write(sinceBaseline, [c])
  expect(names()).toEqual(['a.ts', 'b.ts', 'c.ts'])
  await write(sinceBaseline, [again(b, 'two')])
  expect(names()).toEqual(['b.ts', 'a.ts', 'c.ts'])
})

it('stays as it is in a pause, and then is by when files were changed in it', async () => {
  const { names, write } = await openRecentFirst([a, b, c])
  const toggle = screen.getByRole('button', { name: 'Following' })
  fireEvent.click(toggle)
  await write(sinceBaseline, [again(b, 'two')])
  await write(sinceBaseline, [again(c, 'two')])
  expect(names()).toEqual(['a.ts', 'b.ts', 'c.ts'])
  fireEvent.click(toggle)
  await painted()
  expect(names()).toEqual(['c.ts', 'b.ts', 'a.ts'])
})
