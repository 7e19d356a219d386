import { expect } from 'vitest'

/** Waits until `read` answers something other than null or undefined. */
export async function eventually<T>(read: () => T | null | undefined, timeoutMs = 30_000): Promise<T> {
  let found: T | null | undefined
  await expect
    .poll(
      () => {
        found = read()
        return found !== null && found !== undefined
      },
      { timeout: timeoutMs, interval: 20 },
    )
    .toBe(true)
  if (found === null || found === undefined) throw new Error('unreachable: the poll has ended')
  return found
}
