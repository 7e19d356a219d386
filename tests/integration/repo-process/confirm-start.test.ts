import { renameSync, symlinkSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { decodePath } from '../../../src/core/repo/repo-path'
import type { StartCheck } from '../../../src/core/start/start-check'
import { createRepoBed, type RepoBed, take } from '../../support/repo-bed'
import { createTempRepo, type TempRepoOptions } from '../../support/temp-repo'

const odd = decodePath(Buffer.from('caf\xe9\n*.txt', 'latin1'))

/** A repository whose start was begun with these files uncommitted. */
async function begun(options: TempRepoOptions = {}, uncommitted: Readonly<Record<string, string>> = {}) {
  const repo = createTempRepo({
    files: { 'a.txt': 'one\n', 'sub/b.txt': 'two\n', '.gitignore': '*.log\n' },
    ...options,
  })
  const bed = await createRepoBed({ repo })
  onTestFinished(() => bed.cleanup())
  await bed.open()
  for (const [path, text] of Object.entries(uncommitted)) repo.write(path, text)
  await bed.begin()
  return { bed, repo }
}

async function look(bed: RepoBed, part: { heldBack?: readonly string[]; final?: boolean } = {}): Promise<StartCheck> {
  const { repoId } = bed
  return take(
    await bed.host.request({ type: 'confirm-start', repoId, sessionId: 's1', heldBack: [], final: false, ...part }),
  )
}

const quiet = { headMoved: false, indexChanged: false, written: [], uncovered: [] }

it('finds nothing where nothing happened, as often as it is asked', async () => {
  const { bed } = await begun({}, { 'a.txt': 'mine\n', 'new.txt': 'new\n' })
  expect(await look(bed)).toMatchObject(quiet)
  expect(await look(bed)).toMatchObject({ ...quiet, status: { files: [{ path: 'a.txt' }, { path: 'new.txt' }] } })
})

it.each([{}, { objectFormat: 'sha256' }] as const)('names every path that is another one now: %o', async (format) => {
  const { bed, repo } = await begun(format, { 'mine.txt': 'mine\n', 'sub/gone.txt': 'x\n' })
  repo.write('mine.txt', 'm1ne\n')
  repo.remove('sub/gone.txt')
  renameSync(join(repo.path, 'a.txt'), join(repo.path, 'moved.txt'))
  repo.write(odd, 'odd\n')
  repo.write('deep/er/new.txt', 'x\n')
  repo.write('run.log', 'ignored\n')
  expect((await look(bed)).written).toEqual(
    ['a.txt', odd, 'deep/er/new.txt', 'mine.txt', 'moved.txt', 'sub/gone.txt'].toSorted(),
  )
})

it('sees a link that leads elsewhere, and a folder that became a file', async () => {
  const { bed, repo } = await begun()
  symlinkSync('a.txt', join(repo.path, 'link'))
  repo.commitAll('link')
  await bed.begin()
  unlinkSync(join(repo.path, 'link'))
  symlinkSync('/etc', join(repo.path, 'link'))
  repo.remove('sub/b.txt')
  renameSync(join(repo.path, 'a.txt'), join(repo.path, 'x'))
  renameSync(join(repo.path, 'sub'), join(repo.path, 'away'))
  renameSync(join(repo.path, 'x'), join(repo.path, 'sub'))
  expect((await look(bed)).written).toEqual(expect.arrayContaining(['a.txt', 'link', 'sub', 'sub/b.txt']))
})

it('takes what was undone again for nothing', async () => {
  const { bed, repo } = await begun({}, { 'new.txt': 'new\n' })
  repo.write('a.txt', 'other\n')
  expect((await look(bed)).written).toEqual(['a.txt'])
  repo.write('a.txt', 'one\n')
  repo.write('new.txt', 'new\n')
  expect(await look(bed)).toMatchObject(quiet)
})

it('tells a move of HEAD and something staged from a save', async () => {
  const { bed, repo } = await begun({}, { 'a.txt': 'mine\n' })
  repo.git('add', 'a.txt')
  expect(await look(bed)).toMatchObject({ ...quiet, indexChanged: true })
  repo.git('reset', '-q')
  expect(await look(bed)).toMatchObject(quiet)
  repo.git('checkout', '-q', '-b', 'other')
  expect(await look(bed)).toMatchObject({ ...quiet, headMoved: true })
  repo.git('checkout', '-q', 'main')
  repo.git('bisect', 'start')
  expect(await look(bed)).toMatchObject({ ...quiet, headMoved: true })
})

it('sees a write to what is staged already, and staging more of it', async () => {
  const { bed, repo } = await begun({}, {})
  repo.write('a.txt', 'staged\n')
  repo.git('add', 'a.txt')
  repo.write('a.txt', 'staged\nand not\n')
  await bed.begin()
  expect(await look(bed)).toMatchObject(quiet)
  repo.git('add', 'a.txt')
  expect(await look(bed)).toMatchObject({ written: [], indexChanged: true })
})

it('says which held-back files the baseline does not hold', async () => {
  const { bed, repo } = await begun({}, { 'kept.env': 'A=1\n', 'left/out.txt': 'x\n' })
  const { repoId } = bed
  take(
    await bed.host.request({
      type: 'capture-rules',
      repoId,
      ignoredFileBytes: 2 ** 20,
      ignoredTotalBytes: 2 ** 20,
      leaveOut: ['left'],
    }),
  )
  await bed.begin()
  repo.remove('a.txt')
  const heldBack = ['kept.env', 'left/out.txt', 'a.txt', 'nothing.txt']
  expect((await look(bed, { heldBack })).uncovered).toEqual(['left/out.txt'])
  expect((await look(bed, { heldBack: ['./left/'] })).uncovered).toEqual(['left/out.txt'])
})

it('looks no more after the last time, nor for a start that it did not begin', async () => {
  const { bed, repo } = await begun()
  expect(await look(bed, { final: true })).toMatchObject(quiet)
  repo.write('a.txt', 'in the session\n')
  const { repoId } = bed
  const again = { type: 'confirm-start', repoId, heldBack: [], final: true } as const
  for (const sessionId of ['s1', 'another'])
    expect(await bed.host.request({ ...again, sessionId })).toEqual({ ok: false, error: { kind: 'not-served' } })
})
