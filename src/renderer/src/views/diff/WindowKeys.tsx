import { useDiff } from './diff-context'
import { useKeyBindings } from './key-bindings'
import type { KeyBinding } from './key-registry'
import { KeySheet } from './KeySheet'

interface Props {
  readonly sheet: boolean
  readonly onSheet: (shown: boolean) => void
}

/** Keys that belong to no part of the window alone, and the sheet that lists all of them. */
export function WindowKeys({ sheet, onSheet }: Props) {
  const { reader } = useDiff()
  useKeyBindings([
    move('j', 'next hunk', reader.nextHunk),
    move('k', 'previous hunk', reader.previousHunk),
    move('J', 'next file', reader.nextFile),
    move('K', 'previous file', reader.previousFile),
    move(' ', 'scroll on, and mark nothing', () => scrollRows(1)),
    move('PageDown', 'scroll on, and mark nothing', () => scrollRows(1)),
    move('Shift+Space', 'scroll back', () => scrollRows(-1)),
    move('PageUp', 'scroll back', () => scrollRows(-1)),
    { key: '?', does: 'this list', group: 'Window', run: () => onSheet(true) },
  ])
  return sheet ? <KeySheet onClose={() => onSheet(false)} /> : null
}

/** A page, with two lines of the one before. */
function scrollRows(direction: 1 | -1): void {
  const rows = document.querySelector('.rows')
  rows?.scrollBy({ top: direction * Math.max(40, rows.clientHeight - 80) })
}

function move(key: string, does: string, run: () => void): KeyBinding {
  return { key, does, group: 'Move', run }
}
