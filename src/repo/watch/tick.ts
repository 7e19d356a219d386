/** The tick policy of the live diff, all in milliseconds. Derived from measurements: no fixed debounce, because that is what people feel. */
export interface TickPolicy {
  /** After this long without events the next one is the start of something new, and is answered at once. */
  readonly quietMs: number
  /** "At once" still folds a truncate with its write, and a temporary file with its rename. */
  readonly leadingMs: number
  /** The same where it looks like the middle of a save: large files are written for longer, and the end is heard of. */
  readonly begunMs: number
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
  begunMs: 30,
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
  /** What is on the disk looks like the middle of a save. */
  readonly begun: boolean
}

/** When to flush. It may move later as more paths come in, never past `maxWaitMs` after the first. */
export function flushAtMs(waiting: Waiting, policy: TickPolicy): number {
  const { paths, firstAtMs, lastAtMs, leading, begun } = waiting
  const latestMs = firstAtMs + policy.maxWaitMs
  if (paths > policy.many) return Math.min(lastAtMs + policy.burstMs, latestMs)
  if (paths > policy.few) return Math.min(firstAtMs + policy.manyMs, latestMs)
  const first = begun ? policy.begunMs : policy.leadingMs
  return Math.min(firstAtMs + (leading ? first : policy.fewMs), latestMs)
}
