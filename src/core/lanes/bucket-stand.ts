import type { Bucket, LimitWindow } from '../limits/limits'

/** How the limits of a lane stand, as far as it decides whether the lane can be used now. Moments are Unix milliseconds. */
export type BucketStand =
  | { readonly kind: 'left'; readonly leftPercent: number }
  /** Nothing is left. `credits`: Codex may go on, and spend credits. `window` is its label, null when the server names none. */
  | {
      readonly kind: 'spent'
      readonly bucket: string
      readonly window: string | null
      readonly resetsAtMs: number | null
      readonly credits: boolean
    }
  | { readonly kind: 'spend-control'; readonly bucket: string }
  /** Its reset has passed since the last reading. */
  | { readonly kind: 'reset-due'; readonly bucket: string; readonly window: string }
  /** No such bucket, or no number in it. */
  | { readonly kind: 'unknown' }

const worst: readonly BucketStand['kind'][] = ['spend-control', 'spent', 'reset-due', 'unknown', 'left']

/** The stand of the buckets of a lane: of several the one that stops work first. Numbers whose reset has passed have to be gone already. */
export function standOf(buckets: readonly Bucket[]): BucketStand {
  const stands = buckets.map(bucketStand)
  const kind = worst.find((one) => stands.some((stand) => stand.kind === one))
  const left = stands.flatMap((stand) => (stand.kind === 'left' ? [stand.leftPercent] : []))
  if (kind === 'left') return { kind, leftPercent: Math.min(...left) }
  return stands.find((stand) => stand.kind === kind) ?? { kind: 'unknown' }
}

function bucketStand({ label, windows, credits, spendControlReached, reachedType }: Bucket): BucketStand {
  if (spendControlReached === true) return { kind: 'spend-control', bucket: label }
  const spent = windows.filter(({ reading }) => reading.kind === 'known' && reading.leftPercent <= 0)
  const latest = spent.toSorted((a, b) => (resetOf(b) ?? 0) - (resetOf(a) ?? 0))[0]
  const due = windows.find(({ reading }) => reading.kind === 'reset-due')
  // The word of a limit that was reached outlives its reset until the next reading.
  if (latest !== undefined || (reachedType !== null && due === undefined))
    return {
      kind: 'spent',
      bucket: label,
      window: latest?.label ?? null,
      resetsAtMs: latest === undefined ? null : resetOf(latest),
      credits: credits?.hasCredits === true || credits?.unlimited === true,
    }
  if (due !== undefined) return { kind: 'reset-due', bucket: label, window: due.label }
  const left = windows.flatMap(({ reading }) => (reading.kind === 'known' ? [reading.leftPercent] : []))
  return left.length === 0 ? { kind: 'unknown' } : { kind: 'left', leftPercent: Math.min(...left) }
}

function resetOf({ reading }: LimitWindow): number | null {
  return reading.kind === 'known' && reading.resetsAtSec !== null ? reading.resetsAtSec * 1000 : null
}
