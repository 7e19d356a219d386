import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import type { KeptPath } from '../../../core/checkpoint/restore'
import { createPathFilter, sameState, sortKept, type RestoreStep } from '../../../core/checkpoint/restore-plan'
import type { RepoPath } from '../../../core/repo/repo-path'
import { errnoOf, StoreFault } from '../fault'
import { makeFolder } from '../make-folder'
import type { Store } from '../store'
import { replaceDurably } from './journal'
import type { FilePlan } from './plan-restore'

const path = z.string()
const state = z.object({ mode: z.number(), id: z.string(), permissions: z.number() }).nullable()
const seenSchema = z.object({
  version: z.literal(1),
  checkpointId: z.string(),
  paths: z.array(path).nullable(),
  /** What stood where the preview would change something. */
  from: z.array(z.tuple([path, state])),
  kept: z.array(path),
})
/** What a preview looked at. Whatever it does not name was as the checkpoint has it. */
type Seen = z.infer<typeof seenSchema>

const name = /^seen-[0-9a-f]{16}$/
const keptPreviews = 10

/** Keeps what a preview saw, for the restore that the user may agree to; the answer is the name of it. */
export async function keepSeen(
  store: Pick<Store, 'folder'>,
  checkpointId: CheckpointId,
  paths: readonly RepoPath[] | null,
  plan: FilePlan,
): Promise<CheckpointId> {
  const folder = join(store.folder, 'previews')
  await makeFolder(folder)
  const seen: Seen = {
    version: 1,
    checkpointId,
    paths: paths === null ? null : [...paths],
    from: plan.steps.map((step) => [step.path, step.from]),
    kept: plan.keep.map((one) => one.path),
  }
  const id = `seen-${randomBytes(8).toString('hex')}`
  await replaceDurably(store.folder, join(folder, `${id}.json`), JSON.stringify(seen))
  dropOldest(folder)
  return id
}

/** Fault `no-such-checkpoint` when the preview is not known (any more), or was one of another checkpoint. */
export function readSeen(store: Pick<Store, 'folder'>, id: CheckpointId, checkpointId: CheckpointId): Seen {
  const unknown = new StoreFault({ kind: 'no-such-checkpoint', id })
  if (!name.test(id)) throw unknown
  try {
    const seen = seenSchema.parse(JSON.parse(readFileSync(join(store.folder, 'previews', `${id}.json`), 'utf8')))
    if (seen.checkpointId === checkpointId) return seen
  } catch (thrown) {
    if (errnoOf(thrown) !== null && errnoOf(thrown) !== 'ENOENT') throw thrown
  }
  throw unknown
}

/** Leaves out of a plan what is not as the preview saw it. */
export function keepChanged(plan: FilePlan, seen: Seen): FilePlan {
  const wasThere = new Map(seen.from)
  const kept = new Set(seen.kept)
  const looked = createPathFilter(seen.paths)
  const isAsSeen = ({ path: at, from, to }: RestoreStep) =>
    looked(at) && !kept.has(at) && sameState(from, wasThere.has(at) ? (wasThere.get(at) ?? null) : to)
  const changed: KeptPath[] = []
  const steps = plan.steps.filter((step) => {
    if (!isAsSeen(step)) changed.push({ path: step.path, why: 'CHANGED_MEANWHILE' })
    return isAsSeen(step)
  })
  return { steps, keep: sortKept([...plan.keep, ...changed]) }
}

function dropOldest(folder: string): void {
  const files = readdirSync(folder).map((one) => join(folder, one))
  const byAge = files.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  for (const file of byAge.slice(keptPreviews)) unlinkSync(file)
}
