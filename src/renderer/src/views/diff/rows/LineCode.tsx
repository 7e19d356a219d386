import { useStore } from 'zustand'
import type { DiffLine, LineKind } from '../../../../../core/diff/file-diff'
import { byteWords } from '../../../../../core/words/file-words'
import { useLineMarks, useMoved } from '../../../highlight/line-marks'
import type { MovedHint } from '../../../highlight/moved-hints'
import { useFound } from '../search/search-context'
import { hiddenRanges } from './hidden-ranges'
import { type LinePart, lineParts } from './line-parts'
import { nameOfLine, shownAtFirst, shownMore } from './long-lines'
import { useRows } from './rows-context'
import { withoutCr } from './without-cr'

export interface LineCodeProps {
  readonly line: DiffLine
  /** Its index in the hunk; null for a line around it. */
  readonly at: number | null
  /** The line ends with CR LF where others of the file do not. */
  readonly showsCr: boolean
}

/** The text of a line: syntax, changed words, and a badge for every character that cannot be seen. */
export function LineCode(props: LineCodeProps) {
  const { line, showsCr } = props
  const code = withoutCr(line.text)
  const moved = useMoved(line)
  return (
    <>
      {code.length > shownAtFirst ? (
        <LongCode {...props} code={code} moved={moved} />
      ) : (
        <Code {...props} code={code} moved={moved} />
      )}
      {moved?.first === true ? <span className="line-end">{moved.text}</span> : null}
      {showsCr && line.text.endsWith('\r') ? <span className="line-end">CRLF</span> : null}
      {line.noNewline ? <span className="line-end">no newline at end</span> : null}
    </>
  )
}

type WithCode = LineCodeProps & { readonly code: string; readonly moved: MovedHint | null }

function Code({ line, at, code, moved }: WithCode) {
  const { tokens, words } = useLineMarks(line, at)
  const { ranges: found, current } = useFound(at, line.text)
  const hidden = hiddenRanges(code)
  const className = moved === null ? 'code' : 'code moved'
  // Two keys, as an element with parts is gone in one step, and each of its parts would take one.
  if (tokens.length + words.length + hidden.length + found.length === 0)
    return (
      <bdi className={className} title={moved?.text} key="plain">
        {code}
      </bdi>
    )
  return (
    <bdi className={className} title={moved?.text} key="parts">
      {lineParts(code, { tokens, words, hidden, found }).map((part, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- parts of one text have no other name
        <Part key={index} part={part} kind={line.kind} current={current} />
      ))}
    </bdi>
  )
}

interface PartProps {
  readonly part: LinePart
  readonly kind: LineKind
  /** Where the match starts that was gone to. */
  readonly current: number | null
}

function Part({ part, kind, current }: PartProps) {
  const { text, badge, token, word, found } = part
  const inner =
    badge === null ? (
      text
    ) : (
      <span className="badge" title={badge.says}>
        {badge.label}
      </span>
    )
  const colour = token === null ? '' : `tok-${token}`
  if (word || found !== null) {
    const match = found === null ? '' : found === current ? 'found now' : 'found'
    const classes = [word ? `word ${kind}` : '', match, colour]
    return <mark className={classes.filter((name) => name !== '').join(' ')}>{inner}</mark>
  }
  return colour === '' ? inner : <span className={colour}>{inner}</span>
}

/** A line so long that drawing all of it would hold up the window: its beginning, and more on request. */
function LongCode(props: WithCode) {
  const { code } = props
  const { longLines } = useRows()
  const name = nameOfLine(code)
  const shown = useStore(longLines, (known) => known.get(name) ?? shownAtFirst)
  const left = code.length - shown
  // Another map in place of this one: zustand would merge the two as plain objects.
  const more = () =>
    longLines.setState((known) => new Map([...known, [name, Math.min(code.length, shown + shownMore)]]), true)
  return (
    <>
      <Code {...props} code={code.slice(0, shown)} />
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
