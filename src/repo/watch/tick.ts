/** The tick policy of the live diff, all in milliseconds. Derived from measurements: no fixed debounce, because that is what people feel. */
export interface TickPolicy {
  /** After this long without events the next one is the start of something new, and is answered at once. */
  readonly quietMs: number
  /** "At once" still folds a truncate with its write, and a temporary file with its rename. */
  readonly leadingMs: number
  /** While at most `few` paths wait, then up to `many`. */
  readonly few: number
  readonly fewMs: number
  readonly many: number
  readonly manyMs: number
  /** Above `many`, the burst gets this long a pause to end in … */
  readonly burstMs: number
  /** … but is never kept waiting longer than this. */
  readonly maxWaitMs: number
}

export const defaultTickPolicy: TickPolicy = {
  quietMs: 50,
  leadingMs: 3,
  few: 20,
  fewMs: 16,
  many: 200,
  manyMs: 50,
  burstMs: 150,
  maxWaitMs: 250,
}

/** What waits to be flushed. Times are milliseconds of the clock. */
export interface Waiting {
  readonly paths: number
  readonly firstAtMs: number
  readonly lastAtMs: number
  /** The first of them came after a quiet time. */
  readonly leading: boolean
}

/** When to flush. It may move later as more paths come in, never past `maxWaitMs` after the first. */
export function flushAtMs(waiting: Waiting, policy: TickPolicy): number {
  const { paths, firstAtMs, lastAtMs, leading } = waiting
  const latestMs = firstAtMs + policy.maxWaitMs
  if (paths > policy.many) return Math.min(lastAtMs + policy.burstMs, latestMs)
  if (paths > policy.few) return Math.min(firstAtMs + policy.manyMs, latestMs)
  return Math.min(firstAtMs + (leading ? policy.leadingMs : policy.fewMs), latestMs)
}
