import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import {
  diffCheckpoints,
  entriesOf,
  listCheckpoints,
  readBlob,
  readCheckpoint,
  readEntry,
} from '../../../src/repo/checkpoint/read'
import { readStoreMeta, storeFolder } from '../../../src/repo/checkpoint/store-folder'
import { createTempRepo } from '../../support/temp-repo'
import { openBed, take, type CheckpointBed } from './checkpoint-bed'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

async function bedWithTwo(): Promise<{ bed: CheckpointBed; first: string; second: string }> {
  const repo = createTempRepo({ files: { 'a.txt': 'one\n', 'src/b.ts': 'b', 'src/deep/c.ts': 'c', 'gone/x': 'x' } })
  symlinkSync('a.txt', join(repo.path, 'link'))
  const bed = await openBed(repo)
  cleanups.push(
    () => repo.cleanup(),
    () => bed.cleanup(),
  )
  const first = await bed.full('first')
  repo.write('a.txt', 'two\n')
  repo.chmod('src/b.ts', 0o755)
  repo.remove('gone')
  repo.write('gone', 'a file now')
  const second = await bed.change('a.txt', 'src/b.ts', 'gone')
  return { bed, first: first.id, second: second.id }
}

describe('reading checkpoints', () => {
  it('lists them newest first, also for another process', async () => {
    const { bed, first, second } = await bedWithTwo()
    const { checkpoints, broken } = take(await listCheckpoints(bed.store))
    expect(checkpoints.map(({ id, sequence, scan }) => [id, sequence, scan])).toEqual([
      [second, 2, 'hinted'],
      [first, 1, 'full'],
    ])
    expect(broken).toEqual([])
    expect(take(await readCheckpoint(bed.store, first))).toEqual(checkpoints[1])
  })

  it.each(['000009-00000000', '../../HEAD', ''])('does not know %j', async (id) => {
    const { bed } = await bedWithTwo()
    expect(await readCheckpoint(bed.store, id)).toEqual({ ok: false, error: { kind: 'no-such-checkpoint', id } })
  })

  it('reads one file, a symlink, and nothing where there is no file', async () => {
    const { bed, first } = await bedWithTwo()
    const read = async (path: string) => {
      const entry = take(await readEntry(bed.store, first, path))
      return entry === null ? null : [entry.mode, entry.bytes.toString()]
    }
    expect(await read('src/deep/c.ts')).toEqual([0o100644, 'c'])
    expect(await read('link')).toEqual([0o120000, 'a.txt'])
    expect(await read('src')).toBe(null)
    expect(await read('a.txt/below')).toBe(null)
    expect(await read('nowhere/at/all')).toBe(null)
  })

  it('lists one folder', async () => {
    const { bed, first } = await bedWithTwo()
    expect(take(await entriesOf(bed.store, first, 'src'))).toEqual([
      { name: 'b.ts', kind: 'file', mode: 0o100644 },
      { name: 'deep', kind: 'folder', mode: 0o40000 },
    ])
    expect(take(await entriesOf(bed.store, first, '')).map(({ name }) => name)).toEqual([
      'a.txt',
      'gone',
      'link',
      'src',
    ])
    expect(take(await entriesOf(bed.store, first, 'none'))).toEqual([])
  })

  it('names what differs between two, with modes and contents', async () => {
    const { bed, first, second } = await bedWithTwo()
    const calls = bed.git.calls()
    const changes = take(await diffCheckpoints(bed.store, first, second))
    expect(changes.map(({ path, old, new: now }) => [path, old?.mode, now?.mode])).toEqual([
      ['a.txt', 0o100644, 0o100644],
      ['gone/x', 0o100644, undefined],
      ['gone', undefined, 0o100644],
      ['src/b.ts', 0o100644, 0o100755],
    ])
    const [a] = changes
    expect(take(await readBlob(bed.store, a?.old?.id ?? '')).toString()).toBe('one\n')
    expect(take(await readBlob(bed.store, a?.new?.id ?? '')).toString()).toBe('two\n')
    expect(bed.git.calls()).toBe(calls)
  })

  it('says whose store it is', async () => {
    const { bed } = await bedWithTwo()
    const { layout } = bed.store
    expect(await readStoreMeta(storeFolder(bed.home, layout.repoId))).toEqual({
      version: 1,
      repoId: layout.repoId,
      top: layout.top,
      name: layout.name,
    })
    expect(await readStoreMeta(bed.home)).toBe(null)
  })
})
