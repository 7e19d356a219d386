import { flushSync } from 'react-dom'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Scope, Whitespace } from '../../../core/diff/scope'
import type { RepoPath } from '../../../core/repo/repo-path'
import { channels } from '../../../shared/channels'
import type { DiffMessage, DiffRequest } from '../../../shared/diff-contract'
import type { AfterFrame } from '../after-frame'
import {
  chooseScope,
  type DiffState,
  initialDiffState,
  moveScope,
  pause,
  resume,
  takeMessage,
  takeReview,
} from './diff-state'

export interface DiffStore {
  readonly store: StoreApi<DiffState>
  readonly show: (scope: Scope) => void
  /** The scope that is shown goes on with other ends; what is shown stays until they are compared. */
  readonly follow: (scope: Scope) => void
  /** What was asked for last; what is shown follows it. */
  readonly whitespace: () => Whitespace
  readonly setWhitespace: (whitespace: Whitespace) => void
  readonly load: (paths: readonly RepoPath[]) => void
  /** The bytes of one side of a shown file; null when there is none, or too much. */
  readonly content: (path: RepoPath, side: 'old' | 'new') => Promise<Uint8Array | null>
  readonly setFollowing: (following: boolean) => void
  /** Listens for ports from now on. */
  readonly open: () => void
  readonly close: () => void
}

/** The live diff of one repository, fed by the repo process over the port that main hands to this window. */
export function createDiffStore(scope: Scope, page: Window, afterFrame: AfterFrame): DiffStore {
  const store = createStore<DiffState>(() => initialDiffState(scope))
  let port: MessagePort | null = null
  let whitespace: Whitespace = 'exact'
  let asked = 0
  const asks = new Map<number, (bytes: Uint8Array | null) => void>()
  const send = (request: DiffRequest) => port?.postMessage(request)

  const onPort = (event: MessageEvent<unknown>) => {
    const given = event.ports[0]
    if (!isPortMessage(event.data) || given === undefined) return
    port?.close()
    port = given
    forget()
    given.addEventListener('message', onMessage)
    given.start()
    send({ type: 'show', scope: store.getState().scope, whitespace })
  }
  /** What was asked over a port that is gone is never answered. */
  const forget = () => {
    for (const answer of asks.values()) answer(null)
    asks.clear()
  }
  const onMessage = ({ data }: MessageEvent<DiffMessage>) => {
    if (data.type === 'content') {
      asks.get(data.ask)?.(data.bytes)
      asks.delete(data.ask)
      return
    }
    if (data.type === 'review') return store.setState((state) => takeReview(state, data.scope, data.files))
    // Drawn within this very task: a scheduled render would cost a frame.
    flushSync(() => store.setState((state) => takeMessage(state, data)))
    const from = port
    afterFrame(() => {
      if (data.type === 'delta') markPainted(data.batch, data.savedAtMs)
      if (from === port) send({ type: 'painted', batch: data.batch })
    })
  }

  return {
    store,
    show(next) {
      store.setState((state) => chooseScope(state, next))
      send({ type: 'show', scope: next, whitespace })
    },
    follow(next) {
      store.setState((state) => moveScope(state, next))
      send({ type: 'show', scope: next, whitespace })
    },
    whitespace: () => whitespace,
    setWhitespace(next) {
      whitespace = next
      // What was chosen is to be seen, as it is with a scope.
      store.setState(resume)
      send({ type: 'show', scope: store.getState().scope, whitespace })
    },
    load: (paths) => send({ type: 'load', paths }),
    content(path, side) {
      if (port === null) return Promise.resolve(null)
      asked++
      const ask = asked
      const answer = new Promise<Uint8Array | null>((resolve) => asks.set(ask, resolve))
      send({ type: 'content', ask, path, side })
      return answer
    },
    setFollowing: (following) => store.setState(following ? resume : pause),
    open: () => page.addEventListener('message', onPort),
    close() {
      page.removeEventListener('message', onPort)
      port?.close()
      port = null
      forget()
    },
  }
}

/** The bench measures from the save to here. */
function markPainted(batch: number, savedAtMs: number): void {
  performance.clearMarks('firebreak:painted')
  performance.mark('firebreak:painted', { detail: { batch, savedAtMs } })
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === channels.diffPort
}
