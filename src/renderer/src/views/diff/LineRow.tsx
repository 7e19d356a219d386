import { memo, useState } from 'react'
import type { DiffLine } from '../../../../core/diff/file-diff'
import { visibleText } from '../../../../core/diff/visible-text'
import { byteWords } from '../../../../core/words/file-words'
import { withoutCr } from './diff-rows'

interface Props {
  readonly line: DiffLine
  readonly showsCr: boolean
}

/** Characters of a line that are shown before "show all". */
const shownAtFirst = 10_000

const signs = { added: '+', removed: '−', context: ' ' }

/** One line of code. The sign is text, so that a screen reader and a copy have it. */
export const LineRow = memo(
  function LineRow({ line, showsCr }: Props) {
    const [all, setAll] = useState(false)
    const text = withoutCr(line.text)
    const shown = all ? text : text.slice(0, shownAtFirst)
    return (
      <div className={`line ${line.kind}`}>
        <span className="gutter">
          <span className="line-number">{line.oldLine}</span>
          <span className="line-number">{line.newLine}</span>
          <span className="sign">{signs[line.kind]}</span>
        </span>
        <bdi className="code">
          {visibleText(shown).map((part, at) =>
            part.kind === 'text' ? (
              part.text
            ) : (
              // oxlint-disable-next-line react/no-array-index-key -- parts of one text have no other name
              <span key={at} className="badge">
                {part.label}
              </span>
            ),
          )}
        </bdi>
        {shown.length < text.length ? (
          <button type="button" className="line-more" onClick={() => setAll(true)}>
            show all ({byteWords(text.length)})
          </button>
        ) : null}
        {showsCr ? <span className="line-end">CRLF</span> : null}
        {line.noNewline ? <span className="line-end">no newline at end</span> : null}
      </div>
    )
  },
  (a, b) =>
    a.showsCr === b.showsCr &&
    a.line.text === b.line.text &&
    a.line.kind === b.line.kind &&
    a.line.oldLine === b.line.oldLine &&
    a.line.newLine === b.line.newLine &&
    a.line.noNewline === b.line.noNewline,
)
