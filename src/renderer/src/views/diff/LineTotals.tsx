import type { LineTotal } from '../../../../core/diff/line-total'
import { grouped } from '../../../../core/words/counts'
import { isNothingCounted, linesNotCounted, partWords } from '../../../../core/words/line-words'

interface Props {
  readonly lines: LineTotal
  /** How many files these are the lines of. */
  readonly files: number
}

/** "+3 −1" of several files; what nobody counted is said and never shown as nothing. */
export function LineTotals({ lines, files }: Props) {
  if (isNothingCounted(lines, files)) return <span>{linesNotCounted}</span>
  const part = partWords(lines, files)
  return (
    <>
      <span className="together">
        <span className="num plus">+{grouped(lines.added)}</span>{' '}
        <span className="num minus">−{grouped(lines.removed)}</span>
      </span>
      {part === null ? null : <span> {part}</span>}
    </>
  )
}
