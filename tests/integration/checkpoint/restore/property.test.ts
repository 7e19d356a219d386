import { describe, expect, it } from 'vitest'
import { previewRestore } from '../../../../src/repo/checkpoint/restore/preview'
import { restore } from '../../../../src/repo/checkpoint/restore/restore'
import { undoRestore } from '../../../../src/repo/checkpoint/restore/undo'
import { createRandomTree } from '../../../soak/random-tree'
import { createRandom } from '../../../support/random'
import { take } from '../checkpoint-bed'
import { everything, leftBehind, restoreBed } from './restore-bed'

describe('any checkpoint of any tree', () => {
  it.each([1, 2, 3])('comes back as it was captured, and the way back too (seed %i)', async (seed) => {
    const bed = await restoreBed({ 'a.txt': 'a', 'src/b.ts': 'b' })
    const random = createRandom(seed)
    const tree = createRandomTree(bed.repo, random)
    const captured: { readonly id: string; readonly was: ReturnType<typeof everything> }[] = []
    for (let round = 0; round < 4; round++) {
      tree.edit(25)
      if (random() < 0.5) bed.repo.git('add', '-A')
      if (random() < 0.3) bed.repo.commitAll(`round ${round}`)
      tree.edit(5)
      captured.push({ id: (await bed.bed.full()).id, was: everything(bed.repo) })
    }
    for (const { id, was } of captured.toSorted(() => random() - 0.5)) {
      tree.edit(3)
      const before = everything(bed.repo)
      const preview = take(await previewRestore(bed.bed.store, { checkpointId: id, paths: null }))
      const agreed = { checkpointId: id, paths: null, seen: preview.seen, confirmedDeletions: preview.delete.length }
      const done = take(await restore(bed.bed.store, agreed))
      expect({ ...done, safety: '', index: '' }).toEqual({
        restored: preview.write,
        deleted: preview.delete,
        conflicts: [],
        safety: '',
        index: '',
      })
      expect(everything(bed.repo)).toEqual(was)
      expect(take(await undoRestore(bed.bed.store)).conflicts).toEqual([])
      expect(everything(bed.repo)).toEqual(before)
      expect(take(await undoRestore(bed.bed.store)).conflicts).toEqual([])
      expect(everything(bed.repo)).toEqual(was)
    }
    expect(leftBehind(bed)).toEqual([])
  })
})
