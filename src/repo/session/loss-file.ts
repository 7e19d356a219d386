import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ok, type Result } from '../../core/result'
import type { Loss } from '../../shared/repo-contract'
import { writeDurably } from '../checkpoint/checkpoint-refs'
import { attempt, type StoreError } from '../checkpoint/fault'
import { pinCheckpoint, readPins } from '../checkpoint/retention/pins'
import type { Store } from '../checkpoint/store'

const lossSchema = z.object({
  atMs: z.number(),
  files: z.number(),
  paths: z.array(z.string()).readonly(),
  checkpointId: z.string(),
  cause: z.enum(['reset', 'branch-deleted', 'deleted']),
  branch: z.object({ name: z.string(), commit: z.string() }).readonly().optional(),
})

/** The loss that nobody has settled, from `loss.json` of the store: it is said again after a restart. */
export function readLoss(store: Pick<Store, 'folder'>): Loss | null {
  try {
    const { branch, ...loss } = lossSchema.parse(JSON.parse(readFileSync(lossFile(store), 'utf8')))
    return branch === undefined ? loss : { ...loss, branch }
  } catch {
    // None, or not ours: then there is nothing to say.
    return null
  }
}

/** Remembers a loss and pins the checkpoint that has what is gone, so that it never expires. */
export function keepLoss(store: Store, loss: Loss): Promise<Result<null, StoreError>> {
  return attempt(store.folder, async () => {
    const pinned = readPins(store).pins.has(loss.checkpointId)
    const done = pinned ? ok(null) : await pinCheckpoint(store, loss.checkpointId, 'rescue')
    const temp = `${lossFile(store)}.${randomBytes(6).toString('hex')}.tmp`
    await writeDurably(temp, JSON.stringify(loss))
    renameSync(temp, lossFile(store))
    return done
  }).then((kept) => (kept.ok ? kept.value : kept))
}

/** It is settled: every checkpoint that was pinned only for a loss may expire. */
export function forgetLoss(store: Store): Promise<Result<null, StoreError>> {
  return attempt(store.folder, async () => {
    for (const [id, pin] of readPins(store).pins) if (pin === 'rescue') await pinCheckpoint(store, id, null)
    rmSync(lossFile(store), { force: true })
    return null
  })
}

function lossFile({ folder }: Pick<Store, 'folder'>): string {
  return join(folder, 'loss.json')
}
