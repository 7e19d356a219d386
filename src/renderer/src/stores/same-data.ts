/** Whether two pieces of plain data say the same. Snapshots arrive as fresh copies, so identity tells nothing. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const left = Object.entries(a)
  const right = new Map<string, unknown>(Object.entries(b))
  return left.length === right.size && left.every(([key, value]) => right.has(key) && sameData(value, right.get(key)))
}

/**
 * `now` with every part that says the same as in `before` taken from there, so that identity tells again what moved. Lists are
 * compared place by place.
 */
export function keepSame<T>(before: unknown, now: T): T
export function keepSame(before: unknown, now: unknown): unknown {
  if (Object.is(before, now)) return before
  if (Array.isArray(before) && Array.isArray(now)) {
    const kept = now.map((value, at) => keepSame(before[at], value))
    return kept.length === before.length && kept.every((value, at) => Object.is(value, before[at])) ? before : kept
  }
  if (!isRecord(before) || !isRecord(now)) return now
  const kept: Record<string, unknown> = {}
  let moved = false
  let count = 0
  for (const key in now) {
    kept[key] = keepSame(before[key], now[key])
    count += 1
    moved ||= !Object.is(kept[key], before[key]) || !(key in before)
  }
  return moved || count !== Object.keys(before).length ? kept : before
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
