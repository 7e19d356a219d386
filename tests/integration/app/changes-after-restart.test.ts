import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { ChangeView } from '../../../src/core/app/session-views'
import type { Scope } from '../../../src/core/diff/scope'
import { type AppBed, createAppBed, patience, wishes } from '../../support/app-bed'
import type { DiffWindow } from '../../support/diff-window'
import { linesOf } from '../../support/repo-bed'

const accepted = { ok: true, value: null }
const lastChange = { kind: 'last-change' } as const
const change = (number: number) => ({ kind: 'change', number }) as const

async function liveSession(bed: AppBed): Promise<void> {
  expect(await bed.send(wishes(bed.repoId).start({ prompt: 'go' }))).toEqual(accepted)
  await expect.poll(() => bed.session().state, patience).toBe('live')
  await expect.poll(() => bed.codex.runIn(bed.repo.path).pid(), patience).not.toBeNull()
}

/** Does something of which one change comes. */
async function changed(bed: AppBed, act: () => void): Promise<ChangeView> {
  const before = bed.session().changes.length
  act()
  await expect.poll(() => bed.session().changes.length, patience).toBe(before + 1)
  const made = bed.session().changes[before]
  if (made === undefined) throw new Error('there is no such change')
  return made
}

async function ended(bed: AppBed): Promise<void> {
  bed.codex.runIn(bed.repo.path).exit(0)
  await expect.poll(() => bed.session().state, patience).toBe('ended')
  await expect.poll(async () => (await bed.checkpoints()).at(-1), patience).toBe('session-end')
}

async function restarted(bed: AppBed): Promise<DiffWindow> {
  await bed.restart()
  await expect.poll(() => bed.snapshot().repo?.gate.kind, patience).toMatch(/open|closed/)
  return bed.liveDiff()
}

/** What a scope shows: its lines by file, that there is nothing to compare, or why it failed. */
async function shown(window: DiffWindow, scope: Scope): Promise<unknown> {
  const before = window.messages.length
  window.show(scope)
  const answer = await window.until(() =>
    window.messages.slice(before).find((one) => JSON.stringify(one.scope) === JSON.stringify(scope)),
  )
  if (answer.type === 'nothing') return answer.why
  if (answer.type === 'failed') return [answer.message, answer.next]
  return Object.fromEntries([...window.files].map(([path, file]) => [path, linesOf(file)]))
}

describe('after a restart of the app', () => {
  it('a row where only HEAD moved is shown, and neither the change before nor the one after grows', async () => {
    const bed = await createAppBed()
    await liveSession(bed)
    await changed(bed, () => bed.repo.write('a.txt', 'one\n'))
    await changed(bed, () => void bed.repo.commitAll('mine'))
    await changed(bed, () => bed.repo.write('a.txt', 'one\n2\n'))
    await changed(bed, () => void bed.repo.commitAll('mine again'))
    await ended(bed)
    const window = await restarted(bed)
    expect(await shown(window, change(1))).toEqual({ 'a.txt': [' one', '-two', '-three'] })
    expect(await shown(window, change(2))).toEqual({})
    expect(await shown(window, change(3))).toEqual({ 'a.txt': [' one', '+2'] })
    expect(await shown(window, change(4))).toEqual({})
    expect(await shown(window, lastChange)).toEqual({ 'a.txt': [' one', '+2'] })
  })

  it('a live session still knows them, and goes on', async () => {
    const bed = await createAppBed()
    await liveSession(bed)
    await changed(bed, () => bed.repo.write('a.txt', 'one\n'))
    await changed(bed, () => void bed.repo.commitAll('mine'))
    const window = await restarted(bed)
    expect(await shown(window, change(2))).toEqual({})
    expect(await shown(window, lastChange)).toEqual({ 'a.txt': [' one', '-two', '-three'] })
    await changed(bed, () => bed.repo.write('b.txt', 'b\n'))
    expect(await shown(window, change(3))).toEqual({ 'b.txt': ['+b'] })
    expect(await shown(window, lastChange)).toEqual({ 'b.txt': ['+b'] })
  })

  it('what a check and the end of the session found are changes of their own, and the last one is the last', async () => {
    const bed = await createAppBed({ deaf: true, files: { 'a.txt': 'a\n', 'b.txt': 'b\n' } })
    await liveSession(bed)
    // git's own files are still heard, and that is when Firebreak looks.
    await changed(bed, () => {
      bed.repo.write('a.txt', 'found by a check\n')
      execFileSync('git', ['-C', bed.repo.path, 'update-ref', 'refs/heads/other', 'HEAD'])
    })
    await expect.poll(() => bed.checkpoints(), patience).toContain('reconcile')
    bed.repo.write('b.txt', 'found at the end\n')
    await ended(bed)
    await expect.poll(() => bed.session().changes.length, patience).toBe(2)
    const window = await restarted(bed)
    expect(await shown(window, change(1))).toEqual({ 'a.txt': ['-a', '+found by a check'] })
    expect(await shown(window, change(2))).toEqual({ 'b.txt': ['-b', '+found at the end'] })
    expect(await shown(window, lastChange)).toEqual({ 'b.txt': ['-b', '+found at the end'] })
  })

  it('a change whose checkpoint is gone says so, and the next one does not show both', async () => {
    const bed = await createAppBed()
    await liveSession(bed)
    const first = await changed(bed, () => bed.repo.write('a.txt', '1\n'))
    await changed(bed, () => bed.repo.write('a.txt', '1\n2\n'))
    await changed(bed, () => bed.repo.write('a.txt', '1\n2\n3\n'))
    await ended(bed)
    const checkpointId = first.checkpointId ?? ''
    expect(await bed.send({ type: 'checkpoint/forget', repoId: bed.repoId, checkpointId })).toEqual(accepted)
    const window = await restarted(bed)
    const next = 'Look at it since the baseline, or at another change.'
    expect(await shown(window, change(1))).toEqual(['The checkpoint after change 1 is no longer kept.', next])
    expect(await shown(window, change(2))).toEqual(['The checkpoint before change 2 is no longer kept.', next])
    expect(await shown(window, change(3))).toEqual({ 'a.txt': [' 1', ' 2', '+3'] })
    expect(await shown(window, lastChange)).toEqual({ 'a.txt': [' 1', ' 2', '+3'] })
  })
})
