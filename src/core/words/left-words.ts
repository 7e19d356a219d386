import type { LeftOver } from '../review/left-over'
import { count } from './counts'
import { clockTime, dayAndTime, localDay } from './times'

/** "Left by Spark session 11:40, 18 lines never reviewed", with what of it is committed by now. */
export function leftWords({ startedAtMs, lines, paths, committedFiles }: LeftOver, nowMs: number): string {
  const when = localDay(startedAtMs) === localDay(nowMs) ? clockTime(startedAtMs) : dayAndTime(startedAtMs, nowMs)
  const committed =
    committedFiles === 0
      ? ''
      : committedFiles === paths.length
        ? '; they are committed since'
        : `; ${committedFiles} of ${count(paths.length, 'file')} committed since`
  return `Left by Spark session ${when}, ${count(lines, 'line')} never reviewed${committed}`
}
