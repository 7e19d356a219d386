import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { CheckpointItem } from '../../../../core/app/checkpoint-views'
import type { CheckpointId } from '../../../../core/checkpoint/checkpoint'
import { Button } from '../../ui/Button'
import { CheckpointEntry } from './CheckpointEntry'
import { foldChanges } from './fold-changes'
import { ForgetDialog } from './ForgetDialog'
import { useCheckpoints } from './checkpoints-context'

interface Props {
  readonly items: readonly CheckpointItem[]
  readonly now: number
  /** How many lines are shown before somebody asks for more. */
  readonly few: number
  /** Runs of changes longer than this are folded. */
  readonly shortRun: number
}

/** Lines that are added at a time, so that a long history never makes the window slow. */
const page = 60

/** The timeline, newest first. One of its items has the focus stop; arrow keys move it, Enter previews, Delete forgets. */
export function CheckpointList({ items, now, few, shortRun }: Props) {
  const { preview } = useCheckpoints()
  const list = useRef<HTMLUListElement>(null)
  const [wanted, setWanted] = useState(few)
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const [chosen, setChosen] = useState<CheckpointId | null>(null)
  const [forgetting, setForgetting] = useState<CheckpointId | null>(null)
  const rows = foldChanges(items, opened, shortRun)
  const shown = rows.slice(0, wanted)
  const current = shown.find(({ item }) => item.id === chosen) ?? shown[0]
  const toForget = items.find(({ id }) => id === forgetting) ?? null

  /** The item that has the focus and its place; null once a person gave the focus to something else. */
  const holder = useRef<{ readonly entry: Element; readonly place: number } | null>(null)
  // Where that item is gone, the one in its place has the focus. (Nobody is told that a removed element lost it.)
  useEffect(() => {
    if (list.current === null) return
    const all = entries(list.current)
    const place = all.findIndex((entry) => entry.contains(document.activeElement))
    const [entry, held] = [all[place], holder.current]
    if (entry !== undefined) holder.current = { entry, place }
    else if (held !== null && !held.entry.isConnected && document.activeElement === document.body)
      all[Math.min(held.place, all.length - 1)]?.focus()
  })

  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const all = entries(event.currentTarget)
    const at = all.findIndex((entry) => entry.contains(document.activeElement))
    const item = shown[at]?.item
    if (item === undefined) return
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (to !== undefined) all[Math.max(0, Math.min(to, all.length - 1))]?.focus()
    else if (event.key === 'Delete') setForgetting(item.id)
    // On a button of the item, Enter is the button's.
    else if (event.key === 'Enter' && event.target === all[at]) preview(item.id, null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <>
      <ul
        ref={list}
        className="checkpoints"
        aria-label="Checkpoints"
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const all = entries(event.currentTarget)
          const place = all.findIndex((entry) => entry.contains(event.target))
          const entry = all[place]
          holder.current = entry === undefined ? null : { entry, place }
          setChosen(shown[place]?.item.id ?? null)
        }}
        onBlur={({ relatedTarget }) => {
          // To nobody it is lost with the window or the item. A question gives it back, and by then the item may be gone.
          if (relatedTarget !== null && relatedTarget.closest('dialog') === null) holder.current = null
        }}
      >
        {shown.map(({ item, run }) => (
          <CheckpointEntry
            key={item.id}
            item={item}
            now={now}
            run={run}
            current={item.id === current?.item.id}
            onRun={(key) => setOpened((before) => toggled(before, key))}
            onForget={() => setForgetting(item.id)}
          />
        ))}
      </ul>
      {rows.length <= few ? null : (
        <div className="checkpoints-pages row wrap">
          {shown.length < rows.length ? (
            <Button look="quiet slim" onPress={() => setWanted(Math.max(page, wanted + page))}>
              {rows.length - shown.length <= page ? `Show all ${rows.length}` : `Show ${page} older`}
            </Button>
          ) : null}
          {wanted > few ? (
            <Button look="quiet slim" onPress={() => setWanted(few)}>
              Show the newest only
            </Button>
          ) : null}
        </div>
      )}
      {toForget === null ? null : <ForgetDialog item={toForget} now={now} onClose={() => setForgetting(null)} />}
    </>
  )
}

function entries(list: HTMLElement): readonly HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>(':scope > li')]
}

function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(key)) next.add(key)
  return next
}
