import type { HighlightAnswer, HighlightRequest } from './highlight-messages'
// oxlint-disable-next-line import/default -- the build makes a file of it and gives its address
import workerUrl from './highlight.worker?worker&url'

/** A worker of this window, or what stands for it in tests. */
export interface HighlightWorker {
  readonly post: (request: HighlightRequest) => void
  readonly stop: () => void
}

/** Starts a worker; `broken` is told when it cannot be loaded. */
export type StartHighlightWorker = (heard: (answer: HighlightAnswer) => void, broken: () => void) => HighlightWorker

/** The real one. Its URL is the one that the policy of the page lets become a script. */
export const startHighlightWorker: StartHighlightWorker = (heard, broken) => {
  if (typeof Worker === 'undefined') return brokenWorker(broken)
  const worker = new Worker(trusted(workerUrl), { type: 'module', name: 'highlight' })
  worker.addEventListener('message', ({ data }: MessageEvent<HighlightAnswer>) => heard(data))
  worker.addEventListener('error', broken)
  return {
    post: (request) =>
      worker.postMessage(request, { transfer: request.text instanceof Uint8Array ? [request.text.buffer] : [] }),
    stop: () => worker.terminate(),
  }
}

/** Where there are no workers, such as in a page of the tests, lines stay plain. */
function brokenWorker(broken: () => void): HighlightWorker {
  return { post: broken, stop: () => {} }
}

/** Trusted Types: a policy can be made once in a page, and only by this name. */
let policy: TrustedScriptUrls | null = null

function trusted(url: string): string {
  if (window.trustedTypes === undefined) return url
  policy ??= window.trustedTypes.createPolicy('firebreak-worker', {
    createScriptURL(given) {
      if (given !== workerUrl) throw new TypeError('not the worker of this page')
      return given
    },
  })
  return policy.createScriptURL(url)
}
