import type { Checkpoint, CheckpointId } from './checkpoint'

/** How much is kept of one repository. What is protected is outside of it. */
export interface RetentionBudget {
  readonly days: number
  readonly count: number
  readonly bytes: number
}

/** What never counts against the budget and never expires. */
export interface Protection {
  /** Everything of these stays. */
  readonly liveSessions: readonly string[]
  /** Of these the baseline and the end stay. */
  readonly keptSessions: readonly string[]
  /** Pinned ones, and those that a restore needs. */
  readonly ids: ReadonlySet<CheckpointId>
}

/**
 * Bytes on disk that belong to every checkpoint from place `first` to place `last` of the list, and to none outside: they
 * are freed once all of these are removed.
 */
export interface ByteSpan {
  readonly first: number
  readonly last: number
  readonly bytes: number
}

type Item = Pick<Checkpoint, 'id' | 'sequence' | 'atMs' | 'label' | 'reason' | 'sessionId'>

/** What a checkpoint by hand is called when its maker gave it no name. */
export const labelByHand = 'by hand'

const dayMs = 86_400_000
/** Among the newest changes one may still want any; older ones are thinned. */
const recentChanges = 20

/** A checkpoint by hand that was given a name: it stays until its maker forgets it. */
export function isNamed({ reason, label }: Pick<Checkpoint, 'reason' | 'label'>): boolean {
  return reason === 'by-hand' && label.trim() !== '' && label !== labelByHand
}

/** Whether the budget does not apply to a checkpoint; the newest one of a repository is protected besides. */
export function isProtected(item: Item, { liveSessions, keptSessions, ids }: Protection): boolean {
  if (isNamed(item) || ids.has(item.id)) return true
  if (item.sessionId === null) return false
  if (liveSessions.includes(item.sessionId)) return true
  return (item.reason === 'session-start' || item.reason === 'session-end') && keptSessions.includes(item.sessionId)
}

/**
 * Which checkpoints go: those older than the budget's days, then as many as are over its count and its bytes. Changes are
 * thinned first, so that what is kept of them lies the denser the younger it is; then the oldest go. `items` are oldest
 * first, `spans` name their places. The answer is in the order in which they are to go.
 */
export function chooseExpired(
  items: readonly Item[],
  spans: readonly ByteSpan[],
  budget: RetentionBudget,
  protection: Protection,
  nowMs: number,
): readonly CheckpointId[] {
  const isFixed = items.map((item, at) => at === items.length - 1 || isProtected(item, protection))
  const isGone = items.map((item, at) => !isFixed[at] && nowMs - item.atMs > budget.days * dayMs)
  const removed = items.flatMap((_, at) => (isGone[at] ? [at] : []))

  const bytesLeft = bytesCounter(spans, isFixed, isGone)
  const countLeft = () => items.filter((_, at) => !isFixed[at] && !isGone[at]).length
  while (countLeft() > budget.count || bytesLeft() > budget.bytes) {
    const next = nextToGo(items, isFixed, isGone)
    if (next === null) break
    isGone[next] = true
    removed.push(next)
  }
  return removed.flatMap((at) => items[at]?.id ?? [])
}

/** Bytes that are kept only because of checkpoints that count. */
function bytesCounter(spans: readonly ByteSpan[], isFixed: readonly boolean[], isGone: readonly boolean[]) {
  const fixedBefore = countsBefore(isFixed)
  const inside = (counts: readonly number[], { first, last }: ByteSpan) =>
    (counts[last + 1] ?? 0) - (counts[first] ?? 0)
  const counted = spans.filter((span) => inside(fixedBefore, span) === 0)
  return () => {
    const goneBefore = countsBefore(isGone)
    const left = counted.filter((span) => inside(goneBefore, span) <= span.last - span.first)
    return left.reduce((sum, { bytes }) => sum + bytes, 0)
  }
}

/** How many are set before each place, and in all. */
function countsBefore(flags: readonly boolean[]): readonly number[] {
  let total = 0
  return [0, ...flags.map((flag) => (flag ? ++total : total))]
}

function nextToGo(items: readonly Item[], isFixed: readonly boolean[], isGone: readonly boolean[]): number | null {
  const left = items.flatMap((_, at) => (isGone[at] ? [] : [at]))
  const [oldest, newest] = [items[0]?.sequence ?? 0, items.at(-1)?.sequence ?? 0]
  let best: { readonly at: number; readonly score: number } | null = null
  for (const [place, at] of left.slice(0, -recentChanges).entries()) {
    const item = items[at]
    if (item === undefined || isFixed[at] || item.reason !== 'change') continue
    const before = items[left[place - 1] ?? -1]?.sequence ?? oldest - 1
    const after = items[left[place + 1] ?? -1]?.sequence ?? newest
    // The gap it would leave, against how far back it lies: a small gap far back is missed least.
    const score = (after - before) / (newest - item.sequence + 1)
    if (best === null || score < best.score) best = { at, score }
  }
  return best?.at ?? left.find((at) => !isFixed[at]) ?? null
}
