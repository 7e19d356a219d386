import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { diffLines } from '../../../../src/core/diff/line-diff'
import { readEntry } from '../../../../src/repo/checkpoint/read'
import type { CheckpointId } from '../../../../src/core/checkpoint/checkpoint'
import { partOfHunk } from '../../../../src/core/diff/partial-hunk'
import { contentAt, contentOf, type Content } from '../../../../src/repo/checkpoint/restore/content'
import { takeBack } from '../../../../src/repo/checkpoint/restore/take-back'
import type { Store } from '../../../../src/repo/checkpoint/store'
import { undoRestore } from '../../../../src/repo/checkpoint/restore/undo'
import { take } from '../checkpoint-bed'
import { at, everything, leftBehind, restoreBed } from './restore-bed'

const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}\n`)

function hunkIds(path: string, before: string | Uint8Array, after: string | Uint8Array): readonly string[] {
  const diff = diffLines(path, Buffer.from(before), Buffer.from(after))
  return diff.kind === 'hunks' ? diff.hunks.map(({ id }) => id) : []
}

interface HunkRequest {
  readonly path: string
  readonly hunkId: string
  readonly from: CheckpointId | { readonly file: Content | null }
  /** Null for what is on disk now, as `now` says. */
  readonly to: CheckpointId | null
  readonly now?: Content | null
}

async function restoreHunk(store: Store, { path, hunkId, from, to, now = null }: HunkRequest) {
  const read = async (id: CheckpointId) => {
    const content = await contentAt(store, id, path)
    return content === 'nested' ? null : content
  }
  const old = typeof from === 'string' ? await read(from) : from.file
  const shown = to === null ? now : await read(to)
  const [before, after] = [old?.bytes ?? Buffer.alloc(0), shown?.bytes ?? Buffer.alloc(0)]
  const diff = diffLines(path, before, after)
  const hunk = diff.kind === 'hunks' ? diff.hunks.find(({ id }) => id === hunkId) : undefined
  if (hunk === undefined) throw new Error(`no hunk ${hunkId}`)
  const item = { path, old, shown, whole: false, parts: [partOfHunk(hunk, before, after, null)] }
  const target = typeof from === 'string' ? from : null
  return takeBack(store, { what: 'Reverted 1 hunk', label: 'Before', target, items: [item], strict: true })
}

describe('taking a hunk back', () => {
  it('puts its old bytes back and keeps every other change, and can be undone', async () => {
    const old = Buffer.concat([Buffer.from([0xff, 0xfe, 13, 10]), Buffer.from(lines(40).join(''))])
    const bed = await restoreBed({ 'other.txt': 'o' })
    bed.repo.write('a.txt', old)
    bed.repo.chmod('a.txt', 0o640)
    const { id } = await bed.bed.full()
    const text = old.toString('latin1')
    const both = Buffer.from(
      text.replace('line 2\n', 'changed 2\n').replace('line 30\n', 'changed 30\nand more\n'),
      'latin1',
    )
    bed.repo.write('a.txt', both)
    const wrecked = everything(bed.repo)
    const [first, second] = hunkIds('a.txt', old, both)
    const request: HunkRequest = {
      path: 'a.txt',
      hunkId: first ?? '',
      from: id,
      to: null,
      now: contentOf(0o100644, both),
    }
    expect(take(await restoreHunk(bed.bed.store, request))).toMatchObject({
      restored: ['a.txt'],
      conflicts: [],
      index: 'unchanged',
    })
    expect(bed.repo.read('a.txt')).toBe(
      Buffer.from(text.replace('line 30\n', 'changed 30\nand more\n'), 'latin1').toString(),
    )
    expect(everything(bed.repo).tree['a.txt']).toMatch(/^file 640 /)
    const once = everything(bed.repo)
    expect(take(await restoreHunk(bed.bed.store, { ...request, hunkId: second ?? '' })).restored).toEqual(['a.txt'])
    expect(take(await readEntry(bed.bed.store, id, 'a.txt'))?.bytes.toString('latin1')).toBe(text)
    take(await undoRestore(bed.bed.store))
    expect(everything(bed.repo)).toEqual(once)
    expect(wrecked).not.toEqual(once)
    expect(leftBehind(bed)).toEqual([])
  })

  it('finds the lines of an earlier change, and refuses when they were changed since', async () => {
    const bed = await restoreBed({ 'a.txt': lines(20).join('') })
    const from = (await bed.bed.full()).id
    const changed = lines(20).join('').replace('line 10\n', 'changed\n')
    bed.repo.write('a.txt', changed)
    const to = (await bed.bed.change('a.txt')).id
    const hunkId = hunkIds('a.txt', lines(20).join(''), changed)[0] ?? ''
    bed.repo.write('a.txt', `one more\n${changed}`)
    take(await restoreHunk(bed.bed.store, { path: 'a.txt', hunkId, from, to }))
    expect(bed.repo.read('a.txt')).toBe(`one more\n${lines(20).join('')}`)
    expect(await restoreHunk(bed.bed.store, { path: 'a.txt', hunkId, from, to })).toEqual({
      ok: false,
      error: { kind: 'changed-meanwhile', path: 'a.txt' },
    })
  })

  it('removes a file that did not exist before, and brings a deleted one back', async () => {
    const bed = await restoreBed({ 'gone.sh': '#!/bin/sh\n', 'x.txt': 'x' })
    bed.repo.chmod('gone.sh', 0o755)
    const { id } = await bed.bed.full()
    bed.repo.remove('gone.sh')
    bed.repo.write('new.txt', 'new\n')
    const added = hunkIds('new.txt', '', 'new\n')[0] ?? ''
    expect(
      take(
        await restoreHunk(bed.bed.store, {
          path: 'new.txt',
          hunkId: added,
          from: id,
          to: null,
          now: contentOf(0o100644, Buffer.from('new\n')),
        }),
      ).deleted,
    ).toEqual(['new.txt'])
    expect(existsSync(at(bed, 'new.txt'))).toBe(false)
    const deleted = hunkIds('gone.sh', '#!/bin/sh\n', '')[0] ?? ''
    const gone = await contentAt(bed.bed.store, id, 'gone.sh')
    if (gone === 'nested') throw new Error('no file')
    const from = { file: gone }
    take(await restoreHunk(bed.bed.store, { path: 'gone.sh', hunkId: deleted, from, to: null }))
    expect(everything(bed.repo).tree['gone.sh']).toMatch(/^file 755 10 /)
  })
})
