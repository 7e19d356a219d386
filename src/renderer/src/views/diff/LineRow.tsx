import { memo } from 'react'
import type { DiffLine, LineKind } from '../../../../core/diff/file-diff'
import { LineCode, type LineCodeProps } from './rows/LineCode'

const signs: Readonly<Record<LineKind, string>> = { added: '+', removed: '−', context: ' ' }

/** One line of code with the numbers of both sides. The sign is text, so that a screen reader and a copy have it. */
export const LineRow = memo(function LineRow(props: LineCodeProps) {
  const { line, at } = props
  return (
    <div className={`line ${line.kind}`} data-at={at ?? undefined}>
      <span className="gutter">
        {numberOf('old line', line.oldLine)}
        {numberOf('new line', line.newLine)}
        <Sign kind={line.kind} />
      </span>
      <span className="line-code">
        <LineCode {...props} />
      </span>
    </div>
  )
}, sameRow)

interface HalfProps extends Omit<LineCodeProps, 'line'> {
  /** Null where the side has no line in this row. */
  readonly line: DiffLine | null
  readonly side: 'old' | 'new'
}

/** One side of a row of the split layout. */
export const HalfLine = memo(function HalfLine({ line, side, ...props }: HalfProps) {
  if (line === null) return <div className="line half none" />
  return (
    <div className={`line half ${line.kind}`} data-at={props.at ?? undefined}>
      <span className="gutter">
        {side === 'old' ? numberOf('old line', line.oldLine) : numberOf('new line', line.newLine)}
        <Sign kind={line.kind} />
      </span>
      <span className="line-code">
        <LineCode {...props} line={line} />
      </span>
    </div>
  )
}, sameRow)

/**
 * Which number it is, for who hears it. The number itself is no part of the name: a line that is pushed down by others would
 * have another one with each save. No component, as there are two of them in each row.
 */
function numberOf(which: 'old line' | 'new line', number: number | null) {
  return number === null ? (
    <span className="line-number" />
  ) : (
    <span className="line-number" role="note" aria-label={which}>
      {number}
    </span>
  )
}

function Sign({ kind }: { readonly kind: LineKind }) {
  return kind === 'context' ? (
    <span className="sign"> </span>
  ) : (
    <span className="sign" role="img" aria-label={kind}>
      {signs[kind]}
    </span>
  )
}

/**
 * A refresh makes every line of a hunk anew; most of them say the same as before. What is found out about them later, as
 * which words changed, they hear of by themselves.
 */
function sameRow(a: Omit<HalfProps, 'side'>, b: Omit<HalfProps, 'side'>): boolean {
  return (
    a.at === b.at &&
    a.showsCr === b.showsCr &&
    (a.line === b.line || (a.line !== null && b.line !== null && sameLine(a.line, b.line)))
  )
}

function sameLine(a: DiffLine, b: DiffLine): boolean {
  return (
    a.text === b.text &&
    a.kind === b.kind &&
    a.oldLine === b.oldLine &&
    a.newLine === b.newLine &&
    a.noNewline === b.noNewline
  )
}
