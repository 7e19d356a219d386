import type { Scope } from '../../../../core/diff/scope'
import { useDiff } from './diff-context'
import { type KeyBinding, useKeyBindings } from './key-bindings'
import { KeySheet } from './KeySheet'

interface Props {
  readonly onScope: (scope: Scope) => void
  readonly sheet: boolean
  readonly onSheet: (shown: boolean) => void
}

/** Keys that belong to no part of the window alone, and the sheet that lists all of them. */
export function WindowKeys({ onScope, sheet, onSheet }: Props) {
  const { reader } = useDiff()
  useKeyBindings([
    move('j', 'next hunk', reader.nextHunk),
    move('k', 'previous hunk', reader.previousHunk),
    move('J', 'next file', reader.nextFile),
    move('K', 'previous file', reader.previousFile),
    read('1', 'last change', () => onScope({ kind: 'last-change' })),
    read('2', 'since baseline', () => onScope({ kind: 'since-baseline' })),
    read('3', 'uncommitted', () => onScope({ kind: 'uncommitted' })),
    { key: '?', does: 'this list', group: 'Window', run: () => onSheet(true) },
  ])
  return sheet ? <KeySheet onClose={() => onSheet(false)} /> : null
}

function move(key: string, does: string, run: () => void): KeyBinding {
  return { key, does, group: 'Move', run }
}

function read(key: string, does: string, run: () => void): KeyBinding {
  return { key, does, group: 'Read', run }
}
