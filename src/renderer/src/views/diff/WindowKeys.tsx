import { useDiff } from './diff-context'
import { type KeyBinding, useKeyBindings } from './key-bindings'
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
    { key: '?', does: 'this list', group: 'Window', run: () => onSheet(true) },
  ])
  return sheet ? <KeySheet onClose={() => onSheet(false)} /> : null
}

function move(key: string, does: string, run: () => void): KeyBinding {
  return { key, does, group: 'Move', run }
}
