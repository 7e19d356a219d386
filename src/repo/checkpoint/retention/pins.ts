import { existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { CheckpointId } from '../../../core/checkpoint/checkpoint'
import type { Result } from '../../../core/result'
import { attempt, errnoOf, StoreFault, type StoreError } from '../fault'
import { replaceDurably } from '../restore/journal'
import type { Store } from '../store'

/** Why the user (`kept`) or a loss that was not restored yet (`rescue`) keeps a checkpoint. */
export type Pin = 'kept' | 'rescue'

/** `pins.json` of a store. What a later version writes in it besides is written back as it is. */
export interface Pins {
  readonly pins: ReadonlyMap<CheckpointId, Pin>
  /** False when the file is there and is none of ours: then anything may be pinned. */
  readonly readable: boolean
}

const fileSchema = z.looseObject({ pins: z.record(z.string(), z.unknown()) })
const pinSchema = z.looseObject({ reason: z.enum(['kept', 'rescue']) })

export function readPins(store: Pick<Store, 'folder'>): Pins {
  const file = readFile(store)
  const entries = Object.entries(file?.pins ?? {})
  // A reason that this version does not know keeps all the same.
  const pins = new Map(entries.map(([id, pin]) => [id, pinSchema.safeParse(pin).data?.reason ?? ('kept' as const)]))
  return { pins, readable: file !== null }
}

/**
 * Keeps a checkpoint until it is unpinned or forgotten; null unpins it. Errors: `no-such-checkpoint`, `store-busy`,
 * `no-space`, `read-only`, `store-failed`.
 */
export function pinCheckpoint(store: Store, id: CheckpointId, reason: Pin | null): Promise<Result<null, StoreError>> {
  return attempt(store.folder, () =>
    store.lock.hold(async () => {
      if (reason !== null && !store.refs.list().includes(id)) throw new StoreFault({ kind: 'no-such-checkpoint', id })
      await changePins(store, (pins) =>
        reason === null ? without(pins, [id]) : { ...pins, [id]: { reason, atMs: store.clock.now() } },
      )
      return null
    }),
  )
}

/** Unpins what is being forgotten. The store lock must be held. */
export async function dropPins(store: Pick<Store, 'folder'>, ids: readonly CheckpointId[]): Promise<void> {
  const { pins, readable } = readPins(store)
  if (readable && ids.some((id) => pins.has(id))) await changePins(store, (before) => without(before, ids))
}

type Entries = Readonly<Record<string, unknown>>

function without(pins: Entries, ids: readonly CheckpointId[]): Entries {
  return Object.fromEntries(Object.entries(pins).filter(([id]) => !ids.includes(id)))
}

async function changePins(store: Pick<Store, 'folder'>, change: (pins: Entries) => Entries): Promise<void> {
  const path = join(store.folder, 'pins.json')
  const before = readFile(store)
  // A file that cannot be read is the user's to look at; it is not written over.
  if (before === null) renameSync(path, freeName(path))
  await replaceDurably(store.folder, path, JSON.stringify({ version: 1, ...before, pins: change(before?.pins ?? {}) }))
}

/** Empty where there is none; null when it is nothing of ours. */
function readFile(store: Pick<Store, 'folder'>): z.infer<typeof fileSchema> | null {
  let text: string
  try {
    text = readFileSync(join(store.folder, 'pins.json'), 'utf8')
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown
    return { pins: {} }
  }
  try {
    return fileSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

function freeName(path: string): string {
  for (let n = 1; ; n++) if (!existsSync(`${path}.bad-${n}`)) return `${path}.bad-${n}`
}
