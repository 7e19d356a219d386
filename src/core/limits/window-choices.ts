import type { BucketView } from '../app/limits-view'
import { shortName } from '../words/display-name'

/** A window that can be looked at on its own. */
export interface WindowChoice {
  /** For lists; says nothing else. */
  readonly id: string
  readonly bucketId: string
  readonly minutes: number | null
  /** "Spark 5 h". */
  readonly name: string
  readonly tone: 'ember' | 'lake' | 'plain'
  readonly resetsAtMs: number | null
}

/** Every window of every bucket: the Spark lane's, the standard lane's, then the others, as they come. */
export function windowChoices(buckets: readonly BucketView[]): readonly WindowChoice[] {
  return buckets
    .toSorted((a, b) => rank(a) - rank(b))
    .flatMap((bucket) =>
      bucket.windows.map(({ minutes, label, resetsAtMs }) => ({
        id: JSON.stringify([bucket.id, minutes]),
        bucketId: bucket.id,
        minutes,
        name: `${bucketName(bucket)} ${label}`,
        tone: bucket.lane === 'spark' ? 'ember' : bucket.lane === 'standard' ? 'lake' : 'plain',
        resetsAtMs,
      })),
    )
}

function bucketName({ lane, label }: BucketView): string {
  if (lane === null) return shortName(label, 30)
  return lane === 'spark' ? 'Spark' : 'Standard'
}

function rank({ lane }: BucketView): number {
  return lane === 'spark' ? 0 : lane === 'standard' ? 1 : 2
}
