import type { EditedRename, FileOfScope } from '../../../core/diff/edited-renames'
import type { MovedBlock } from '../../../core/diff/moved-lines'
// oxlint-disable-next-line import/default -- the build makes a file of it and gives its address
import workerUrl from './moved.worker?worker&url'
import { startPageWorker } from './page-worker'

/** What moved within a scope: lines, and files that were edited on their way. */
export interface FoundMoves {
  readonly blocks: readonly MovedBlock[]
  readonly renames: readonly EditedRename[]
}

/** Looks for what moved in another thread; the answer comes by `found`. */
export interface MovedWorker {
  readonly look: (files: readonly FileOfScope[]) => void
  readonly stop: () => void
}

export type StartMovedWorker = (found: (moves: FoundMoves) => void) => MovedWorker

/** The real one. Where there are no workers nothing is said to be moved. */
export const startMovedWorker: StartMovedWorker = (found) => {
  if (typeof Worker === 'undefined') return { look: () => {}, stop: () => {} }
  const worker = startPageWorker(workerUrl, 'moved')
  worker.addEventListener('message', ({ data }: MessageEvent<FoundMoves>) => found(data))
  return { look: (files) => worker.postMessage(files, []), stop: () => worker.terminate() }
}
