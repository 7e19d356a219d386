import { describe, expect, it, onTestFinished } from 'vitest'
import { ok } from '../../../src/core/result'
import { createAppStore } from '../../../src/main/app-store'
import { createCheckpointList, tell } from '../../../src/main/checkpoint-list'
import { createRepoHost } from '../../../src/main/repo/repo-host'
import { repoId, repoOpen, stateAfter } from '../../support/app-states'
import { createManualClock } from '../../support/manual-clock'

const loss = { atMs: 5, files: 8, paths: ['a.txt'], checkpointId: 'c1', cause: 'deleted' } as const
const nothing = { checkpoints: [], broken: [], undoable: null, interrupted: null }

/** A list whose store answers when the test says so. */
function listBed() {
  const { clock, settle } = createManualClock()
  const store = createAppStore(stateAfter(...repoOpen()))
  const answers: ((found: typeof loss | null) => void)[] = []
  const host = createRepoHost({
    clock,
    connect({ onMessage }) {
      onMessage({ kind: 'ready' })
      const answer = (id: number) => (found: typeof loss | null) =>
        onMessage({ kind: 'answer', id, answer: ok({ ...nothing, loss: found }) })
      return { post: ({ id }) => void answers.push(answer(id)), end() {} }
    },
  })
  const list = createCheckpointList({ store, host, clock, onRead() {} })
  onTestFinished(() => {
    list.stop()
    host.dispose()
  })
  return {
    list,
    shown: () => store.state().checkpoints[repoId]?.loss ?? null,
    happens: (event: Parameters<typeof tell>[2]) => tell(store, repoId, event),
    async answer(found: typeof loss | null) {
      await settle()
      answers.shift()?.(found)
      await settle()
    },
  }
}

describe('a list that was read before', () => {
  it('does not take back a loss that was said meanwhile', async () => {
    const bed = listBed()
    const read = bed.list.read(repoId)
    bed.happens({ kind: 'files-lost', loss })
    await bed.answer(null)
    expect(bed.shown()).toEqual(loss)
    await bed.answer(loss)
    await read
    expect(bed.shown()).toEqual(loss)
  })

  it('does not say a loss again that was settled meanwhile', async () => {
    const bed = listBed()
    bed.happens({ kind: 'files-lost', loss })
    const read = bed.list.read(repoId)
    bed.happens({ kind: 'loss-settled' })
    await bed.answer(loss)
    expect(bed.shown()).toBeNull()
    await bed.answer(null)
    await read
    expect(bed.shown()).toBeNull()
  })
})
