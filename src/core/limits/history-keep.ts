import type { LimitKey, LimitSample } from './history-port'

/** Samples older than this are forgotten. */
const historyDays = 90
export const historyMs = historyDays * 24 * 60 * 60_000

/** A number that stays the same is kept this often. */
const sameEveryMs = 10 * 60_000
/** A window that has not begun yet is told with a reset that moves along with the clock. */
const sameResetMs = 5 * 60_000

/** One text per key, for maps. */
export function keyText({ accountId, limitId, windowMinutes }: LimitKey): string {
  return JSON.stringify([accountId, limitId, windowMinutes])
}

/** Whether a sample says something that the last kept one of its key does not. */
export function isWorthKeeping(sample: LimitSample, last: LimitSample | undefined): boolean {
  if (last === undefined) return true
  if (sample.at <= last.at) return false
  if (sample.usedPercent !== last.usedPercent || sample.at - last.at >= sameEveryMs) return true
  if (sample.resetsAt === null || last.resetsAt === null) return sample.resetsAt !== last.resetsAt
  return Math.abs(sample.resetsAt - last.resetsAt) > Math.max(sameResetMs, sample.at - last.at + sameResetMs)
}

/** At most about `most` samples: of many neighbours the first and last and the ends of jumps stay. Oldest first. */
export function thinned<T extends { readonly at: number; readonly usedPercent: number }>(
  samples: readonly T[],
  most: number,
): readonly T[] {
  const first = samples[0]
  const last = samples.at(-1)
  if (samples.length <= most || first === undefined || last === undefined) return samples
  const perPart = (last.at - first.at) / Math.max(1, most / 2)
  const kept: T[] = []
  let part: T[] = []
  let end = first.at + perPart
  const close = (): void => {
    const [from] = part
    const to = part.at(-1)
    if (from !== undefined) kept.push(from)
    if (to !== undefined && to !== from) kept.push(to)
    part = []
  }
  for (const sample of samples) {
    if (sample.at > end) {
      close()
      while (sample.at > end) end += perPart
    }
    part.push(sample)
  }
  close()
  return kept
}
