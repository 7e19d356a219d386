import { createStore, type StoreApi } from 'zustand/vanilla'
import { createFoldedFiles, type FoldedFiles } from './folded-files'

/** How lines are laid out in one live diff window. */
export interface LineView {
  readonly layout: 'unified' | 'split'
  readonly wrap: boolean
}

/** What somebody chose about the look of the rows; the lines' part is remembered for the repository. */
export interface ViewChoices {
  readonly lines: StoreApi<LineView>
  readonly folded: StoreApi<FoldedFiles>
}

/** `memory` keeps texts by name, as the browser's `localStorage` does. */
export function createViewChoices(repoId: string, memory: Pick<Storage, 'getItem' | 'setItem'>): ViewChoices {
  const name = `firebreak:lines:${repoId}`
  const lines = createStore<LineView>(() => readLineView(memory.getItem(name)))
  lines.subscribe(({ layout, wrap }) => memory.setItem(name, wrap ? `${layout} wrap` : layout))
  return { lines, folded: createFoldedFiles() }
}

function readLineView(kept: string | null): LineView {
  const words = kept?.split(' ') ?? []
  return { layout: words.includes('split') ? 'split' : 'unified', wrap: words.includes('wrap') }
}
