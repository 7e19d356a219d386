import type { Cancel, Clock } from '../../core/clock'
import { err, ok } from '../../core/result'
import type { FromRepoProcess, RepoRequest, ToRepoProcess } from '../../shared/repo-contract'
import type { RepoFact } from '../../shared/repo-facts'
import type { RepoAnswers } from '../../shared/repo-answers'

/** Main's way to the repo process. */
export interface RepoHost {
  /**
   * Asks one thing; `transfer` are ports that go along (`attach-diff` takes one). While the process is not running, and
   * for what it had not answered when it died, the answer is the error `not-served`.
   */
  request<T extends RepoRequest>(request: T, transfer?: readonly object[]): Promise<RepoAnswers[T['type']]>
  onFact(listener: (fact: RepoFact) => void): () => void
  /** The process died and runs again. It serves nothing yet: repositories have to be opened and sessions resumed. */
  onRestart(listener: () => void): () => void
  dispose(): void
}

/** A running repo process, or the same code in this process. */
export interface RepoConnection {
  post(message: ToRepoProcess, transfer: readonly object[]): void
  end(): void
}

/** Starts a repo process. It first says `ready`; `onExit` comes once, when it is gone for whatever reason. */
export type ConnectRepo = (events: {
  readonly onMessage: (message: FromRepoProcess) => void
  readonly onExit: () => void
}) => RepoConnection

const firstPauseMs = 250
const longestPauseMs = 30_000
/** After so long without a crash the next one counts as the first. */
const healthyMs = 60_000

interface Open {
  readonly type: RepoRequest['type']
  // A method, so that one map can hold the handlers of every kind of answer.
  settle(answer: RepoAnswers[keyof RepoAnswers]): void
}

/** Keeps a repo process running and pairs requests with answers. */
export function createRepoHost({ connect, clock }: { readonly connect: ConnectRepo; readonly clock: Clock }): RepoHost {
  const factListeners = new Set<(fact: RepoFact) => void>()
  const restartListeners = new Set<() => void>()
  const open = new Map<number, Open>()
  let early: { readonly message: ToRepoProcess; readonly transfer: readonly object[] }[] = []
  let state: 'first-start' | 'ready' | 'down' | 'disposed' = 'first-start'
  let connection: RepoConnection | null = null
  let restarted = false
  let crashes = 0
  let readyAtMs = 0
  let lastId = 0
  let cancelStart: Cancel | null = null

  const start = (): void => {
    cancelStart = null
    let gone = false
    connection = connect({
      onMessage(message) {
        if (!gone && state !== 'disposed') receive(message)
      },
      onExit() {
        if (gone) return
        gone = true
        if (state !== 'disposed') exited()
      },
    })
  }

  const receive = (message: FromRepoProcess): void => {
    switch (message.kind) {
      case 'ready':
        return becameReady()
      case 'answer': {
        const asked = open.get(message.id)
        open.delete(message.id)
        return asked?.settle(message.answer)
      }
      case 'fact':
        for (const listener of factListeners) listener(message.fact)
    }
  }

  const becameReady = (): void => {
    state = 'ready'
    readyAtMs = clock.now()
    for (const { message, transfer } of early) connection?.post(message, transfer)
    early = []
    if (restarted) for (const listener of restartListeners) listener()
  }

  const exited = (): void => {
    crashes = state === 'ready' && clock.now() - readyAtMs >= healthyMs ? 1 : crashes + 1
    state = 'down'
    connection = null
    restarted = true
    early = []
    failOpen()
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (crashes - 1))
    cancelStart = clock.after(pauseMs, start)
  }

  const failOpen = (): void => {
    const failed = [...open.values()]
    open.clear()
    for (const asked of failed) asked.settle(notServed(asked.type))
  }

  start()

  return {
    request<T extends RepoRequest>(request: T, transfer: readonly object[] = []) {
      return new Promise<RepoAnswers[T['type']]>((resolve) => {
        const handler = {
          type: request.type,
          settle(answer: RepoAnswers[T['type']]) {
            resolve(answer)
          },
        }
        const asked: Open = handler
        if (state === 'down' || state === 'disposed') return asked.settle(notServed(request.type))
        const message = { id: ++lastId, request }
        open.set(message.id, asked)
        if (state === 'ready') connection?.post(message, transfer)
        else early.push({ message, transfer })
      })
    },
    onFact(listener) {
      factListeners.add(listener)
      return () => void factListeners.delete(listener)
    },
    onRestart(listener) {
      restartListeners.add(listener)
      return () => void restartListeners.delete(listener)
    },
    dispose() {
      if (state === 'disposed') return
      state = 'disposed'
      cancelStart?.()
      connection?.end()
      failOpen()
    },
  }
}

function notServed(type: RepoRequest['type']): RepoAnswers[keyof RepoAnswers] {
  // What is not served is closed already.
  return type === 'close' ? ok(null) : err({ kind: 'not-served' })
}
