import { type KeyboardEvent, useDeferredValue, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { SessionView } from '../../../../../core/app/session-views'
import { arrangeFiles, type FileSort } from '../../../../../core/diff/arrange-files'
import type { FileDiff } from '../../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { unreachable } from '../../../../../core/result'
import type { FileGroup } from '../../../../../core/review/file-groups'
import { count } from '../../../../../core/words/counts'
import { useDiff } from '../diff-context'
import { useKeyBindings } from '../key-bindings'
import { type FileDebt, FileEntry } from './FileEntry'
import { GroupEntry } from './GroupEntry'
import { railRows } from './rail-rows'
import { RailTools } from './RailTools'
import { useChangedAt } from './use-changed-at'
import { useDebts } from './use-debts'
import { useKeptFocus } from './use-kept-focus'
import { useRowWindow } from './use-row-window'

interface Props {
  readonly files: readonly FileDiff[]
  /** All files of the scope, also outside of the folder that is shown. */
  readonly allFiles: readonly FileDiff[]
  readonly session: SessionView | null
}

const none: readonly FileDiff[] = []
/** A longer list is arranged after the changed lines are on the screen. */
const longList = 500
/** As high as `.rail-file` in rail.css. */
const rowRem = 1.75
/** More rows than any screen has room for. */
const fillingRows = 200

/** The files of the scope: to filter, sort and fold; choosing one scrolls to it. */
export function FileRail({ files, allFiles, session }: Props) {
  const { reader } = useDiff()
  const [filter, setFilter] = useState('')
  const [sort, setSort] = useState<FileSort>('path')
  const [opened, setOpened] = useState<ReadonlyMap<FileGroup, boolean>>(new Map())
  const isLong = files.length > longList
  // A short one is never deferred: that would draw the list a second time, and before the changed lines are on the screen.
  const later = useDeferredValue(isLong ? files : none)
  // The one that has just become long is there already but for its newest files: nothing is put off that would empty it.
  const listed = isLong && later !== none ? later : files
  const changedAtMs = useChangedAt(session, sort === 'recent')
  const groups = useMemo(() => arrangeFiles(listed, { filter, sort, changedAtMs }), [listed, filter, sort, changedAtMs])
  // Somebody who filters looks for something, and a list of closed groups only says nothing.
  const rows = useMemo(() => {
    const isOpen = (group: FileGroup) =>
      group === 'code' || filter !== '' || (opened.get(group) ?? groups[0]?.group === group)
    return railRows(groups, isOpen)
  }, [groups, opened, filter])
  const debtOf = useDebts()
  useUnreviewedKeys(files, debtOf)

  const list = useRef<HTMLUListElement>(null)
  const { first, end } = useRowWindow(list, rows.length, rowRem)
  useKeptFocus(list)
  const latest = useRef({ reader, rows })
  useLayoutEffect(() => {
    latest.current = { reader, rows }
  })
  // The same ones each time, as entries and tools that show what they showed are not drawn again.
  const [go] = useState(() => ({
    toFile: (path: RepoPath) => latest.current.reader.goToFile(path),
    toFirst: () => {
      const file = latest.current.rows.firstFile()
      if (file !== null) latest.current.reader.goToFile(file.path)
    },
    intoList: () => list.current?.querySelector('button')?.focus(),
  }))
  const named = useSamePaths(allFiles)

  return (
    <>
      <RailTools
        filter={filter}
        onFilter={setFilter}
        sort={sort}
        onSort={setSort}
        files={named}
        onEnter={go.toFirst}
        onDown={go.intoList}
      />
      <ul
        ref={list}
        className={`rail-files ${rows.length > fillingRows ? 'filling' : ''}`}
        aria-label="Files"
        onKeyDown={moveFocus}
      >
        {rows.length === 0 ? (
          <li className="rail-none">{files.length === 0 ? 'None' : `No file has “${filter.trim()}” in its name`}</li>
        ) : null}
        <Gap rows={first} />
        {rows.slice(first, end).map((row) => {
          switch (row.kind) {
            case 'group':
              return (
                <GroupEntry
                  key={row.group.group}
                  group={row.group}
                  open={row.open}
                  debtOf={debtOf}
                  onOpen={(open) => setOpened(new Map([...opened, [row.group.group, open]]))}
                />
              )
            case 'uncounted':
              return <UncountedNote key={`uncounted ${row.group}`} files={row.files} />
            case 'file':
              return (
                <FileEntry
                  key={row.file.path}
                  file={row.file}
                  debt={debtOf(row.file.path)}
                  at={row.at}
                  of={row.of}
                  onFile={go.toFile}
                />
              )
            default:
              return unreachable(row)
          }
        })}
        <Gap rows={rows.length - end} />
      </ul>
    </>
  )
}

/** The files of before as long as they have the same paths. */
function useSamePaths(files: readonly FileDiff[]): readonly FileDiff[] {
  const [known, setKnown] = useState(files)
  const isSame = files.length === known.length && files.every(({ path }, at) => path === known[at]?.path)
  if (!isSame) setKnown(files)
  return isSame ? known : files
}

/** Heads the files that no order by lines has a place for. */
function UncountedNote({ files }: { readonly files: number }) {
  return <li className="rail-note cut">Not counted · {count(files, 'file')}</li>
}

/** Room of the rows that are not in the page. */
function Gap({ rows }: { readonly rows: number }) {
  return rows <= 0 ? null : <li role="presentation" style={{ height: `${rows * rowRem}rem` }} />
}

/** Arrow keys go through the list. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const at = buttons.findIndex((button) => button === document.activeElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key]
  if (to === undefined || at < 0) return
  event.preventDefault()
  buttons[Math.max(0, Math.min(to, buttons.length - 1))]?.focus()
}

function lines(debt: FileDebt): number {
  return typeof debt === 'number' ? debt : 0
}

function useUnreviewedKeys(files: readonly FileDiff[], debtOf: (path: RepoPath) => FileDebt): void {
  const { reader } = useDiff()
  const go = (direction: 1 | -1) => {
    const owing = files.filter((file) => lines(debtOf(file.path)) > 0)
    const current = reader.current()?.path ?? ''
    const next =
      direction === 1
        ? (owing.find((file) => file.path > current) ?? owing[0])
        : (owing.findLast((file) => file.path < current) ?? owing.at(-1))
    if (next !== undefined) reader.goToFile(next.path)
  }
  useKeyBindings([
    { key: 'u', does: 'next file with unreviewed lines', group: 'Move', run: () => go(1) },
    { key: 'U', does: 'previous file with unreviewed lines', group: 'Move', run: () => go(-1) },
  ])
}
