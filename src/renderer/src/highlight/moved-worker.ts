import type { HunksOfFile, MovedBlock } from '../../../core/diff/moved-lines'
// oxlint-disable-next-line import/default -- the build makes a file of it and gives its address
import workerUrl from './moved.worker?worker&url'
import { startPageWorker } from './page-worker'

/** Looks for moved lines in another thread; the answer comes by `found`. */
export interface MovedWorker {
  readonly look: (files: readonly HunksOfFile[]) => void
  readonly stop: () => void
}

export type StartMovedWorker = (found: (blocks: readonly MovedBlock[]) => void) => MovedWorker

/** The real one. Where there are no workers nothing is said to be moved. */
export const startMovedWorker: StartMovedWorker = (found) => {
  if (typeof Worker === 'undefined') return { look: () => {}, stop: () => {} }
  const worker = startPageWorker(workerUrl, 'moved')
  worker.addEventListener('message', ({ data }: MessageEvent<readonly MovedBlock[]>) => found(data))
  return { look: (files) => worker.postMessage(files, []), stop: () => worker.terminate() }
}
