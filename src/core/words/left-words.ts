import type { LeftOver } from '../review/left-over'
import { count } from './counts'
import { owedWords } from './review-words'
import { clockTime, dayAndTime, localDay } from './times'

/** "Left by Spark session 11:40, 18 lines never reviewed", with what of it is committed by now. */
export function leftWords(left: LeftOver, nowMs: number): string {
  const { startedAtMs, lines, uncountedFiles, paths, committedFiles } = left
  const when = localDay(startedAtMs) === localDay(nowMs) ? clockTime(startedAtMs) : dayAndTime(startedAtMs, nowMs)
  // Of files that nobody counted it is not known which of them are committed.
  const committed =
    committedFiles === 0 || uncountedFiles > 0
      ? ''
      : committedFiles === paths.length
        ? '; they are committed since'
        : `; ${committedFiles} of ${count(paths.length, 'file')} committed since`
  const owed = owedWords(lines, uncountedFiles, 'never reviewed') ?? 'nothing'
  return `Left by Spark session ${when}, ${owed}${committed}`
}
