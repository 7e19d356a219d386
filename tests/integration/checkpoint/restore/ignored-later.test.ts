import { chmodSync, existsSync, mkdirSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { previewRestore } from '../../../../src/repo/checkpoint/restore/preview'
import { restore } from '../../../../src/repo/checkpoint/restore/restore'
import { undoRestore } from '../../../../src/repo/checkpoint/restore/undo'
import { createTempRepo, type TempRepo } from '../../../support/temp-repo'
import { listingOf, openBed, take } from '../checkpoint-bed'
import { always, settle } from '../large/large-bed'

/** What lay in sight when the checkpoint was taken, and is ignored when it is restored. */
interface Story {
  readonly name: string
  readonly prepare: (repo: TempRepo) => void
  readonly wreck: (repo: TempRepo) => void
}

const stories: readonly Story[] = [
  {
    name: 'a folder where the index has a link',
    prepare(repo) {
      symlinkSync('a.txt', join(repo.path, 'link'))
      repo.git('add', 'link')
      rmSync(join(repo.path, 'link'))
      repo.write('link/inner/notes.txt', 'mine\n')
      repo.write('link/z', 'z\n')
    },
    wreck: (repo) => repo.write('.gitignore', '*\n'),
  },
  {
    name: 'a folder where the index has a file, in a folder that is ignored',
    prepare(repo) {
      repo.write('vendor/t', 't\n')
      repo.commitAll('vendor')
      repo.remove('vendor/t')
      repo.write('vendor/t/x', 'x\n')
    },
    wreck: (repo) => repo.write('.gitignore', 'vendor/\n'),
  },
  {
    name: 'a file that is gone, in a folder that is left',
    prepare(repo) {
      repo.write('notes/a', 'a\n')
      repo.write('notes/deep/b', 'b\n')
    },
    wreck(repo) {
      repo.write('.gitignore', 'notes/\n')
      repo.remove('notes/deep/b')
    },
  },
  {
    name: 'an empty folder with permissions of its own',
    prepare(repo) {
      mkdirSync(join(repo.path, 'private'))
      chmodSync(join(repo.path, 'private'), 0o700)
    },
    wreck: (repo) => repo.write('.gitignore', 'private\n'),
  },
]

describe.each([{ size: 'small' }, { size: 'large' }])('in a $size repository', ({ size }) => {
  const open = async (prepare: (repo: TempRepo) => void) => {
    const repo = createTempRepo({ files: { 'a.txt': 'one\n', 'src/b.txt': 'two\n' } })
    prepare(repo)
    settle(repo)
    const bed = await openBed(repo, size === 'large' ? { largeFrom: always } : {})
    onTestFinished(() => {
      repo.cleanup()
      bed.cleanup()
    })
    return { repo, bed, all: () => [listingOf(repo.path), repo.git('ls-files', '-s'), foldersOf(repo)] }
  }

  it.each(stories)('goes there and back: $name', async ({ prepare, wreck }) => {
    const { repo, bed, all } = await open(prepare)
    const then = all()
    const { id } = await bed.full()
    wreck(repo)
    const wrecked = all()
    const preview = take(await previewRestore(bed.store, { checkpointId: id, paths: null }))
    const done = take(await restore(bed.store, { checkpointId: id, paths: null, confirmedDeletions: 'any' }))
    expect(all()).toEqual(then)
    expect([done.restored, done.deleted]).toEqual([preview.write, preview.delete])
    expect(take(await undoRestore(bed.store)).conflicts).toEqual([])
    expect(all()).toEqual(wrecked)
    expect(take(await undoRestore(bed.store)).conflicts).toEqual([])
    expect(all()).toEqual(then)
  })

  it('says of an ignored folder where the index has a file that it was not looked into', async () => {
    const { repo, bed } = await open((one) => {
      rmSync(join(one.path, 'a.txt'))
      one.write('a.txt/ignored', 'x\n')
      one.write('.gitignore', 'ignored\na.txt/\n')
    })
    const { id } = await bed.full()
    expect((await bed.store.record(id)).details.ignoredFolders).toEqual(['a.txt'])
    expect(existsSync(join(repo.path, 'a.txt/ignored'))).toBe(true)
  })

  it('captures small ignored files below a folder where the index has a file', async () => {
    const { repo, bed } = await open((one) => {
      rmSync(join(one.path, 'a.txt'))
      one.write('a.txt/seen', 'x\n')
      one.write('a.txt/.env', 'SECRET=1\n')
      one.write('.gitignore', '.env\n')
    })
    const then = listingOf(repo.path)
    const { id } = await bed.full()
    repo.remove('a.txt')
    take(await restore(bed.store, { checkpointId: id, paths: null }))
    expect(listingOf(repo.path)).toEqual(then)
  })
})

function foldersOf(repo: TempRepo): readonly (readonly [string, number | null])[] {
  return ['private', 'notes', 'notes/deep', 'link', 'link/inner'].map((path) => {
    const folder = join(repo.path, path)
    return [path, existsSync(folder) ? statSync(folder).mode : null]
  })
}
