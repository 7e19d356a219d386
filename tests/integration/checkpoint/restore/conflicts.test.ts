import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { captureFull } from '../../../../src/repo/checkpoint/capture-full'
import type { RestorePoint } from '../../../../src/repo/checkpoint/restore/hooks'
import { previewRestore } from '../../../../src/repo/checkpoint/restore/preview'
import { restore, type RestoreRequest } from '../../../../src/repo/checkpoint/restore/restore'
import { restoreState } from '../../../../src/repo/checkpoint/restore/state'
import { undoRestore } from '../../../../src/repo/checkpoint/restore/undo'
import { createTempDir, openTempRepo } from '../../../support/temp-repo'
import { take } from '../checkpoint-bed'
import { at, everything, leftBehind, restoreBed, type RestoreBed } from './restore-bed'

/** Restores everything, and lets somebody else act when the restore first comes to a point. */
async function restoreWhile(
  { bed }: RestoreBed,
  request: Partial<RestoreRequest> & Pick<RestoreRequest, 'checkpointId'>,
  point: RestorePoint,
  act: () => void,
) {
  let isDone = false
  const hooks = {
    at(reached: RestorePoint) {
      if (reached !== point || isDone) return
      isDone = true
      act()
    },
  }
  return take(await restore(bed.store, { paths: null, confirmedDeletions: null, ...request }, hooks))
}

const kept = (...paths: readonly string[]) => paths.map((path) => ({ path, why: 'CHANGED_MEANWHILE' }))

describe('what somebody else writes meanwhile', () => {
  it('is kept when it came after the safety checkpoint', async () => {
    const bed = await restoreBed({
      'a.txt': 'a',
      'b.txt': 'b',
      'gone.txt': 'g',
      'mode.sh': 'm',
      'c.txt': 'c',
      'd.txt': 'd',
    })
    const { id } = await bed.bed.full()
    const { repo } = bed
    repo.write('a.txt', 'A')
    repo.write('b.txt', 'B')
    repo.remove('gone.txt')
    repo.chmod('mode.sh', 0o755)
    repo.write('new.txt', 'n')
    const done = await restoreWhile(bed, { checkpointId: id }, 'safety-taken', () => {
      repo.write('a.txt', 'typed just now')
      repo.write('gone.txt', 'made just now')
      repo.write('mode.sh', 'm, changed')
      repo.write('new.txt', 'n, changed')
    })
    expect(done).toMatchObject({
      restored: ['b.txt'],
      deleted: [],
      conflicts: kept('a.txt', 'gone.txt', 'mode.sh', 'new.txt'),
    })
    expect(repo.read('a.txt')).toBe('typed just now')
    expect(repo.read('gone.txt')).toBe('made just now')
    expect(repo.read('mode.sh')).toBe('m, changed')
    expect(repo.read('new.txt')).toBe('n, changed')
    // The undo touches only what the restore did.
    expect(take(await undoRestore(bed.bed.store))).toMatchObject({ restored: ['b.txt'], deleted: [] })
    expect(repo.read('a.txt')).toBe('typed just now')
    expect(leftBehind(bed)).toEqual([])
  })

  it.each<RestorePoint>(['before-temp', 'after-temp', 'before-rename'])(
    'is kept when it came at the last moment: %s',
    async (point) => {
      const bed = await restoreBed({ 'a.txt': 'a', 'b.txt': 'b' })
      const { id } = await bed.bed.full()
      bed.repo.write('a.txt', 'A')
      const done = await restoreWhile(bed, { checkpointId: id }, point, () =>
        appendFileSync(at(bed, 'a.txt'), ', typed'),
      )
      expect(done).toMatchObject({ restored: [], conflicts: kept('a.txt') })
      expect(bed.repo.read('a.txt')).toBe('A, typed')

      bed.repo.remove('b.txt')
      const again = await restoreWhile(bed, { checkpointId: id, paths: ['b.txt'] }, point, () =>
        bed.repo.write('b.txt', 'mine'),
      )
      expect(again).toMatchObject({ restored: [], conflicts: kept('b.txt') })
      expect(bed.repo.read('b.txt')).toBe('mine')
      expect(leftBehind(bed)).toEqual([])
    },
  )

  it('is kept right before a deletion and before permissions are set', async () => {
    const bed = await restoreBed({ 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c', 'd.txt': 'd' })
    const { id } = await bed.bed.full()
    bed.repo.write('new.txt', 'n')
    const done = await restoreWhile(bed, { checkpointId: id }, 'before-delete', () => bed.repo.write('new.txt', 'more'))
    expect(done).toMatchObject({ deleted: [], conflicts: kept('new.txt') })
    bed.repo.chmod('a.txt', 0o600)
    const again = await restoreWhile(bed, { checkpointId: id, paths: ['a.txt'] }, 'before-permissions', () =>
      bed.repo.write('a.txt', 'typed'),
    )
    expect(again).toMatchObject({ restored: [], conflicts: kept('a.txt') })
    expect(bed.repo.read('a.txt')).toBe('typed')
  })

  it('is kept when it came between the preview and the restore', async () => {
    const bed = await restoreBed({ 'a.txt': 'a', 'b.txt': 'b', 'same.txt': 's', 'gone.txt': 'g', 'x.txt': 'x' })
    const { id } = await bed.bed.full()
    const { repo } = bed
    repo.write('a.txt', 'A')
    repo.write('b.txt', 'B')
    repo.write('new.txt', 'n')
    repo.remove('gone.txt')
    const preview = take(await previewRestore(bed.bed.store, { checkpointId: id, paths: null }))
    expect(preview).toMatchObject({ write: ['a.txt', 'b.txt', 'gone.txt'], delete: ['new.txt'], keep: [], filesNow: 5 })
    repo.write('a.txt', 'written after the preview')
    repo.write('same.txt', 'this too')
    repo.chmod('new.txt', 0o600)
    repo.write('newer.txt', 'and this')
    const done = take(await restore(bed.bed.store, { checkpointId: id, paths: null, seen: preview.seen }))
    expect(done).toMatchObject({
      restored: ['b.txt', 'gone.txt'],
      deleted: [],
      conflicts: kept('a.txt', 'new.txt', 'newer.txt', 'same.txt'),
    })
    expect(repo.read('a.txt')).toBe('written after the preview')
    // A preview of a part agrees to no more than this part.
    const part = take(await previewRestore(bed.bed.store, { checkpointId: id, paths: ['a.txt'] }))
    const both = { checkpointId: id, paths: ['a.txt', 'same.txt'], seen: part.seen }
    expect(take(await restore(bed.bed.store, both))).toMatchObject({ restored: ['a.txt'], conflicts: kept('same.txt') })
    expect(await restore(bed.bed.store, { ...both, seen: 'seen-0123456789abcdef' })).toEqual({
      ok: false,
      error: { kind: 'no-such-checkpoint', id: 'seen-0123456789abcdef' },
    })
  })
})

describe('a folder that is swapped for a symlink during a restore', () => {
  it.each<RestorePoint>(['after-journal', 'before-delete', 'before-temp', 'before-rename'])(
    'leads nowhere: %s',
    async (point) => {
      const bed = await restoreBed({ 'dir/a.txt': 'a', 'dir/b.txt': 'b', 'dir/c.txt': 'c', 'dir/d.txt': 'd' })
      const { id } = await bed.bed.full()
      const { repo } = bed
      repo.write('dir/a.txt', 'A')
      repo.remove('dir/b.txt')
      repo.write('dir/new.txt', 'n')
      const outside = openTempRepo(createTempDir('outside'))
      for (const [name, content] of [
        ['a.txt', 'A'],
        ['new.txt', 'n'],
      ] as const)
        outside.write(name, content)
      const done = await restoreWhile(bed, { checkpointId: id }, point, () => {
        renameSync(at(bed, 'dir'), at(bed, 'moved'))
        symlinkSync(outside.path, at(bed, 'dir'))
      })
      expect(outside.read('a.txt')).toBe('A')
      expect(outside.read('new.txt')).toBe('n')
      expect(existsSync(join(outside.path, 'b.txt'))).toBe(false)
      outside.cleanup()
      // What was open when the folder moved is finished in the folder itself.
      expect(done.conflicts.every(({ why }) => why === 'CHANGED_MEANWHILE')).toBe(true)
      expect(done.conflicts.length).toBeGreaterThan(0)
    },
  )
})

describe("git's index", () => {
  async function stagedBed() {
    const bed = await restoreBed({ 'a.txt': 'a', 'b.txt': 'b' })
    bed.repo.write('a.txt', 'staged')
    bed.repo.git('add', 'a.txt')
    const staged = bed.repo.git('ls-files', '-s')
    const { id } = await bed.bed.full()
    bed.repo.git('reset', '-q', '--hard')
    return { ...bed, staged, id, lock: join(bed.repo.gitDir(), 'index.lock') }
  }

  it('stays as it is while somebody holds its lock; files are restored, and the lock is left alone', async () => {
    const bed = await stagedBed()
    const before = bed.repo.indexBytes()
    bed.repo.write('.git/index.lock', 'of another git')
    const done = take(await restore(bed.bed.store, { checkpointId: bed.id, paths: null }))
    expect(done).toMatchObject({ restored: ['a.txt'], index: 'locked' })
    expect(readFileSync(bed.lock, 'utf8')).toBe('of another git')
    expect(bed.repo.indexBytes()).toEqual(before)
    rmSync(bed.lock)
    expect(leftBehind(bed)).toEqual([])
    // Once more is exact.
    expect(take(await restore(bed.bed.store, { checkpointId: bed.id, paths: null }))).toMatchObject({
      index: 'restored',
    })
    expect(bed.repo.git('ls-files', '-s')).toBe(bed.staged)
  })

  it('is left alone when something was staged meanwhile, but not when git only looked at the files again', async () => {
    const bed = await stagedBed()
    bed.repo.write('b.txt', 'mine')
    const done = await restoreWhile(bed, { checkpointId: bed.id, paths: null }, 'safety-taken', () =>
      bed.repo.git('add', 'b.txt'),
    )
    expect(done).toMatchObject({ index: 'unchanged', conflicts: kept('.git/index') })
    expect(bed.repo.git('diff', '--cached', '--name-only')).toBe('b.txt\n')

    bed.repo.git('reset', '-q', '--hard')
    const again = await restoreWhile(bed, { checkpointId: bed.id, paths: null }, 'before-index-temp', () => {
      bed.repo.git('status')
    })
    expect(again).toMatchObject({ index: 'restored', conflicts: [] })
    expect(bed.repo.git('ls-files', '-s')).toBe(bed.staged)
  })

  it('is not part of a restore of some paths, nor of a checkpoint that did not read it', async () => {
    const bed = await stagedBed()
    const before = bed.repo.indexBytes()
    expect(take(await restore(bed.bed.store, { checkpointId: bed.id, paths: ['a.txt'] }))).toMatchObject({
      index: 'unchanged',
    })
    expect(bed.repo.indexBytes()).toEqual(before)
    bed.repo.write('b.txt', 'B')
    const change = await bed.bed.change('a.txt', 'b.txt')
    bed.repo.git('add', '-A')
    const staged = bed.repo.git('ls-files', '-s')
    bed.repo.write('b.txt', 'C')
    const there = bed.bed.store
    const record = await there.record(change.id)
    const inherited = { ...record, manifest: { ...record.manifest, gitIndex: 'inherited' as const } }
    const store = { ...there, record: async (id: string) => (id === change.id ? inherited : there.record(id)) }
    expect(take(await restore(store, { checkpointId: change.id, paths: null }))).toMatchObject({
      restored: ['b.txt'],
      index: 'unchanged',
    })
    expect(bed.repo.git('ls-files', '-s')).toBe(staged)
  })

  it('gets back what only it held, after a garbage collection', async () => {
    const bed = await stagedBed()
    bed.repo.git('reflog', 'expire', '--expire=all', '--all')
    bed.repo.git('gc', '-q', '--prune=now')
    take(await restore(bed.bed.store, { checkpointId: bed.id, paths: null }))
    expect(bed.repo.git('show', ':a.txt')).toBe('staged')
    expect(bed.repo.git('fsck', '--no-dangling', '--no-progress')).toBe('')
  })

  it('gets back what a lost commit held', async () => {
    const bed = await restoreBed({ 'a.txt': 'a' })
    bed.repo.write('a.txt', 'b')
    bed.repo.write('dir/c.txt', 'c')
    bed.repo.commitAll('second')
    const { id } = await bed.bed.full()
    bed.repo.git('reset', '-q', '--hard', 'HEAD^')
    bed.repo.git('reflog', 'expire', '--expire=all', '--all')
    bed.repo.git('gc', '-q', '--prune=now')
    take(await restore(bed.bed.store, { checkpointId: id, paths: null }))
    bed.repo.git('commit', '-q', '-m', 'again')
    expect(bed.repo.git('show', 'HEAD:dir/c.txt')).toBe('c')
    expect(bed.repo.git('fsck', '--no-dangling', '--no-progress')).toBe('')
  })

  /** A file is committed and then edited; its commit is lost after the checkpoint. */
  async function bedOfLostCommit(committed: Buffer | string) {
    const bed = await restoreBed({ 'a.txt': 'a', 'same.txt': 's' })
    bed.repo.write('a.txt', committed)
    bed.repo.commitAll('second')
    bed.repo.write('a.txt', 'in the work tree')
    const staged = bed.repo.git('ls-files', '-s')
    const { id } = await bed.bed.full()
    bed.repo.git('reset', '-q', '--hard', 'HEAD^')
    bed.repo.git('reflog', 'expire', '--expire=all', '--all')
    bed.repo.git('gc', '-q', '--prune=now')
    return { ...bed, id, staged }
  }

  it('gets back what a lost commit held of a file that was edited since', async () => {
    const bed = await bedOfLostCommit('committed')
    expect(take(await restore(bed.bed.store, { checkpointId: bed.id, paths: null }))).toMatchObject({
      conflicts: [],
      index: 'restored',
    })
    expect([bed.repo.read('a.txt'), bed.repo.git('ls-files', '-s')]).toEqual(['in the work tree', bed.staged])
    // Nothing but what was missing is written.
    expect(bed.repo.git('count-objects')).toMatch(/^1 objects/)
    bed.repo.git('commit', '-q', '-m', 'again')
    expect(bed.repo.git('show', 'HEAD:a.txt')).toBe('committed')
    expect(bed.repo.git('fsck', '--no-dangling', '--no-progress')).toBe('')
  })

  it('gets back everything where the whole repository was deleted and begun anew', async () => {
    const bed = await restoreBed({ 'a.txt': 'a', 'b.txt': 'b', 'gone.txt': 'g', 'same.txt': 's' })
    bed.repo.write('a.txt', 'staged')
    bed.repo.write('new.txt', 'staged and then edited')
    bed.repo.git('add', '-A')
    for (const name of ['a.txt', 'b.txt', 'new.txt']) bed.repo.write(name, 'in the work tree')
    bed.repo.remove('gone.txt')
    const good = everything(bed.repo)
    const { id } = await bed.bed.full()
    rmSync(bed.repo.gitDir(), { recursive: true })
    bed.repo.write('b.txt', 'wrecked')
    bed.repo.git('init', '-q')
    expect(take(await restore(bed.bed.store, { checkpointId: id, paths: null }))).toMatchObject({
      conflicts: [],
      index: 'restored',
    })
    expect(everything(bed.repo)).toEqual(good)
    expect(
      ['a.txt', 'b.txt', 'gone.txt', 'new.txt', 'same.txt'].map((name) => bed.repo.git('show', `:${name}`)),
    ).toEqual(['staged', 'b', 'g', 'staged and then edited', 's'])
    bed.repo.git('commit', '-q', '-m', 'again')
    expect(bed.repo.git('fsck', '--no-dangling', '--no-progress')).toBe('')
  })

  it('stays as it is when nobody has what it names any more, and the preview says so', async () => {
    // Too much to be kept beside what HEAD has.
    const bed = await bedOfLostCommit(Buffer.alloc(9_000_000, 'committed'))
    const before = bed.repo.indexBytes()
    const gone = [{ path: '.git/index', why: 'COMMIT_GONE' }]
    expect(take(await previewRestore(bed.bed.store, { checkpointId: bed.id, paths: null }))).toMatchObject({
      write: ['a.txt'],
      keep: gone,
      staged: false,
    })
    expect(take(await restore(bed.bed.store, { checkpointId: bed.id, paths: null }))).toMatchObject({
      restored: ['a.txt'],
      conflicts: gone,
      index: 'unchanged',
    })
    expect([bed.repo.read('a.txt'), bed.repo.indexBytes()]).toEqual(['in the work tree', before])
    expect((await bed.bed.full()).complete).toBe(true)
    expect(leftBehind(bed)).toEqual([])
    expect(bed.repo.git('fsck', '--no-dangling', '--no-progress')).toBe('')
  })

  it('is put back where the one of now is damaged, and stays so when that is undone', async () => {
    const bed = await stagedBed()
    writeFileSync(join(bed.repo.gitDir(), 'index'), 'garbage')
    const done = take(await restore(bed.bed.store, { checkpointId: bed.id, paths: null }))
    expect(done).toMatchObject({ index: 'restored', conflicts: [] })
    expect(bed.repo.git('ls-files', '-s')).toBe(bed.staged)
    const undone = take(await undoRestore(bed.bed.store))
    expect(undone).toMatchObject({ index: 'unchanged', conflicts: [{ path: '.git/index', why: 'NOT_IN_CHECKPOINT' }] })
    expect(bed.repo.git('ls-files', '-s')).toBe(bed.staged)
  })

  it('is put back where the one of now names what was lost', async () => {
    const bed = await stagedBed()
    bed.repo.write('a.txt', 'staged later, and then lost')
    bed.repo.git('add', 'a.txt')
    const lost = bed.repo.git('rev-parse', ':a.txt').trim()
    rmSync(join(bed.repo.gitDir(), 'objects', lost.slice(0, 2), lost.slice(2)))
    bed.repo.write('a.txt', 'in the work tree')
    const done = take(await restore(bed.bed.store, { checkpointId: bed.id, paths: null }))
    expect(done).toMatchObject({ index: 'restored', conflicts: [] })
    expect(bed.repo.git('ls-files', '-s')).toBe(bed.staged)
  })

  it('stays when it names what is too big to be kept, and is not put back so', async () => {
    const bed = await stagedBed()
    const limits = { ...bed.bed.store.limits(), file: 1_000 }
    bed.repo.write('big.bin', Buffer.alloc(2_000, 1))
    bed.repo.git('add', 'big.bin')
    bed.repo.write('big.bin', 'small')
    const staged = bed.repo.git('ls-files', '-s')
    const big = take(await captureFull(bed.bed.store, { label: '', reason: 'by-hand', sessionId: null }, limits))
    const done = take(
      await restore(bed.bed.store, { checkpointId: bed.id, paths: null, limits, confirmedDeletions: 'any' }),
    )
    expect(done).toMatchObject({ index: 'unchanged', conflicts: [{ path: '.git/index', why: 'NOT_IN_SAFETY' }] })
    expect(bed.repo.git('ls-files', '-s')).toBe(staged)
    bed.repo.git('reset', '-q')
    const back = take(await restore(bed.bed.store, { checkpointId: big.id, paths: null, limits }))
    expect(back).toMatchObject({ index: 'unchanged', conflicts: [{ path: '.git/index', why: 'NOT_IN_CHECKPOINT' }] })
  })

  it('never makes git believe that a file written in the same moment is unchanged', async () => {
    const bed = await restoreBed({ 'a.txt': 'aaaa' })
    // Same size, same second: git sees it only because the index is not younger than the file.
    bed.repo.write('a.txt', 'bbbb')
    bed.repo.git('add', 'a.txt')
    bed.repo.write('a.txt', 'cccc')
    const { id } = await bed.bed.full()
    bed.repo.git('read-tree', 'HEAD')
    take(await restore(bed.bed.store, { checkpointId: id, paths: null }))
    expect(bed.repo.git('status', '--porcelain')).toBe('MM a.txt\n')
  })
})

describe('what is not known', () => {
  it('is not deleted: files that the target ignored, left out, or could not read', async () => {
    const bed = await restoreBed({ 'a.txt': 'a', '.gitignore': 'protected/\n' })
    const { repo } = bed
    repo.write('protected/work.txt', 'never committed')
    const { id } = await bed.bed.full()
    repo.write('.gitignore', '')
    repo.write('other.txt', 'o')
    const preview = take(await previewRestore(bed.bed.store, { checkpointId: id, paths: null }))
    expect(preview).toMatchObject({
      write: ['.gitignore'],
      delete: ['other.txt'],
      keep: [{ path: 'protected/work.txt', why: 'NOT_IN_CHECKPOINT' }],
    })
    const done = take(await restore(bed.bed.store, { checkpointId: id, paths: null }))
    expect(done.conflicts).toEqual(preview.keep)
    expect(repo.read('protected/work.txt')).toBe('never committed')
  })

  it('is not written over: a file that is ignored now and so not in the safety checkpoint', async () => {
    const bed = await restoreBed({ 'a.txt': 'a' })
    const { repo } = bed
    repo.write('vendor/lib.js', 'old')
    repo.write('vendor/same.js', 'same')
    repo.write('vendor/gone.js', 'gone')
    const { id } = await bed.bed.full()
    repo.write('.gitignore', 'vendor/\n')
    repo.write('vendor/lib.js', 'changed and ignored')
    repo.remove('vendor/gone.js')
    const preview = take(await previewRestore(bed.bed.store, { checkpointId: id, paths: null }))
    expect(preview).toMatchObject({
      write: ['vendor/gone.js'],
      delete: ['.gitignore'],
      keep: [{ path: 'vendor/lib.js', why: 'NOT_IN_SAFETY' }],
    })
    const done = take(await restore(bed.bed.store, { checkpointId: id, paths: null, confirmedDeletions: 1 }))
    expect(done).toMatchObject({ restored: ['vendor/gone.js'], conflicts: preview.keep })
    expect(repo.read('vendor/lib.js')).toBe('changed and ignored')
  })

  it('keeps a folder that holds it, where a file should be', async () => {
    const bed = await restoreBed({ 'a.txt': 'a', thing: 'a file', '.gitignore': '*.big\n' })
    const { id } = await bed.bed.full()
    bed.repo.remove('thing')
    bed.repo.write('thing/x.big', Buffer.alloc(2 * 1024 * 1024))
    const done = take(await restore(bed.bed.store, { checkpointId: id, paths: null }))
    expect(done.conflicts).toEqual([{ path: 'thing', why: 'NOT_IN_SAFETY' }])
    expect(existsSync(at(bed, 'thing/x.big'))).toBe(true)
  })
})

describe('paths', () => {
  it('restores a file, a folder and what lies in it, and nothing else', async () => {
    const bed = await restoreBed({ 'a.txt': 'a', 'src/b.ts': 'b', 'src/deep/c.ts': 'c', 'src2/d.ts': 'd' })
    mkdirSync(at(bed, 'src/empty'))
    const { id } = await bed.bed.full()
    for (const path of ['a.txt', 'src/b.ts', 'src/deep/c.ts', 'src2/d.ts']) bed.repo.write(path, 'changed')
    rmSync(at(bed, 'src/empty'), { recursive: true })
    bed.repo.write('src/new.ts', 'n')
    bed.repo.write('new.txt', 'n')
    const wrecked = everything(bed.repo)
    const done = take(await restore(bed.bed.store, { checkpointId: id, paths: ['src/', 'a.txt'] }))
    expect(done).toMatchObject({ restored: ['a.txt', 'src/b.ts', 'src/deep/c.ts'], deleted: ['src/new.ts'] })
    expect(bed.repo.read('src2/d.ts')).toBe('changed')
    expect(existsSync(at(bed, 'new.txt'))).toBe(true)
    expect(existsSync(at(bed, 'src/empty'))).toBe(true)
    take(await undoRestore(bed.bed.store))
    expect(everything(bed.repo)).toEqual(wrecked)
  })

  it('does not replace a file above a path to restore', async () => {
    const bed = await restoreBed({ 'd/x.txt': 'x', 'a.txt': 'a', 'b.txt': 'b' })
    const { id } = await bed.bed.full()
    bed.repo.remove('d')
    bed.repo.write('d', 'now a file')
    const preview = take(await previewRestore(bed.bed.store, { checkpointId: id, paths: ['d/x.txt'] }))
    expect(preview).toMatchObject({ write: [], delete: [], keep: [{ path: 'd/x.txt', why: 'ENOTDIR' }] })
    take(await restore(bed.bed.store, { checkpointId: id, paths: ['d/x.txt'] }))
    expect(bed.repo.read('d')).toBe('now a file')
  })
})

describe('many deletions', () => {
  it('needs their number, and touches nothing without it', async () => {
    const bed = await restoreBed({ 'a.txt': 'a' })
    const { id } = await bed.bed.full()
    for (const name of ['b', 'c', 'd']) bed.repo.write(name, name)
    const before = everything(bed.repo)
    const refused = { ok: false, error: { kind: 'many-deletions', deleted: 3, filesNow: 4 } }
    expect(await restore(bed.bed.store, { checkpointId: id, paths: null })).toEqual(refused)
    expect(await restore(bed.bed.store, { checkpointId: id, paths: null, confirmedDeletions: 4 })).toEqual(refused)
    expect(everything(bed.repo)).toEqual(before)
    expect(restoreState(bed.bed.store)).toEqual({ undoable: null, interrupted: null })
    const done = take(await restore(bed.bed.store, { checkpointId: id, paths: null, confirmedDeletions: 3 }))
    expect(done.deleted).toEqual(['b', 'c', 'd'])
    chmodSync(at(bed, 'a.txt'), 0o644)
    take(await undoRestore(bed.bed.store))
    expect(everything(bed.repo)).toEqual(before)
  })
})
