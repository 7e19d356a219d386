import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { listCheckpoints } from '../../../../src/repo/checkpoint/read'
import { previewRestore } from '../../../../src/repo/checkpoint/restore/preview'
import { restore } from '../../../../src/repo/checkpoint/restore/restore'
import { restoreState } from '../../../../src/repo/checkpoint/restore/state'
import { undoRestore } from '../../../../src/repo/checkpoint/restore/undo'
import { createTempRepo, type TempRepo } from '../../../support/temp-repo'
import { listingOf, openBed, take, type CheckpointBed } from '../checkpoint-bed'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

async function bedWith(files: Readonly<Record<string, string>>): Promise<{ repo: TempRepo; bed: CheckpointBed }> {
  const repo = createTempRepo({ files })
  const bed = await openBed(repo)
  cleanups.push(
    () => repo.cleanup(),
    () => bed.cleanup(),
  )
  return { repo, bed }
}

/** Everything a restore brings back: files with their modes, links, empty folders, and the stages of the index. */
function everything(repo: TempRepo) {
  return { tree: listingOf(repo.path), staged: repo.git('ls-files', '-s', '-v') }
}

describe('restore, undo and redo', () => {
  it('brings back contents, modes, links, empty folders, kinds and the index, and back, and forth', async () => {
    const { repo, bed } = await bedWith({
      'a.txt': 'a',
      'dir/b.txt': 'b',
      'dir/deep/c.txt': 'c',
      'was-file': 'f',
      'was-folder/x': 'x',
      'tool.sh': '#!/bin/sh\n',
      gone: 'gone',
    })
    symlinkSync('a.txt', join(repo.path, 'link'))
    symlinkSync('nowhere', join(repo.path, 'dangling'))
    mkdirSync(join(repo.path, 'empty/inside'), { recursive: true })
    repo.chmod('a.txt', 0o600)
    repo.chmod('tool.sh', 0o6755)
    repo.write('staged.txt', 'staged only')
    repo.git('add', 'staged.txt')
    repo.write('staged.txt', 'and then changed')
    const before = everything(repo)
    const { id } = await bed.full('good')

    repo.write('a.txt', 'changed')
    repo.chmod('a.txt', 0o444)
    repo.remove('dir')
    repo.remove('was-file')
    repo.write('was-file/now/a/folder', 'y')
    repo.remove('was-folder')
    repo.write('was-folder', 'now a file')
    repo.chmod('tool.sh', 0o644)
    rmSync(join(repo.path, 'link'))
    repo.write('link', 'now a file')
    rmSync(join(repo.path, 'gone'))
    symlinkSync('a.txt', join(repo.path, 'gone'))
    rmSync(join(repo.path, 'empty'), { recursive: true })
    repo.write('new/one.txt', '1')
    mkdirSync(join(repo.path, 'new-empty'))
    repo.git('add', '-A')
    const wrecked = everything(repo)

    const preview = take(await previewRestore(bed.store, { checkpointId: id, paths: null }))
    expect(preview).toMatchObject({
      delete: ['new/one.txt', 'was-file/now/a/folder', 'was-folder'],
      keep: [],
    })
    const done = take(
      await restore(bed.store, { checkpointId: id, paths: null, seen: preview.seen, confirmedDeletions: 3 }),
    )
    expect(done).toMatchObject({
      restored: preview.write,
      deleted: preview.delete,
      conflicts: [],
      index: 'restored',
    })
    expect(everything(repo)).toEqual(before)
    expect(restoreState(bed.store)).toMatchObject({ undoable: { kind: 'restore', target: id }, interrupted: null })

    expect(take(await undoRestore(bed.store))).toMatchObject({ conflicts: [], index: 'restored' })
    expect(everything(repo)).toEqual(wrecked)
    expect(take(await undoRestore(bed.store))).toMatchObject({ conflicts: [], index: 'restored' })
    expect(everything(repo)).toEqual(before)
    expect(take(await undoRestore(bed.store))).toMatchObject({ conflicts: [] })
    expect(everything(repo)).toEqual(wrecked)
    const { checkpoints } = take(await listCheckpoints(bed.store))
    expect(checkpoints.map(({ reason }) => reason)).toEqual([...Array<string>(4).fill('before-restore'), 'by-hand'])
    expect(checkpoints[3]?.label).toBe('Before restoring everything from “good”')
  })
})
