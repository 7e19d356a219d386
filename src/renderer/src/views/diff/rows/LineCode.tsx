import { memo } from 'react'
import { useStore } from 'zustand'
import type { LineKind } from '../../../../../core/diff/file-diff'
import { byteWords } from '../../../../../core/words/file-words'
import { hiddenRanges } from './hidden-ranges'
import { type LineMarks, lineParts, noMarks } from './line-parts'
import { nameOfLine, shownAtFirst, shownMore } from './long-lines'
import { useRows } from './rows-context'
import { withoutCr } from './without-cr'

interface Props {
  readonly text: string
  readonly kind: LineKind
  /** The line ends with CR LF where others of the file do not. */
  readonly showsCr: boolean
  readonly noNewline: boolean
  readonly tokens: LineMarks['tokens']
  readonly words: LineMarks['words']
}

/** The text of a line: syntax, changed words, and a badge for every character that cannot be seen. */
export const LineCode = memo(function LineCode({ text, kind, showsCr, noNewline, tokens, words }: Props) {
  const code = withoutCr(text)
  const cut = code.length > shownAtFirst
  return (
    <>
      {cut ? <LongCode code={code} /> : <Parts text={code} tokens={tokens} words={words} kind={kind} />}
      {showsCr ? <span className="line-end">CRLF</span> : null}
      {noNewline ? <span className="line-end">no newline at end</span> : null}
    </>
  )
})

function Parts({ text, kind, tokens, words }: Pick<Props, 'text' | 'kind' | 'tokens' | 'words'>) {
  const hidden = hiddenRanges(text)
  const plain = tokens.length === 0 && words.length === 0 && hidden.length === 0
  return (
    <bdi className="code">
      {plain
        ? text
        : lineParts(text, { tokens, words, hidden }).map((part, at) => {
            const inner =
              part.label !== null ? (
                <span className="badge" title="A character that cannot be seen">
                  {part.label}
                </span>
              ) : (
                part.text
              )
            const className = part.token === null ? undefined : `tok-${part.token}`
            return part.word ? (
              // oxlint-disable-next-line react/no-array-index-key -- parts of one text have no other name
              <mark key={at} className={`word ${kind} ${className ?? ''}`}>
                {inner}
              </mark>
            ) : className === undefined && part.label === null ? (
              inner
            ) : (
              // oxlint-disable-next-line react/no-array-index-key -- parts of one text have no other name
              <span key={at} className={className}>
                {inner}
              </span>
            )
          })}
    </bdi>
  )
}

/** A line so long that drawing all of it would hold up the window: its beginning, and more on request. */
function LongCode({ code }: { readonly code: string }) {
  const { longLines } = useRows()
  const name = nameOfLine(code)
  const shown = useStore(longLines, (known) => known.get(name) ?? shownAtFirst)
  const left = code.length - shown
  const more = () =>
    longLines.setState((known) => new Map([...known, [name, Math.min(code.length, shown + shownMore)]]))
  return (
    <>
      <Parts text={code.slice(0, shown)} kind="context" {...noMarks} />
      {left > 0 ? (
        <button type="button" className="line-more" onClick={more}>
          {left > shownMore
            ? `show ${byteWords(shownMore)} more of ${byteWords(left)}`
            : `show all (${byteWords(left)})`}
        </button>
      ) : null}
    </>
  )
}
