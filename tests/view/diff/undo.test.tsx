import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { err, ok } from '../../../src/core/result'
import type { FileDiff } from '../../../src/core/diff/file-diff'
import type { HunkReview } from '../../../src/core/review/review-view'
import { DiffView } from '../../../src/renderer/src/views/diff/DiffView'
import type { AppCommand, CommandResult } from '../../../src/shared/contract'
import { fileDiff } from '../support/file-diff'
import { attachPort } from '../support/live-diff'
import { show } from '../support/show'
import { nowMs, repoId, reviewView, sessionView, snapshotOf } from '../support/snapshot'

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000)
})

const scope = { kind: 'since-baseline' } as const
const files = [fileDiff('a.ts', [' one', '-two', '+zwei']), fileDiff('b.ts', [' one', '+new'])]
const nothingMarked = err({ code: 'nothing-marked', message: 'All of this is marked already.', next: 'Press n.' })

/** A window in which each command of the given kind waits for its answer, in order; the others are accepted at once. */
async function open(late: RegExp = /^none$/) {
  const reviews = { [repoId]: reviewView({ unreviewedLines: 3 }) }
  const shown = await show(<DiffView repoId={repoId} />, snapshotOf({ sessions: [sessionView()], reviews }))
  const waiting: ((result: CommandResult) => void)[] = []
  shown.answerWith(({ type }) =>
    late.test(type) ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(ok(null)),
  )
  const { say } = attachPort()
  const from = { kind: 'checkpoint', id: '000001-aaaaaaaa', atMs: nowMs, reason: 'change' } as const
  await say({ type: 'scope', batch: 1, scope, from, to: { kind: 'disk' }, whitespace: 'exact', files })
  await screen.findByRole('region', { name: 'Diff of b.ts' })
  const sent = () => shown.sent.filter(({ type }) => /^(revert|review)\//.test(type))
  return {
    ...shown,
    sent,
    /** "revert/part 1": the type and the number of the id, in the order in which ids were first seen. */
    told: () => {
      const ids: (string | null)[] = []
      return sent().map((command) => `${command.type} ${numberOf(ids, command)}`)
    },
    /** Answers the command that has waited longest, once it is sent. */
    answer: async (result: CommandResult = ok(null)) => {
      await waitFor(() => expect(waiting.length).toBeGreaterThan(0))
      await act(async () => waiting.shift()?.(result))
    },
    tell: (review: HunkReview) =>
      say({
        type: 'review',
        scope,
        files: files.map((file) => ({ path: file.path, lines: 0, hunks: [{ id: idOf(file), review }] })),
      }),
    button: (path: string) =>
      within(screen.getByRole('region', { name: `Diff of ${path}` })).getByRole('button', { name: 'Mark reviewed' }),
  }
}

function idOf({ body }: FileDiff): string {
  return body.kind === 'text' ? (body.hunks[0]?.id ?? '') : ''
}

function numberOf(ids: (string | null)[], command: AppCommand): number {
  const id = 'id' in command ? command.id : null
  if (!ids.includes(id)) ids.push(id)
  return ids.indexOf(id) + 1
}

const press = (key: string) => fireEvent.keyDown(document.body, { key })
const undo = () => fireEvent.keyDown(document.body, { key: 'z', ctrlKey: true })

describe('Ctrl+Z', () => {
  it('takes back the mark that was pressed last while it is still being set, and no older revert', async () => {
    const { told, answer } = await open(/^review\/mark$/)
    press('x')
    await screen.findByText('Reverted 1 hunk in a.ts')
    press('r')
    undo()
    await waitFor(() => expect(told()).toContain('review/mark 2'))
    expect(told()).toEqual(['revert/part 1', 'review/mark 2'])
    await answer()
    await waitFor(() => expect(told()).toEqual(['revert/part 1', 'review/mark 2', 'review/undo 2']))
    undo()
    await waitFor(() => expect(told().at(-1)).toBe('revert/undo 1'))
  })

  it('takes back the revert that was pressed last while it is still being written, and no older mark', async () => {
    const { told, answer } = await open(/^revert\/part$/)
    press('r')
    await waitFor(() => expect(told()).toEqual(['review/mark 1']))
    press('x')
    undo()
    await waitFor(() => expect(told()).toHaveLength(2))
    await answer()
    await waitFor(() => expect(told()).toEqual(['review/mark 1', 'revert/part 2', 'revert/undo 2']))
  })

  it('takes back nothing for a press that is refused after it', async () => {
    const { told, answer, advance } = await open(/^(review\/mark|revert\/part)$/)
    press('x')
    await answer()
    press('r')
    undo()
    await answer(err({ code: 'hunk-changed', message: 'This hunk changed meanwhile.', next: 'Read it again.' }))
    await screen.findByText(/This hunk changed meanwhile/)
    press('x')
    undo()
    await answer(err({ code: 'nothing-reverted', message: 'There was nothing to revert.', next: 'Look again.' }))
    await screen.findByText(/There was nothing to revert/)
    advance(0)
    expect(told()).toEqual(['revert/part 1', 'review/mark 2', 'revert/part 3'])
  })

  it('passes over presses that marked nothing, without a word about them', async () => {
    const { told, answer } = await open(/^review\/mark$/)
    press('r')
    await answer()
    for (const key of ['r', 'R']) {
      press(key)
      await answer(nothingMarked)
    }
    expect(screen.queryByRole('alert')).toBeNull()
    undo()
    await waitFor(() => expect(told()).toEqual(['review/mark 1', 'review/mark 2', 'review/mark 3', 'review/undo 1']))
  })

  it.each([
    ['its own', 'r'],
    ['the mark of its file', 'R'],
  ])('passes over a mark that was taken back by the button: %s', async (_, key) => {
    const { told, button, tell } = await open()
    press('x')
    await waitFor(() => expect(told()).toHaveLength(1))
    await tell('unreviewed')
    press(key)
    await waitFor(() => expect(told()).toHaveLength(2))
    await tell('reviewed')
    await waitFor(() => expect(button('a.ts').getAttribute('aria-pressed')).toBe('true'))
    fireEvent.click(button('a.ts'))
    await waitFor(() => expect(told()).toHaveLength(3))
    undo()
    await waitFor(() => expect(told()).toHaveLength(4))
    expect(told()).toEqual(['revert/part 1', 'review/mark 2', 'review/mark 3', 'revert/undo 1'])
  })
})
