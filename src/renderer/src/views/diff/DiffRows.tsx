import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import type { FileDiff } from '../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../core/repo/repo-path'
import { unreachable } from '../../../../core/result'
import { displayName } from '../../../../core/words/display-name'
import { type DiffRow, type FileRows, fileRows, pathOfRow, rowHeight } from './diff-rows'
import { FileHeader } from './FileHeader'
import { groupByFile } from './group-rows'
import { HunkHeader } from './HunkHeader'
import { LineRow } from './LineRow'
import type { CurrentHunk, RowReader } from './row-reader'
import { type Anchor, findAnchor } from './scroll-anchor'

interface Props {
  readonly files: readonly FileDiff[]
  readonly reader: RowReader
  readonly onLoad: (paths: readonly RepoPath[]) => void
}

/** A line longer than this is cut, so the width of the page is never more than this either. */
const widestShown = 10_000

/** The rows of all files, of which only those in sight are in the page. */
export function DiffRows({ files, reader, onLoad }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const remPx = useMemo(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16, [])
  const blocks = useMemo(() => files.map(fileRows), [files])
  const rows = useMemo(() => blocks.flatMap((block) => block.rows), [blocks])
  const widest = Math.min(
    widestShown,
    blocks.reduce((most, block) => Math.max(most, block.widest), 0),
  )
  // A new function is what makes the virtualizer lay out anew, so it changes with the rows and only with them.
  const getItemKey = useCallback((at: number) => rows[at]?.key ?? at, [rows])
  const heightAt = (at: number) => {
    const row = rows[at]
    return row === undefined ? 0 : rowHeight(row, remPx)
  }
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoized by a compiler
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: heightAt,
    getItemKey,
    overscan: 16,
  })
  const items = virtualizer.getVirtualItems()
  const headerPx = 2.25 * remPx

  const anchor = useRef<Anchor | null>(null)
  const drawn = useRef(rows)
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null || drawn.current === rows) return
    drawn.current = rows
    if (anchor.current === null) return
    const at = findAnchor(rows, anchor.current.row)
    const start = virtualizer.measurementsCache[at]?.start
    if (start !== undefined) element.scrollTop = start - anchor.current.offset
  }, [rows, virtualizer])
  // The file's header covers the top, so what is read begins below it.
  useEffect(() => {
    const top = scroller.current?.scrollTop ?? 0
    const first = virtualizer.getVirtualItemForOffset(top + headerPx)
    const row = first === undefined ? undefined : rows[first.index]
    anchor.current = first === undefined || row === undefined ? null : { row, offset: first.start - top }
  })

  const groups = groupByFile(items, rows, (path) => files.find((file) => file.path === path))
  const wanted = useRef(new WeakSet<FileDiff>())
  useEffect(() => {
    const missing = groups
      .map((group) => group.file)
      .filter((file) => file.body.kind === 'not-loaded' && !wanted.current.has(file))
    for (const file of missing) wanted.current.add(file)
    if (missing.length > 0) onLoad(missing.map((file) => file.path))
  })

  const moves = useRef({
    goTo: (_find: (row: DiffRow, at: number) => boolean, _fromEnd: boolean) => {},
    current: 0,
    rows,
  })
  useEffect(() => {
    moves.current = {
      rows,
      current: virtualizer.getVirtualItemForOffset((scroller.current?.scrollTop ?? 0) + headerPx)?.index ?? 0,
      goTo(find, fromEnd) {
        const at = fromEnd ? rows.findLastIndex(find) : rows.findIndex(find)
        const start = virtualizer.measurementsCache[at]?.start
        if (start === undefined) return
        const under = rows[at]?.kind === 'file' ? 0 : headerPx
        scroller.current?.scrollTo({ top: start - under })
      },
    }
  })
  useEffect(
    () =>
      reader.attach({
        goToFile: (path) => moves.current.goTo((row) => row.kind === 'file' && row.file.path === path, false),
        goToHunk: (path, hunkId) =>
          moves.current.goTo((row) => row.kind === 'hunk' && row.path === path && row.hunk.id === hunkId, false),
        current: () => hunkAt(moves.current.rows, moves.current.current),
        step(kind, direction) {
          const { current, goTo } = moves.current
          goTo((row, at) => row.kind === kind && (direction === 1 ? at > current : at < current), direction === -1)
        },
      }),
    [reader],
  )

  const firstGroup = groups[0]
  const firstItem = items[0]
  // Moved by `top`, as sticky headers take no notice of a transform. The first file in sight keeps its header, also where the header's own row is far above.
  const shift = (firstItem?.start ?? 0) - (firstGroup === undefined || firstGroup.startsWithHeader ? 0 : headerPx)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard
    <div className="rows" ref={scroller} tabIndex={0} aria-label="Changed lines" role="group">
      <div
        className="rows-all"
        style={{ height: virtualizer.getTotalSize(), minWidth: `calc(${widest + 4}ch + var(--gutter))` }}
      >
        <div className="rows-shown" style={{ top: shift }}>
          {groups.map((group) => (
            <section key={group.file.path} aria-label={`Diff of ${displayName(group.file.path)}`} className="file-rows">
              <FileHeader rows={blockOf(blocks, group.file)} />
              {group.rows.map((row) => (
                <Row key={row.key} row={row} />
              ))}
            </section>
          ))}
        </div>
      </div>
    </div>
  )
}

/** The hunk a row belongs to; for the header of a file its first one. */
function hunkAt(rows: readonly DiffRow[], at: number): CurrentHunk | null {
  const here = rows[at]
  if (here === undefined) return null
  const path = pathOfRow(here)
  const hunkId = (row: DiffRow | undefined) => (row?.kind === 'hunk' && row.path === path ? row.hunk.id : null)
  if (here.kind === 'file') return { path, hunkId: hunkId(rows[at + 1]) }
  for (let above = at; above >= 0; above--) {
    const row = rows[above]
    if (row === undefined || pathOfRow(row) !== path) break
    const id = hunkId(row)
    if (id !== null) return { path, hunkId: id }
  }
  return { path, hunkId: null }
}

function Row({ row }: { readonly row: DiffRow }) {
  switch (row.kind) {
    case 'file':
      return null
    case 'hunk':
      return <HunkHeader hunk={row.hunk} />
    case 'line':
      return <LineRow line={row.line} showsCr={row.showsCr} />
    case 'note':
      return <p className="note-row muted">{row.text}</p>
    default:
      return unreachable(row)
  }
}

function blockOf(blocks: readonly FileRows[], file: FileDiff): FileRows {
  return blocks.find((block) => block.file === file) ?? fileRows(file)
}
