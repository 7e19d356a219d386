import { join } from 'node:path'
import { utilityProcess } from 'electron'
import type { HistoryProblem } from '../../core/limits/history-port'
import { err } from '../../core/result'
import type { HistoryConnection } from '../../services/history/history-connection'
import type {
  FromHistoryProcess,
  HistoryAnswers,
  HistoryRequest,
  ToHistoryProcess,
} from '../../shared/history-contract'
import { utilityEnvironment } from './utility-environment'

interface Open {
  // A method, so that one map can hold the handlers of every kind of answer.
  settle(answer: HistoryAnswers[HistoryRequest['type']]): void
}

/** Starts a process that works on the database at `file`, and lives until `end`. */
export function connectHistoryProcess(file: string): () => HistoryConnection {
  return () => {
    const child = utilityProcess.fork(join(import.meta.dirname, '../history/index.js'), [], {
      serviceName: 'Firebreak history',
      env: { ...utilityEnvironment(process.env), FIREBREAK_HISTORY: file },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    const ended: HistoryProblem = { kind: 'unavailable', file, cause: 'its process ended' }
    const lost = { result: err(ended), setAside: null }
    const open = new Map<number, Open>()
    let lastId = 0
    let gone = false
    child.on('message', ({ id, answer }: FromHistoryProcess) => {
      open.get(id)?.settle(answer)
      open.delete(id)
    })
    child.on('exit', () => {
      gone = true
      for (const one of open.values()) one.settle(lost)
      open.clear()
    })
    const post = (message: ToHistoryProcess): void => child.postMessage(message, [])
    const ask = <T extends HistoryRequest>(request: T): Promise<HistoryAnswers[T['type']]> =>
      new Promise((resolve) => {
        const handler = {
          settle(answer: HistoryAnswers[T['type']]) {
            resolve(answer)
          },
        }
        const asked: Open = handler
        if (gone) return asked.settle(lost)
        open.set(++lastId, asked)
        post({ id: lastId, request })
      })
    return {
      write: (samples, now) => ask({ type: 'write', samples, now }),
      read: (range) => ask({ type: 'read', range }),
      keys: (since) => ask({ type: 'keys', since }),
      end: () => post('end'),
    }
  }
}
