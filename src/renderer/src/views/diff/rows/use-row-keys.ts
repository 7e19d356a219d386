import { useKeyBindings } from '../key-bindings'
import type { KeyBinding } from '../key-registry'
import { foldFiles, isFolded } from '../folded-files'
import type { ViewChoices } from '../view-choices'
import { type ContextLines, moreLines } from './context-lines'
import type { PlacedHunk } from './current-hunk'

interface Keys {
  readonly current: PlacedHunk | null
  readonly context: ContextLines
  readonly view: ViewChoices
}

/** The keys that act on the look of the rows. */
export function useRowKeys({ current, context, view }: Keys): void {
  const show = (count: number | 'all') => {
    if (current === null || current.laid === null) return
    const { before, after } = current.laid
    if (before.hidden !== 0) context.show(current.path, before, 'above', count)
    if (after.hidden !== 0) context.show(current.path, after, 'below', count)
  }
  const fold = () => {
    if (current !== null) foldFiles(view.folded, [current.path], !isFolded(view.folded.getState(), current.path))
  }
  const read = (key: string, does: string, run: () => void): KeyBinding => ({ key, does, group: 'Read', run })
  useKeyBindings([
    read('e', 'show 10 more lines around the hunk', () => show(moreLines)),
    read('E', 'show all lines around the hunk', () => show('all')),
    read('c', 'fold or open the file', fold),
  ])
}
