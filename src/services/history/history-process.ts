import { isAbsolute } from 'node:path'
import { unreachable } from '../../core/result'
import type { FromHistoryProcess, HistoryRequest, ToHistoryProcess } from '../../shared/history-contract'
import { systemClock } from '../system-clock'
import { createHistoryServer, type HistoryServer } from './history-server'

// The entry of the process that holds the history database while somebody writes or reads. The native library and its
// memory are there that long only, and a crash in it ends nothing else.

/** What a utilityProcess has as `process.parentPort`. Both ends are builds of the same version, so data is typed. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: ToHistoryProcess }) => void): void
  postMessage(message: FromHistoryProcess): void
}

function isParentPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value
}

function answer(server: HistoryServer, request: HistoryRequest): FromHistoryProcess['answer'] {
  switch (request.type) {
    case 'write':
      return server.write(request)
    case 'read':
      return server.read(request)
    case 'keys':
      return server.keys(request)
    default:
      return unreachable(request)
  }
}

function serve(): void {
  const port: unknown = Reflect.get(process, 'parentPort')
  if (!isParentPort(port)) throw new Error('The history process runs as a utilityProcess of the app only')
  const file = process.env['FIREBREAK_HISTORY'] ?? ''
  if (!isAbsolute(file)) throw new Error('FIREBREAK_HISTORY has to be an absolute path')
  const server = createHistoryServer({ file, role: 'keeper', now: () => systemClock.now() })
  port.on('message', ({ data }) => {
    if (data !== 'end') return port.postMessage({ id: data.id, answer: answer(server, data.request) })
    server.close()
    process.exit(0)
  })
}

serve()
