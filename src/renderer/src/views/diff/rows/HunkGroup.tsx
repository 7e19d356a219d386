import { memo, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { displayName } from '../../../../../core/words/display-name'
import type { HunkReview } from '../../../../../core/review/review-view'
import { MarkedHunk } from '../../../highlight/MarkedHunk'
import { HunkFoot, HunkHeader } from '../HunkHeader'
import { HalfLine, LineRow } from '../LineRow'
import type { HunkLayout, OldText } from './hunk-layout'
import { noteHeights } from './measured-rows'
import { topOfRow } from './row-heights'
import { changedInRows, nameOfRow, splitRow, unifiedLine } from './row-lines'
import { useRows } from './rows-context'

interface Props {
  readonly path: RepoPath
  readonly laid: HunkLayout
  /** Rows that are in the page: from the first up to the one before `end`. */
  readonly first: number
  readonly end: number
  readonly current: boolean
  readonly review: HunkReview | null
  readonly showsCr: boolean
}

const unknownText: OldText = () => ''

/** One hunk: its header, and those of its lines that are in sight. */
export const HunkGroup = memo(function HunkGroup(props: Props) {
  const { path, laid, first, end, current, showsCr } = props
  const review = useHeldReview(props.review)
  const { context, measured, wrap } = useRows()
  const text = useStore(context.store, ({ texts }) => texts.get(path))
  const oldText = text?.at ?? unknownText
  const lines = useRef<HTMLDivElement>(null)
  const changed = useMemo(() => changedInRows(laid, first, end), [laid, first, end])
  useLayoutEffect(() => {
    if (!wrap || lines.current === null) return
    const wrong = new Map<number, number>()
    for (const [index, element] of [...lines.current.children].entries()) {
      const row = first + index
      const height = element.getBoundingClientRect().height
      if (height > 0 && Math.abs(height - (topOfRow(laid.rows, row + 1) - topOfRow(laid.rows, row))) > 0.5)
        wrong.set(row, height)
    }
    noteHeights(measured, laid.hunk.id, wrong)
  })
  return (
    <div
      role="group"
      aria-label={`Hunk ${laid.at} of ${laid.of}, ${displayName(path)}`}
      aria-current={current ? 'true' : undefined}
      className={`hunk ${review ?? ''}`}
      data-hunk={laid.hunk.id}
      data-key={laid.key}
      tabIndex={-1}
      style={{ top: laid.top, height: laid.height }}
    >
      <HunkHeader laid={laid} path={path} review={review} />
      <div className="hunk-lines" ref={lines} style={{ top: laid.headPx + topOfRow(laid.rows, first) }}>
        <MarkedHunk hunk={laid.hunk} changed={changed}>
          {laid.split === null
            ? unifiedRows(laid, first, end, oldText, showsCr)
            : splitRowsOf(laid, first, end, oldText, showsCr)}
        </MarkedHunk>
      </div>
      {laid.footPx > 0 ? <HunkFoot laid={laid} path={path} /> : null}
    </div>
  )
})

/**
 * Where the hunk stood, until that is told of it as it is now: a colour that goes and comes again has the whole hunk styled
 * twice. That it is reviewed no longer holds once it was written again.
 */
function useHeldReview(told: HunkReview | null): HunkReview | null {
  const [known, setKnown] = useState(told)
  if (told !== null && told !== known) setKnown(told)
  return told ?? (known === 'reviewed' ? null : known)
}

function unifiedRows(laid: HunkLayout, first: number, end: number, oldText: OldText, showsCr: boolean) {
  const rows = []
  for (let row = first; row < end; row++) {
    const drawn = unifiedLine(laid, row, oldText)
    if (drawn !== null) rows.push(<LineRow key={keyOf(laid, row)} line={drawn.line} at={drawn.at} showsCr={showsCr} />)
  }
  return rows
}

function splitRowsOf(laid: HunkLayout, first: number, end: number, oldText: OldText, showsCr: boolean) {
  const rows = []
  for (let row = first; row < end; row++) {
    const { old, new: now } = splitRow(laid, row, oldText)
    rows.push(
      <div className="split-row" key={keyOf(laid, row)}>
        <HalfLine line={old?.line ?? null} at={old?.at ?? null} showsCr={showsCr} side="old" />
        <HalfLine line={now?.line ?? null} at={now?.at ?? null} showsCr={showsCr} side="new" />
      </div>,
    )
  }
  return rows
}

function keyOf(laid: HunkLayout, row: number): string {
  const { old, plus } = nameOfRow(laid, row)
  return plus === 0 ? String(old) : `${old}+${plus}`
}
