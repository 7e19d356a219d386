import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LossView } from '../../../src/core/app/checkpoint-views'
import { iconState } from '../../../src/core/tray/icon-state'
import { type AppBed, createAppBed, patience, wishes } from '../../support/app-bed'

const accepted = { ok: true, value: null }
const files = {
  'a.txt': 'a\n',
  'src/b.txt': 'b\n',
  'src/c.txt': 'c\n',
  'src/d.txt': 'd\n',
  'src/e.txt': 'e\n',
  'src/f.txt': 'f\n',
}

async function liveBed(options: Parameters<typeof createAppBed>[0] = { files }): Promise<AppBed> {
  const bed = await createAppBed(options)
  expect(await bed.send(wishes(bed.repoId).start())).toEqual(accepted)
  await expect.poll(() => bed.session().state, patience).toBe('live')
  return bed
}

const view = (bed: AppBed) => bed.snapshot().checkpoints[bed.repoId]
async function loss(bed: AppBed): Promise<LossView> {
  await expect.poll(() => view(bed)?.loss ?? null, patience).not.toBeNull()
  const found = view(bed)?.loss ?? null
  if (found === null) throw new Error('unreachable: the poll has ended')
  return found
}
async function changes(bed: AppBed, count: number): Promise<void> {
  await expect.poll(() => bed.session().changes.length, patience).toBe(count)
}

describe('files that disappear during a session', () => {
  it('are said everywhere, kept across a restart, and settled by restoring them', async () => {
    const bed = await liveBed()
    bed.repo.write('a.txt', 'worked on\n')
    bed.repo.write('notes.md', 'notes\n')
    await changes(bed, 1)
    expect(iconState(bed.snapshot())).toBe('live')
    bed.repo.git('reset', '-q', '--hard')
    bed.repo.git('clean', '-qfdx')
    rmSync(join(bed.repo.path, 'src'), { recursive: true })
    expect(await loss(bed)).toMatchObject({
      files: 7,
      cause: 'reset',
      checkpointId: bed.session().changes[0]?.checkpointId,
    })
    expect(iconState(bed.snapshot())).toBe('warning')
    expect(bed.shell.notified).toEqual([expect.stringMatching(/^7 files disappeared in /)])
    bed.shell.clickNotification()
    expect(bed.shell.opened.at(-1)).toEqual({ view: { view: 'home' }, focus: true })
    const { checkpointId } = await loss(bed)
    await expect.poll(() => view(bed)?.items.find(({ id }) => id === checkpointId)?.pinned, patience).toBe('rescue')

    await bed.restart()
    expect(await loss(bed)).toMatchObject({ files: 7, checkpointId })
    const wish = { type: 'checkpoint/preview', repoId: bed.repoId, checkpointId, paths: null, window: 'home' } as const
    expect(await bed.send(wish)).toEqual(accepted)
    expect(view(bed)?.preview).toMatchObject({ writeCount: 7, deleteCount: 0 })
    const carryOut = { type: 'checkpoint/restore', repoId: bed.repoId, confirmedDeletions: null } as const
    expect(await bed.send(carryOut)).toEqual(accepted)
    expect([bed.repo.read('a.txt'), bed.repo.read('notes.md'), bed.repo.read('src/f.txt')]).toEqual([
      'worked on\n',
      'notes\n',
      'f\n',
    ])
    expect(view(bed)?.loss).toBeNull()
    await expect.poll(() => view(bed)?.items.find(({ id }) => id === checkpointId)?.pinned, patience).toBeNull()
  })

  it('are not said again once the user wants nothing back', async () => {
    const bed = await liveBed()
    rmSync(join(bed.repo.path, 'src'), { recursive: true })
    expect(await loss(bed)).toMatchObject({ files: 5, cause: 'deleted', paths: Object.keys(files).slice(1) })
    expect(await bed.send({ type: 'loss/dismiss', repoId: bed.repoId })).toEqual(accepted)
    expect(view(bed)?.loss).toBeNull()
    await bed.restart()
    await expect.poll(() => view(bed)?.total ?? null, patience).not.toBeNull()
    expect(view(bed)?.loss).toBeNull()
    expect(existsSync(join(bed.home, 'repos', bed.repoId, 'loss.json'))).toBe(false)
  })

  it('are said until they are settled, also where they cannot be written down', async () => {
    const bed = await liveBed()
    const file = join(bed.home, 'repos', bed.repoId, 'loss.json')
    mkdirSync(file)
    rmSync(join(bed.repo.path, 'src'), { recursive: true })
    expect(await loss(bed)).toMatchObject({ files: 5, cause: 'deleted' })
    const made = { type: 'checkpoint/create', repoId: bed.repoId, label: 'after it' } as const
    expect(await bed.send(made)).toEqual(accepted)
    await expect.poll(() => view(bed)?.items[0]?.label, patience).toBe('after it')
    expect(view(bed)?.loss).toMatchObject({ files: 5 })
    expect(readdirSync(join(file, '..')).filter((name) => name.endsWith('.tmp'))).toEqual([])
    rmdirSync(file)
    expect(await bed.send({ type: 'loss/dismiss', repoId: bed.repoId })).toEqual(accepted)
    await expect.poll(() => view(bed)?.loss, patience).toBeNull()
  })

  it('are not those of a branch that was switched, but those of one that was deleted', async () => {
    const bed = await liveBed()
    const git = (...args: string[]) => execFileSync('git', ['-C', bed.repo.path, ...args], { stdio: 'ignore' })
    git('switch', '-qc', 'topic')
    for (let n = 0; n < 8; n++) bed.repo.write(`topic/${n}.txt`, `${n}\n`)
    await expect.poll(() => bed.session().changes.at(-1)?.files.length, patience).toBe(8)
    const tip = bed.repo.commitAll('topic')
    await expect.poll(() => bed.session().changes.at(-1)?.headMove, patience).not.toBeNull()
    git('switch', '-q', 'main')
    await expect.poll(() => bed.session().changes.at(-1)?.files.length, patience).toBe(8)
    git('branch', '-qD', 'topic')
    expect(await loss(bed)).toMatchObject({ files: 8, cause: 'branch-deleted', branch: { name: 'topic', commit: tip } })
    expect(bed.shell.notified).toHaveLength(1)
  })
  it('are missed too when their branch was made, committed to and deleted in one go', async () => {
    const bed = await liveBed()
    bed.repo.git('switch', '-qc', 'topic')
    for (let n = 0; n < 8; n++) bed.repo.write(`topic/${n}.txt`, `${n}\n`)
    const tip = bed.repo.commitAll('topic')
    bed.repo.git('switch', '-q', 'main')
    bed.repo.git('branch', '-qD', 'topic')
    expect(await loss(bed)).toMatchObject({ files: 8, cause: 'branch-deleted', branch: { name: 'topic', commit: tip } })
  })
})
