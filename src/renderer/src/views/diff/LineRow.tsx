import { memo } from 'react'
import type { DiffLine, Hunk, LineKind } from '../../../../core/diff/file-diff'
import { LineCode } from './rows/LineCode'
import { noMarks } from './rows/line-parts'

interface Props {
  readonly hunk: Hunk
  readonly line: DiffLine
  /** Its index in the hunk; null for a line around it. */
  readonly at: number | null
  readonly showsCr: boolean
}

const signs: Readonly<Record<LineKind, string>> = { added: '+', removed: '−', context: ' ' }

/** One line of code with the numbers of both sides. The sign is text, so that a screen reader and a copy have it. */
export const LineRow = memo(
  function LineRow({ line, at, showsCr }: Props) {
    return (
      <div className={`line ${line.kind}`} data-at={at ?? undefined}>
        <span className="gutter">
          <span className="line-number">{line.oldLine}</span>
          <span className="line-number">{line.newLine}</span>
          <Sign kind={line.kind} />
        </span>
        <LineCode
          text={line.text}
          kind={line.kind}
          showsCr={showsCr && line.text.endsWith('\r')}
          noNewline={line.noNewline}
          tokens={noMarks.tokens}
          words={noMarks.words}
        />
      </div>
    )
  },
  (a, b) => a.showsCr === b.showsCr && a.at === b.at && sameLine(a.line, b.line),
)

/** One side of a row of the split layout; nothing where that side has no line there. */
export const HalfLine = memo(
  function HalfLine({ line, at, showsCr, side }: Omit<Props, 'line'> & HalfProps) {
    if (line === null) return <div className="line half none" />
    return (
      <div className={`line half ${line.kind}`} data-at={at ?? undefined}>
        <span className="gutter">
          <span className="line-number">{side === 'old' ? line.oldLine : line.newLine}</span>
          <Sign kind={line.kind} />
        </span>
        <span className="half-code">
          <LineCode
            text={line.text}
            kind={line.kind}
            showsCr={showsCr && line.text.endsWith('\r')}
            noNewline={line.noNewline}
            tokens={noMarks.tokens}
            words={noMarks.words}
          />
        </span>
      </div>
    )
  },
  (a, b) =>
    a.showsCr === b.showsCr &&
    a.at === b.at &&
    a.side === b.side &&
    (a.line === b.line || (a.line !== null && b.line !== null && sameLine(a.line, b.line))),
)

interface HalfProps {
  readonly line: DiffLine | null
  readonly side: 'old' | 'new'
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

function sameLine(a: DiffLine, b: DiffLine): boolean {
  return (
    a === b ||
    (a.text === b.text &&
      a.kind === b.kind &&
      a.oldLine === b.oldLine &&
      a.newLine === b.newLine &&
      a.noNewline === b.noNewline)
  )
}
