import { linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listCheckpoints } from '../../../../src/repo/checkpoint/read'
import { previewRestore } from '../../../../src/repo/checkpoint/restore/preview'
import { restore } from '../../../../src/repo/checkpoint/restore/restore'
import { restoreState } from '../../../../src/repo/checkpoint/restore/state'
import { undoRestore } from '../../../../src/repo/checkpoint/restore/undo'
import { createTempRepo } from '../../../support/temp-repo'
import { openBed, take } from '../checkpoint-bed'
import { at, everything, leftBehind, restoreBed } from './restore-bed'

describe('restore, undo and redo', () => {
  it('says in the preview whether what is staged goes back, and takes a refreshed index for the same', async () => {
    const { repo, bed } = await restoreBed({ 'a.txt': 'a' })
    repo.write('a.txt', 'changed')
    const { id } = await bed.full('unstaged')
    const staged = async () => take(await previewRestore(bed.store, { checkpointId: id, paths: null })).staged
    repo.git('status')
    expect(await staged()).toBe(false)
    repo.git('add', 'a.txt')
    expect(await staged()).toBe(true)
    const done = take(await restore(bed.store, { checkpointId: id, paths: null }))
    expect(done).toMatchObject({ restored: [], deleted: [], index: 'restored' })
    expect(await staged()).toBe(false)
  })

  it('brings back contents, modes, links, empty folders, kinds and the index, and back, and forth', async () => {
    const { repo, bed } = await restoreBed({
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
      staged: true,
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

  it('goes into a fresh clone at the same path', async () => {
    const bed = await restoreBed({ 'a.txt': 'a', 'dir/b.txt': 'b' })
    bed.repo.write('a.txt', 'never committed')
    bed.repo.write('untracked.txt', 'u')
    bed.repo.git('add', 'a.txt')
    const good = everything(bed.repo)
    const { id } = await bed.bed.full()
    const bare = `${bed.bed.home}/origin`
    bed.repo.git('clone', '-q', '--bare', '.', bare)
    rmSync(bed.repo.path, { recursive: true })
    const clone = createTempRepo({ path: bed.repo.path })
    clone.git('pull', '-q', bare, 'main')
    const again = await openBed(clone, { home: bed.bed.home })
    expect(take(await restore(again.store, { checkpointId: id, paths: null }))).toMatchObject({
      restored: ['a.txt', 'untracked.txt'],
      index: 'restored',
    })
    expect(everything(clone)).toEqual(good)
    expect(clone.git('show', ':a.txt')).toBe('never committed')
  })

  it('works on an unborn branch, to no index and back', async () => {
    const bed = await restoreBed()
    bed.repo.write('a.txt', 'a')
    const { id } = await bed.bed.full()
    bed.repo.write('b.txt', 'b')
    bed.repo.git('add', '-A')
    const staged = everything(bed.repo)
    const done = take(await restore(bed.bed.store, { checkpointId: id, paths: null, confirmedDeletions: 1 }))
    expect(done).toMatchObject({ deleted: ['b.txt'], index: 'restored', conflicts: [] })
    expect(everything(bed.repo)).toMatchObject({ staged: '' })
    expect(bed.repo.git('status', '--porcelain')).toBe('?? a.txt\n')
    take(await undoRestore(bed.bed.store))
    expect(everything(bed.repo)).toEqual(staged)
    expect(leftBehind(bed)).toEqual([])
  })

  it('gives both names of a hard link their bytes', async () => {
    const bed = await restoreBed({ 'a.txt': 'a' })
    linkSync(at(bed, 'a.txt'), at(bed, 'same.txt'))
    const good = everything(bed.repo)
    const { id } = await bed.bed.full()
    bed.repo.write('a.txt', 'changed through both')
    take(await restore(bed.bed.store, { checkpointId: id, paths: null }))
    expect(everything(bed.repo)).toEqual(good)
    // Two files with permissions of their own, which became one.
    bed.repo.chmod('a.txt', 0o600)
    const apart = everything(bed.repo)
    const later = (await bed.bed.full()).id
    rmSync(at(bed, 'a.txt'))
    linkSync(at(bed, 'same.txt'), at(bed, 'a.txt'))
    take(await restore(bed.bed.store, { checkpointId: later, paths: null }))
    expect(everything(bed.repo)).toEqual(apart)
  })

  it('gives every file its permissions back when all of them changed, and leaves contents alone', async () => {
    const bed = await restoreBed({ 'a.txt': 'a', 'b.txt': 'b', 'c.sh': 'c' })
    bed.repo.chmod('c.sh', 0o755)
    const good = everything(bed.repo)
    const { id } = await bed.bed.full()
    for (const path of ['a.txt', 'b.txt', 'c.sh']) bed.repo.chmod(path, 0o600)
    const wrecked = everything(bed.repo)
    const done = take(await restore(bed.bed.store, { checkpointId: id, paths: null }))
    expect(done).toMatchObject({ restored: ['a.txt', 'b.txt', 'c.sh'], conflicts: [] })
    expect(everything(bed.repo)).toEqual(good)
    take(await undoRestore(bed.bed.store))
    expect(everything(bed.repo)).toEqual(wrecked)
  })

  it('is not stopped by records of its own that the disk damaged', async () => {
    const bed = await restoreBed({ 'a.txt': 'a' })
    const { id } = await bed.bed.full()
    bed.repo.write('a.txt', 'A')
    writeFileSync(join(bed.bed.store.folder, 'journal.json'), '{"version":1,')
    expect(take(await restore(bed.bed.store, { checkpointId: id, paths: null })).restored).toEqual(['a.txt'])
    writeFileSync(join(bed.bed.store.folder, 'restored', '1.json'), 'damaged')
    expect(restoreState(bed.bed.store)).toEqual({ undoable: null, interrupted: null })
    expect(leftBehind(bed)).toEqual([])
  })

  it('does nothing and leaves nothing to undo when all is as it was', async () => {
    const bed = await restoreBed({ 'a.txt': 'a' })
    const { id } = await bed.bed.full()
    expect(await undoRestore(bed.bed.store)).toEqual({ ok: false, error: { kind: 'nothing-to-undo' } })
    expect(take(await restore(bed.bed.store, { checkpointId: id, paths: null }))).toMatchObject({
      restored: [],
      deleted: [],
      conflicts: [],
      index: 'unchanged',
    })
    expect(restoreState(bed.bed.store)).toEqual({ undoable: null, interrupted: null })
    expect(await restore(bed.bed.store, { checkpointId: '000000-00000000', paths: null })).toMatchObject({
      ok: false,
      error: { kind: 'no-such-checkpoint' },
    })
  })

  it('keeps the index of a repository inside apart, and brings it back too', async () => {
    const bed = await restoreBed({ 'a.txt': 'a' })
    const inner = createTempRepo({ path: at(bed, 'inner'), files: { 'x.txt': 'x' } })
    inner.write('x.txt', 'staged inside')
    inner.git('add', '-A')
    inner.write('y.txt', 'untracked inside')
    const good = [everything(bed.repo).tree['inner/y.txt'], everything(inner)]
    const { id } = await bed.bed.full()
    inner.git('reset', '-q', '--hard')
    inner.remove('y.txt')
    const wrecked = everything(inner)
    expect(take(await restore(bed.bed.store, { checkpointId: id, paths: null }))).toMatchObject({
      restored: ['inner/x.txt', 'inner/y.txt'],
      index: 'restored',
      conflicts: [],
    })
    expect([everything(bed.repo).tree['inner/y.txt'], everything(inner)]).toEqual(good)
    take(await undoRestore(bed.bed.store))
    expect(everything(inner)).toEqual(wrecked)
    expect(leftBehind(bed)).toEqual([])
  })
})
