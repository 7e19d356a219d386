import { useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useStore } from 'zustand'
import type { FileDiff } from '../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../core/repo/repo-path'
import { useAfterPaint } from '../../after-frame'
import { useDiff, useDiffState } from './diff-context'
import { isFolded } from './folded-files'
import { createContextLines } from './rows/context-lines'
import { FileSection } from './rows/FileSection'
import type { RowStyle } from './rows/hunk-layout'
import { createLongLines, shownAtFirst } from './rows/long-lines'
import { createMeasuredRows } from './rows/measured-rows'
import { createPageLayouts, fileAt, pageHeight, type PageLayout, type PageView } from './rows/page-layout'
import { createPageScroll } from './rows/page-scroll'
import { RowsContext } from './rows/rows-context'
import { type BoxSize, probeText, useBoxSize } from './rows/use-box-size'
import { useFacts } from './rows/use-facts'
import { useMoves } from './rows/use-moves'
import { useRowKeys } from './rows/use-row-keys'
import { splitIsPossible } from './rows/split-width'
import type { RowReader } from './row-reader'
import { shownOf } from '../../stores/diff-state'
import type { LineView } from './view-choices'
import './rows/rows.css'

interface Props {
  readonly files: readonly FileDiff[]
  readonly reader: RowReader
  readonly onLoad: (paths: readonly RepoPath[]) => void
}

/** Rows in the page above and below those in sight, in rem, and the steps in which that changes. */
const around = { rem: 25, step: 10 }
/** Higher than this, in device pixels, a browser can lay nothing out (32 bits in 64ths of a pixel). */
const highest = 33_000_000

/** The rows of all files, of which only those in sight are in the page. */
export function DiffRows({ files, reader, onLoad }: Props) {
  const { diff, view } = useDiff()
  const box = useRef<HTMLDivElement>(null)
  const probe = useRef<HTMLSpanElement>(null)
  const size = useBoxSize(box, probe)
  const [, redraw] = useReducer((count: number) => count + 1, 0)

  const chosen = useStore(view.lines)
  const style = useRowStyle(chosen, size)
  const [scroll] = useState(createPageScroll)
  const [context] = useState(() =>
    createContextLines(
      (path) => diff.content(path, 'old'),
      (...gap) => scroll.holdAbove(...gap),
    ),
  )
  const [longLines] = useState(createLongLines)
  const [measured] = useState(createMeasuredRows)
  const asked = useStore(context.store)
  const folded = useStore(view.folded)
  const heights = useStore(measured)
  const factsOf = useFacts(files)
  const pageView = useMemo<PageView>(
    () => ({
      style,
      fileView(file) {
        const text = asked.texts.get(file.path)
        return {
          folded: isFolded(folded, file.path),
          ranges: asked.ranges.get(file.path) ?? noRanges,
          oldLines: text?.count ?? null,
          oldText: text?.at ?? noText,
          facts: factsOf(file),
          corrected: style.wrapAfter === null || heights.size === 0 ? noHeights : (id) => heights.get(id),
        }
      },
    }),
    [style, asked, folded, heights, factsOf],
  )
  const [layouts] = useState(createPageLayouts)
  const page = useMemo(() => layouts.of(files, pageView), [layouts, files, pageView])

  // What the lines around hunks were read from is another text once the first end of the scope moves.
  const first = useDiffState((state) => endKey(shownOf(state)))
  const readFrom = useRef(first)
  useEffect(() => {
    if (readFrom.current !== first) context.readAgain()
    readFrom.current = first
  }, [first, context])

  const top = scroll.topIn(page)
  const drawnTop = useRef(top)
  const drawnHeight = useRef(0)
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const fits = pageHeight(page) >= drawnHeight.current
    drawnHeight.current = pageHeight(page)
    // Asking where the window stands lays the page out at once; where nothing can have moved it, the frame does that.
    if (top !== drawnTop.current || !fits) {
      if (top !== drawnTop.current) element.scrollTop = top
      drawnTop.current = element.scrollTop
    }
    scroll.stands(page, drawnTop.current)
  }, [page, top, scroll])
  const look = useCallback(() => {
    const element = box.current
    if (element === null) return
    // Not at all where nothing is shifted: what is moved, be it by nothing, is drawn by itself.
    if (element.scrollLeft === 0) element.style.removeProperty('--shift')
    else element.style.setProperty('--shift', `${-element.scrollLeft}px 0`)
    if (drawnTop.current === element.scrollTop) return
    drawnTop.current = element.scrollTop
    scroll.stands(page, element.scrollTop)
    // In this very frame: what is scrolled to would be blank in it otherwise.
    flushSync(redraw)
  }, [page, scroll])
  const scrollTo = useCallback(
    (y: number) => {
      if (box.current !== null) box.current.scrollTop = y
      look()
    },
    [look],
  )

  // Of the window without its scroll bar, which no unit of the style sheet is.
  useLayoutEffect(() => box.current?.style.setProperty('--page', `${size.width}px`), [size.width])

  const { current, focused } = useMoves({ box, page, top, height: size.height, reader, scrollTo })
  useRowKeys({ current, context, view })
  const seen = filesInSight(page, top, size.height, focused?.path ?? null)
  const wanted = useRef(new WeakSet<FileDiff>())
  useAfterPaint(() => {
    const missing = seen
      .map(({ laid }) => laid.file)
      .filter((file) => file.body.kind === 'not-loaded' && !wanted.current.has(file))
    for (const file of missing) wanted.current.add(file)
    if (missing.length > 0) onLoad(missing.map((file) => file.path))
  })

  const rows = useMemo(
    () => ({ context, longLines, measured, wrap: style.wrapAfter !== null }),
    [context, longLines, measured, style.wrapAfter],
  )
  const limit = highest / (window.devicePixelRatio || 1)
  const height = pageHeight(page)
  const beyond = beyondPx(page, size)
  return (
    <RowsContext value={rows}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard */}
      <div
        className={[
          'rows',
          style.layout,
          ...(style.wrapAfter === null ? [] : ['wraps']),
          ...(beyond > 0 ? ['wide'] : []),
          ...(size.width < narrowRem * size.remPx ? ['narrow'] : []),
        ].join(' ')}
        ref={box}
        onScroll={look}
        tabIndex={0}
        aria-label="Changed lines"
        role="group"
      >
        <span className="columns-probe" ref={probe} aria-hidden>
          {probeText}
        </span>
        <div className="rows-all" style={{ height: Math.min(height, limit), minWidth: size.width + beyond }}>
          {seen.map(({ laid, at, from, to }) => (
            <FileSection
              key={laid.file.path}
              laid={laid}
              top={page.tops[at] ?? 0}
              from={from}
              to={to}
              current={current?.path === laid.file.path ? current.key : null}
              held={focused?.path === laid.file.path ? focused.key : null}
            />
          ))}
        </div>
        {height > limit ? (
          <p className="rows-beyond">
            There are more lines than one page can hold. Fold files that are read to see the rest.
          </p>
        ) : null}
      </div>
      {chosen.layout === 'split' && style.layout === 'unified' ? (
        <p className="rows-narrow small">The window is too narrow for two columns, so lines are in one.</p>
      ) : null}
    </RowsContext>
  )
}

/** Below this width the header of a file leaves its numbers to the list of files. */
const narrowRem = 34

const noRanges: readonly never[] = []
const noText = () => ''
const noHeights = () => undefined

function useRowStyle({ layout, wrap }: LineView, { width, remPx, columnPx }: BoxSize): RowStyle {
  const split = layout === 'split' && splitIsPossible(width, remPx)
  const gutterPx = (split ? splitGutterRem : gutterRem) * remPx
  const codePx = (split ? width / 2 : width) - gutterPx - remPx
  const wrapAfter = wrap ? Math.max(20, Math.floor(codePx / columnPx)) : null
  return useMemo(() => ({ layout: split ? 'split' : 'unified', remPx, wrapAfter }), [split, remPx, wrapAfter])
}

/** Widths of the line numbers and the sign, as in the style sheet. */
const gutterRem = 7.5
const splitGutterRem = 4.5

/** How far the longest line goes beyond the window; in the split layout both halves are shifted by as much as one of them lacks. */
function beyondPx({ widest, style }: PageLayout, { width, remPx, columnPx }: BoxSize): number {
  if (style.wrapAfter !== null) return 0
  const codePx = (Math.min(widest, shownAtFirst) + 4) * columnPx
  const hasPx = style.layout === 'unified' ? width - gutterRem * remPx : width / 2 - splitGutterRem * remPx
  return Math.max(0, Math.ceil(codePx - hasPx))
}

interface SeenFile {
  readonly laid: PageLayout['files'][number]
  readonly at: number
  readonly from: number
  readonly to: number
}

/** The files in sight with what is drawn of each, and the one that holds the focus. */
function filesInSight(page: PageLayout, top: number, height: number, held: RepoPath | null): readonly SeenFile[] {
  const { remPx } = page.style
  const step = around.step * remPx
  const from = Math.floor((top - around.rem * remPx) / step) * step
  const to = Math.ceil((top + height + around.rem * remPx) / step) * step
  const seen: SeenFile[] = []
  const add = (at: number) => {
    const laid = page.files[at]
    const fileTop = page.tops[at] ?? 0
    if (laid === undefined) return
    const clamp = (y: number) => Math.max(0, Math.min(laid.height, y))
    // From the top of the file, so that a file that was moved as a whole is not drawn again.
    seen.push({ laid, at, from: clamp(from - fileTop), to: clamp(to - fileTop) })
  }
  for (let at = Math.max(0, fileAt(page, from)); at < page.files.length && (page.tops[at] ?? 0) < to; at++) add(at)
  if (held !== null && !seen.some(({ laid }) => laid.file.path === held)) {
    const at = page.files.findIndex((file) => file.file.path === held)
    if (at >= 0) add(at)
  }
  return seen
}

function endKey(shown: ReturnType<typeof shownOf>): string {
  if (shown.kind !== 'diff') return ''
  const { from } = shown
  return from.kind === 'checkpoint' ? from.id : from.kind === 'commit' ? from.commit : from.kind
}
