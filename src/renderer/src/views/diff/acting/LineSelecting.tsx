import { useEffect } from 'react'
import { shownOf } from '../../../stores/diff-state'
import { useDiff } from '../diff-context'
import { useKeyBindings } from '../key-bindings'
import { actingStoreOf, useActingState, type LineSelection } from './acting-store'
import { firstChangedLine, nextChanged } from './line-selection'
import { hunkOf, useActing } from './use-acting'
import { useSelectedStyle } from './use-selected-style'

/** Selecting lines of a hunk: by dragging over their numbers, with Shift and the arrows, or with v. */
export function LineSelecting() {
  const { diff, reader } = useDiff()
  const store = actingStoreOf(diff)
  const selection = useActingState((state) => state.selection)
  useSelectedStyle(selection)
  useDragging((next) => store.setState({ selection: next }))

  const shownHunk = (path: string, hunkId: string) => {
    const shown = shownOf(diff.store.getState())
    return shown.kind === 'diff'
      ? hunkOf(
          shown.files.find((file) => file.path === path),
          hunkId,
        )
      : undefined
  }
  const start = () => {
    const current = reader.current()
    if (current === null || current.hunkId === null) return
    const hunk = shownHunk(current.path, current.hunkId)
    if (hunk === undefined) return
    const at = firstChangedLine(hunk)
    reader.goToLine(current.path, current.hunkId, at)
    store.setState({ selection: { path: current.path, hunkId: current.hunkId, anchor: at, head: at } })
  }
  const extend = (direction: 1 | -1) => {
    const { selection: now } = store.getState()
    if (now === null) return start()
    const hunk = shownHunk(now.path, now.hunkId)
    if (hunk === undefined) return store.setState({ selection: null })
    const head = nextChanged(hunk, now.head, direction)
    reader.goToLine(now.path, now.hunkId, head)
    store.setState({ selection: { ...now, head } })
  }
  useKeyBindings([
    { key: 'v', does: 'select lines of the hunk', group: 'Change', run: start },
    { key: 'Shift+ArrowDown', whileHeld: true, does: 'select one more line', group: 'Change', run: () => extend(1) },
    { key: 'Shift+ArrowUp', whileHeld: true, does: 'select one line less', group: 'Change', run: () => extend(-1) },
  ])
  return selection === null ? null : <Selecting selection={selection} onExtend={extend} />
}

/** The keys while lines are selected. */
function Selecting(props: { readonly selection: LineSelection; readonly onExtend: (direction: 1 | -1) => void }) {
  const { selection, onExtend } = props
  const { diff } = useDiff()
  const acting = useActing()
  const close = () => actingStoreOf(diff).setState({ selection: null })
  useKeyBindings([
    { key: 'ArrowDown', whileHeld: true, does: 'select one more line', group: 'Change', run: () => onExtend(1) },
    { key: 'ArrowUp', whileHeld: true, does: 'select one line less', group: 'Change', run: () => onExtend(-1) },
    { key: 'Escape', does: 'select no lines', group: 'Change', run: close },
    { key: 'x', does: 'revert the selected lines', group: 'Change', run: () => acting.revertLines(selection) },
  ])
  return null
}

/** Lines are selected by their numbers, so that their text can still be. */
function useDragging(select: (selection: LineSelection) => void): void {
  useEffect(() => {
    let from: LineSelection | null = null
    const down = (event: PointerEvent) => {
      if (event.button !== 0 || !(event.target instanceof Element) || event.target.closest('.gutter') === null) return
      const line = lineAt(event.target)
      if (line === null) return
      event.preventDefault()
      from = { ...line, anchor: line.at, head: line.at }
      select(from)
    }
    const move = (event: PointerEvent) => {
      if (from === null) return
      const line = lineAt(document.elementFromPoint(event.clientX, event.clientY))
      if (line === null || line.path !== from.path || line.hunkId !== from.hunkId || line.at === from.head) return
      from = { ...from, head: line.at }
      select(from)
    }
    const up = () => {
      from = null
    }
    window.addEventListener('pointerdown', down)
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', up)
    window.addEventListener('pointercancel', up)
    return () => {
      window.removeEventListener('pointerdown', down)
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', up)
      window.removeEventListener('pointercancel', up)
    }
  })
}

function lineAt(
  element: Element | null,
): { readonly path: string; readonly hunkId: string; readonly at: number } | null {
  const at = element?.closest('.line[data-at]')?.getAttribute('data-at') ?? null
  const hunkId = element?.closest('[data-hunk]')?.getAttribute('data-hunk') ?? null
  const path = element?.closest('[data-path]')?.getAttribute('data-path') ?? null
  return at === null || hunkId === null || path === null ? null : { path, hunkId, at: Number(at) }
}
