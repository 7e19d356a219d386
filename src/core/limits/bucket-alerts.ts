import type { AccountMemory, BucketMemory } from './alert-memory'
import type { LimitAlert, NamedLimit } from './limit-alert'
import type { Limits } from './limits'

interface Look {
  readonly alerts: readonly LimitAlert[]
  readonly offered: AccountMemory['offered']
  readonly doubted: AccountMemory['doubted']
}

/**
 * Compares the buckets and windows that a full answer names with those of before. One that is new is only remembered; one that
 * is gone or has another name is told when a second answer says the same. Hints and rollouts name one bucket and say nothing of
 * the others, so only full answers count.
 */
export function lookAtBuckets({ offered, doubted }: AccountMemory, limits: Limits): Look {
  const { readAtMs } = limits
  if (readAtMs === null || readAtMs <= (offered?.readAtMs ?? 0)) return { alerts: [], offered, doubted }
  const now = limits.buckets.filter(({ windows }) => windows.length > 0).map(toMemory)
  const alerts = differences(offered?.buckets ?? [], now)
  const isConfirmed = doubted !== null && differences(doubted.buckets, now).length === 0
  if (alerts.length === 0 || isConfirmed) return { alerts, offered: { buckets: now, readAtMs }, doubted: null }
  const before = offered?.buckets ?? []
  return { alerts: [], offered: { buckets: before, readAtMs }, doubted: { buckets: now } }
}

function differences(before: readonly BucketMemory[], now: readonly BucketMemory[]): readonly LimitAlert[] {
  const added = now.filter((bucket) => !before.some(({ id }) => id === bucket.id))
  return before.flatMap((bucket): readonly LimitAlert[] => {
    const same = now.find(({ id }) => id === bucket.id)
    const limit = named(bucket)
    if (same === undefined) {
      const moved = added.find(
        ({ lane, label }) => (bucket.lane !== null && lane === bucket.lane) || label === bucket.label,
      )
      return [
        moved === undefined
          ? { kind: 'vanished', limit, window: null }
          : { kind: 'moved', from: limit, to: named(moved) },
      ]
    }
    const renamed: readonly LimitAlert[] =
      same.label === bucket.label ? [] : [{ kind: 'moved', from: limit, to: named(same) }]
    const gone = bucket.windows.filter(({ minutes }) => !same.windows.some((window) => window.minutes === minutes))
    return [...renamed, ...gone.map(({ label }) => ({ kind: 'vanished', limit, window: label }) as const)]
  })
}

function named({ id, label, lane }: BucketMemory): NamedLimit {
  return { id, label, lane }
}

function toMemory({ id, label, lane, windows }: Limits['buckets'][number]): BucketMemory {
  return { id, label, lane, windows: windows.map(({ minutes, label: name }) => ({ minutes, label: name })) }
}
