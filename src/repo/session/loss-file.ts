import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { RepoPath } from '../../core/repo/repo-path'
import { ok, type Result } from '../../core/result'
import type { Loss } from '../../shared/repo-facts'
import { writeDurably } from '../checkpoint/checkpoint-refs'
import { attempt, type StoreError } from '../checkpoint/fault'
import { pinCheckpoint, readPins } from '../checkpoint/retention/pins'
import { rawPath } from '../checkpoint/raw-path'
import type { Store } from '../checkpoint/store'
import { lookUp } from '../checkpoint/tree-walk'

const lossSchema = z.object({
  atMs: z.number(),
  files: z.number(),
  paths: z.array(z.string()).readonly(),
  checkpointId: z.string(),
  cause: z.enum(['reset', 'branch-deleted', 'deleted']),
  branch: z.object({ name: z.string(), commit: z.string() }).readonly().optional(),
})

const mostPaths = 50

/** What could not be written, by the folder of its store: it is said as long as this process lives. */
const unwritten = new Map<string, Loss>()

/** The loss that nobody has settled, from `loss.json` of the store: it is said again after a restart. */
export function readLoss(store: Pick<Store, 'folder'>): Loss | null {
  return unwritten.get(store.folder) ?? readLossFile(store)
}

function readLossFile(store: Pick<Store, 'folder'>): Loss | null {
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
  unwritten.set(store.folder, loss)
  return attempt(store.folder, async () => {
    const pinned = readPins(store).pins.has(loss.checkpointId)
    const done = pinned ? ok(null) : await pinCheckpoint(store, loss.checkpointId, 'rescue')
    const temp = `${lossFile(store)}.${randomBytes(6).toString('hex')}.tmp`
    try {
      await writeDurably(temp, JSON.stringify(loss))
      renameSync(temp, lossFile(store))
    } catch (fault) {
      rmSync(temp, { force: true })
      throw fault
    }
    unwritten.delete(store.folder)
    return done
  }).then((kept) => (kept.ok ? kept.value : kept))
}

/**
 * A loss together with an earlier one that nobody has settled, where the earlier one's checkpoint has all of both: a
 * `reset` and then a `clean` are one story.
 */
export async function withEarlier(store: Store, loss: Loss): Promise<Loss> {
  const earlier = readLoss(store)
  if (earlier === null || earlier.cause === 'branch-deleted' || loss.cause === 'branch-deleted') return loss
  const [before, now] = await Promise.all([idsAt(store, earlier, loss.paths), idsAt(store, loss, loss.paths)])
  if (before === null || now === null || before.some((id, at) => id !== now[at])) return loss
  const paths = [...new Set([...earlier.paths, ...loss.paths])].toSorted()
  const both = earlier.paths.length + loss.paths.length - paths.length
  return { ...earlier, atMs: loss.atMs, files: earlier.files + loss.files - both, paths: paths.slice(0, mostPaths) }
}

async function idsAt(
  store: Store,
  { checkpointId }: Loss,
  paths: readonly RepoPath[],
): Promise<readonly (string | null)[] | null> {
  const record = await store.record(checkpointId).catch(() => null)
  if (record === null) return null
  return Promise.all(
    paths.map(async (path) => (await lookUp(store.objects, record.work, rawPath(path))).entry?.id ?? null),
  )
}

/** It is settled: every checkpoint that was pinned only for a loss may expire. */
export function forgetLoss(store: Store): Promise<Result<null, StoreError>> {
  return attempt(store.folder, async () => {
    for (const [id, pin] of readPins(store).pins) if (pin === 'rescue') await pinCheckpoint(store, id, null)
    unwritten.delete(store.folder)
    rmSync(lossFile(store), { force: true })
    return null
  })
}

function lossFile({ folder }: Pick<Store, 'folder'>): string {
  return join(folder, 'loss.json')
}
