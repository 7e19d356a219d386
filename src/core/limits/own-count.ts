import type { Lane, LanesSettings } from '../lanes/lanes'
import type { Bucket, LimitWindow } from './limits'
import { lastUseMs, slotMs, tokensSince, type UsageBook } from './usage'

/** Which models a bucket's meter should move for; null where nobody can know. */
export type CountsFor = ((model: string) => boolean) | null

// Below this a meter that shows whole percents may well stand still.
const enoughTokens = 20_000
// The server takes a while to count.
const enoughMs = 10 * 60_000

/** The Spark lane's model counts in its bucket, every other one in the standard bucket. */
export function countsFor(lane: Lane | null, lanes: LanesSettings['lanes']): CountsFor {
  if (lane === null) return null
  return (model) => (model === lanes.spark.model) === (lane === 'spark')
}

/** Tokens since a window began; null where its length or its models are not known. */
export function tokensOfWindow(
  book: UsageBook,
  { minutes, reading }: LimitWindow,
  counts: CountsFor,
  nowMs: number,
): number | null {
  if (minutes === null || counts === null) return null
  const isSure = reading.kind === 'known' && reading.resetsAtSec !== null
  const fromMs = (isSure ? reading.resetsAtSec * 1000 : nowMs) - minutes * 60_000
  return tokensSince(book, fromMs, counts)
}

/**
 * A meter that stands still although many tokens were counted since it moved last. The shortest window is looked at, as one
 * percent of it is least; a spent one has nowhere to go.
 */
export function stillMeter(
  book: UsageBook,
  { windows }: Pick<Bucket, 'windows'>,
  counts: CountsFor,
): { readonly sinceMs: number; readonly tokens: number } | null {
  const window = windows.find(({ reading }) => reading.kind === 'known')
  if (counts === null || window?.reading.kind !== 'known' || window.reading.leftPercent === 0) return null
  const { movedAtMs, readAtMs } = window
  const lastMs = lastUseMs(book, counts)
  if (readAtMs - movedAtMs < enoughMs || lastMs === null || lastMs > readAtMs) return null
  // The five minutes in which it moved are left out: their use may be what moved it.
  const tokens = tokensSince(book, movedAtMs + slotMs, counts)
  return tokens >= enoughTokens ? { sinceMs: movedAtMs, tokens } : null
}
