import type { LineTotal } from '../diff/line-total'
import { grouped } from './counts'

/** What stands in place of "+0 −0" where no line was counted. */
export const linesNotCounted = 'lines not counted'

/** "+3 −1"; "+3 −1 in 4 of them" where the lines of other files are not known, and words where none are. */
export function lineWords(lines: LineTotal, files: number): string {
  if (isNothingCounted(lines, files)) return linesNotCounted
  const part = partWords(lines, files)
  return `+${grouped(lines.added)} −${grouped(lines.removed)}${part === null ? '' : ` ${part}`}`
}

/** Whether there is no number to show at all: no files have no lines, which is one. */
export function isNothingCounted({ uncounted }: LineTotal, files: number): boolean {
  return files > 0 && uncounted >= files
}

/** "in 4 of them": of how many files a sum is; null where it is of all. */
export function partWords({ uncounted }: LineTotal, files: number): string | null {
  return uncounted === 0 ? null : `in ${files - uncounted} of them`
}
