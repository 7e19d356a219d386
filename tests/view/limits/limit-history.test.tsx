import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AppSnapshot } from '../../../src/core/app/snapshot'
import type { HistoryShown } from '../../../src/core/app/limit-history'
import { HomeView } from '../../../src/renderer/src/views/home/HomeView'
import { show } from '../support/show'
import { nowMs, repoView, snapshotOf } from '../support/snapshot'

const MINUTE = 60_000

// What is loaded when somebody looks is there then: a test does not wait for the bundler.
beforeAll(async () => void (await import('../../../src/renderer/src/views/limits/LimitHistory')))
const resetsAt = nowMs + 110 * MINUTE

function limits(): AppSnapshot['limits'] {
  const window = (minutes: number, label: string, leftPercent: number, resetsAtMs: number) => ({
    minutes,
    label,
    reading: { kind: 'known', leftPercent } as const,
    resetsAtMs,
    readAtMs: nowMs,
    source: 'read' as const,
    countedTokens: null,
    others: [],
  })
  const bucket = { notOffered: [], facts: [], still: null }
  return {
    ...snapshotOf().limits,
    state: { kind: 'known', readAtMs: nowMs },
    buckets: [
      {
        ...bucket,
        id: 'codex',
        label: 'Standard',
        lane: 'standard',
        windows: [window(10_080, 'weekly', 66, nowMs + 3 * 24 * 60 * MINUTE)],
      },
      { ...bucket, id: 'codex_bengalfox', label: 'Spark', lane: 'spark', windows: [window(300, '5 h', 44, resetsAt)] },
    ],
  }
}

const forecasts: AppSnapshot['limitHistory']['forecasts'] = [
  {
    bucketId: 'codex_bengalfox',
    minutes: 300,
    forecast: { kind: 'runs-out', at: nowMs + 70 * MINUTE, resetsAt, percentPerHour: 38 },
  },
  { bucketId: 'codex', minutes: 10_080, forecast: { kind: 'not-enough-data', why: 'short-time' } },
]

const read: HistoryShown = {
  limitId: 'codex_bengalfox',
  minutes: 300,
  span: 'day',
  points: [
    { at: nowMs - 90 * MINUTE, leftPercent: 100 },
    { at: nowMs - 60 * MINUTE, leftPercent: 80 },
    { at: nowMs, leftPercent: 44 },
  ],
  problem: null,
}

async function open(shown: HistoryShown | null = null) {
  const shows = await show(<HomeView />, snapshotOf({ limits: limits(), limitHistory: { forecasts, shown } }))
  const button = screen.getByRole('button', { name: 'Limits history' })
  button.focus()
  fireEvent.click(button)
  await screen.findByRole('dialog')
  return { ...shows, dialog: within(screen.getByRole('dialog')) }
}

describe('the limits card', () => {
  it('says where each limit leads', async () => {
    await show(<HomeView />, snapshotOf({ limits: limits(), limitHistory: { forecasts, shown: null } }))
    expect(screen.getByText('At this pace until 13:16, reset 13:56')).toBeTruthy()
    expect(screen.getByText('Not enough data for a forecast')).toBeTruthy()
  })
})

describe('the limits history', () => {
  it('asks for the Spark window over a day first, and says that it reads', async () => {
    const { sent, dialog } = await open()
    // The dialog is there before it asks, as an effect runs after it was drawn.
    await waitFor(() => expect(sent).not.toEqual([]))
    expect(sent).toEqual([{ type: 'limits/show-history', limitId: 'codex_bengalfox', minutes: 300, span: 'day' }])
    expect(dialog.getByText('Reading…')).toBeTruthy()
  })

  it('draws a picture with a summary, the forecast in words, and a table', async () => {
    const { dialog } = await open(read)
    expect(dialog.getByRole('img').getAttribute('aria-label')).toBe(
      'Spark 5 h, last day: 100 % left at 10:36, lowest 44 % left, 44 % left at 12:06. Forecast: at this pace until 13:16, reset 13:56.',
    )
    expect(dialog.getByText('At this pace until 13:16, reset 13:56.')).toBeTruthy()
    expect(dialog.getByText('Pace: 38 % an hour')).toBeTruthy()
    fireEvent.click(dialog.getByText('As a table'))
    const rows = dialog.getAllByRole('row', { hidden: true }).map((row) => row.textContent)
    expect(rows).toEqual([
      'TimeLeftWhat happened',
      'today 12:0644 % left',
      'today 11:0680 % left',
      'today 10:36100 % left',
    ])
  })

  it('asks for another window and another time, a week for a window of days', async () => {
    const { sent, dialog } = await open(read)
    fireEvent.click(dialog.getByRole('radio', { name: 'Hour' }))
    await waitFor(() => expect(sent.at(-1)).toMatchObject({ limitId: 'codex_bengalfox', span: 'hour' }))
    expect(dialog.getByText('Reading…')).toBeTruthy()
    fireEvent.click(dialog.getByRole('radio', { name: 'Week' }))
    fireEvent.click(dialog.getByRole('radio', { name: 'Standard weekly' }))
    await waitFor(() =>
      expect(sent.at(-1)).toEqual({ type: 'limits/show-history', limitId: 'codex', minutes: 10_080, span: 'week' }),
    )
  })

  it('stays open when another repository becomes the active one', async () => {
    const { push, dialog } = await open(read)
    const repo = repoView({ repoId: 'fedcba9876543210', name: 'other' })
    push(snapshotOf({ limits: limits(), limitHistory: { forecasts, shown: read }, repo }))
    await screen.findByText('other')
    expect(dialog.getByRole('img')).toBeTruthy()
  })

  it('says when nothing was read, and when nothing can be', async () => {
    const { dialog, push } = await open({ ...read, points: [] })
    expect(dialog.getByText('Nothing was read in this time.')).toBeTruthy()
    const problem = { message: 'The history of your limits cannot be used now.', next: 'Free some space.' }
    push(snapshotOf({ limits: limits(), limitHistory: { forecasts, shown: { ...read, points: [], problem } } }))
    expect(await dialog.findByText('The history of your limits cannot be used now.')).toBeTruthy()
  })

  it('is closed by its button, and then reads no more', async () => {
    const { sent, dialog } = await open(read)
    fireEvent.click(dialog.getByRole('button', { name: 'Close' }))
    await waitFor(() => expect(sent.at(-1)).toEqual({ type: 'limits/close-history' }))
    expect(screen.queryByRole('dialog')).toBeNull()
  })
})
