import type { HighlightAnswer, HighlightRequest } from './highlight-messages'
// oxlint-disable-next-line import/default -- the build makes a file of it and gives its address
import workerUrl from './highlight.worker?worker&url'
import { startPageWorker } from './page-worker'

/** A worker of this window, or what stands for it in tests. */
export interface HighlightWorker {
  readonly post: (request: HighlightRequest) => void
  readonly stop: () => void
}

/** Starts a worker; `broken` is told when it cannot be loaded. */
export type StartHighlightWorker = (heard: (answer: HighlightAnswer) => void, broken: () => void) => HighlightWorker

/** The real one. Where there are no workers, such as in a page of the tests, lines stay plain. */
export const startHighlightWorker: StartHighlightWorker = (heard, broken) => {
  if (typeof Worker === 'undefined') return { post: broken, stop: () => {} }
  const worker = startPageWorker(workerUrl, 'highlight')
  worker.addEventListener('message', ({ data }: MessageEvent<HighlightAnswer>) => heard(data))
  worker.addEventListener('error', broken)
  return {
    post: (request) =>
      worker.postMessage(request, { transfer: request.text instanceof Uint8Array ? [request.text.buffer] : [] }),
    stop: () => worker.terminate(),
  }
}
