/** Whether two pieces of plain data say the same. Snapshots arrive as fresh copies, so identity tells nothing. */
export function sameData(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || Object.is(keepSame(a, b), a)
}

/**
 * `now` with every part that says the same as in `before` taken from there, so that identity tells again what moved. Lists are
 * compared place by place. A snapshot can list ten thousand files several times over: nothing is made of what stays.
 */
export function keepSame<T>(before: unknown, now: T): T
export function keepSame(before: unknown, now: unknown): unknown {
  if (Object.is(before, now)) return before
  if (Array.isArray(before) && Array.isArray(now)) return keepList(before, now)
  return isRecord(before) && isRecord(now) ? keepRecord(before, now) : now
}

function keepList(before: readonly unknown[], now: readonly unknown[]): readonly unknown[] {
  let kept: unknown[] | null = now.length === before.length ? null : []
  for (let at = 0; at < now.length; at++) {
    const value = keepSame(before[at], now[at])
    if (kept === null && !Object.is(value, before[at])) kept = now.slice(0, at).map((_, index) => before[index])
    kept?.push(value)
  }
  return kept ?? before
}

type Fields = Readonly<Record<string, unknown>>

function keepRecord(before: Fields, now: Fields): Fields {
  const keys = Object.keys(now)
  let kept: Record<string, unknown> | null = keys.length === Object.keys(before).length ? null : {}
  for (const key of keys) {
    const value = keepSame(before[key], now[key])
    if (kept === null && (!Object.is(value, before[key]) || !Object.hasOwn(before, key))) {
      kept = {}
      for (const earlier of keys.slice(0, keys.indexOf(key))) kept[earlier] = before[earlier]
    }
    if (kept !== null) kept[key] = value
  }
  return kept ?? before
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
