import type { Cancel, Clock } from '../../core/clock'
import { historyMs, isWorthKeeping, keyText } from '../../core/limits/history-keep'
import type { HistoryProblem, LimitSample, LimitsHistory } from '../../core/limits/history-port'
import type { HistoryAnswer } from '../../shared/history-contract'
import type { HistoryConnection } from './history-connection'

/** Samples wait for others of the same reading, so that a reading is one write. */
const collectMs = 2000
/** After so long without a question the database is closed, and with it goes the memory it takes. */
const idleMs = 10_000
/** Samples that cannot be written are tried again with the next ones; beyond this the oldest are dropped. */
const mostWaiting = 5000

/** Keeps samples in a database that is opened when there is something to write or to read, and closed soon after. */
export function createLimitsHistory(options: {
  readonly connect: () => HistoryConnection
  readonly clock: Clock
}): LimitsHistory {
  const { connect, clock } = options
  const listeners = new Set<(problem: HistoryProblem) => void>()
  const told = new Set<string>()
  const lastKept = new Map<string, LimitSample>()
  let waiting: readonly LimitSample[] = []
  let connection: HistoryConnection | null = null
  let cancelWrite: Cancel | null = null
  let cancelIdle: Cancel = () => {}
  let queue: Promise<unknown> = Promise.resolve()
  let closed = false

  const tell = (problem: HistoryProblem): void => {
    const words = JSON.stringify(problem)
    if (told.has(words)) return
    told.add(words)
    for (const listener of listeners) listener(problem)
  }

  const ask = async <T>(question: (to: HistoryConnection) => Promise<HistoryAnswer<T>>) => {
    cancelIdle()
    connection ??= connect()
    const { result, setAside } = await question(connection)
    if (setAside !== null) tell(setAside)
    // What failed is given up: the next question opens the database again.
    if (closed || !result.ok) end()
    else cancelIdle = clock.after(idleMs, end)
    return result
  }
  const end = (): void => {
    cancelIdle()
    connection?.end()
    connection = null
  }
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = queue.then(work)
    queue = mine.catch(() => {})
    return mine
  }

  const write = async (): Promise<void> => {
    cancelWrite?.()
    cancelWrite = null
    if (waiting.length === 0) return
    const samples = waiting
    waiting = []
    const written = await ask((to) => to.write(samples, clock.now()))
    if (written.ok) return
    waiting = [...samples, ...waiting].slice(-mostWaiting)
    tell(written.error)
  }

  return {
    record(sample) {
      const key = keyText(sample)
      if (closed || !isWorthKeeping(sample, lastKept.get(key))) return
      lastKept.set(key, sample)
      waiting = [...waiting, sample].slice(-mostWaiting)
      cancelWrite ??= clock.after(collectMs, () => void inTurn(write))
    },
    read: (range) =>
      inTurn(async () => {
        await write()
        return ask((to) => to.read(range))
      }),
    keys: () =>
      inTurn(async () => {
        await write()
        return ask((to) => to.keys(clock.now() - historyMs))
      }),
    onProblem(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      closed = true
      await inTurn(write)
      end()
    },
  }
}
