import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Bed } from './bed.mjs'

type Message = Readonly<Record<string, unknown>>

/** A bare conversation with the real `codex app-server`: no schemas and no retries, so that it shows what Codex says. */
export interface RawAppServer {
  /** The `result` of a request; rejects with the error's message. */
  call(method: string, params: object): Promise<unknown>
  /** The `params` of the first notification of that method from now on. */
  next(method: string): Promise<unknown>
  /** Ends the input and waits until Codex has ended. */
  close(): Promise<void>
}

/** Starts the bed's Codex in a folder and says hello. */
export async function startRawAppServer(bed: Bed, cwd: string, name = 'firebreak'): Promise<RawAppServer> {
  const child = spawn(bed.codex, ['app-server'], {
    cwd,
    env: { ...process.env, ...bed.env },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const ended = once(child, 'exit')
  const answers = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
  const listeners = new Map<string, (params: unknown) => void>()

  createInterface({ input: child.stdout }).on('line', (line) => {
    const message: Message = JSON.parse(line)
    if (typeof message['method'] === 'string') {
      listeners.get(message['method'])?.(message['params'])
      listeners.delete(message['method'])
    } else if (typeof message['id'] === 'number') {
      const answer = answers.get(message['id'])
      answers.delete(message['id'])
      if (message['error'] === undefined) answer?.resolve(message['result'])
      else answer?.reject(new Error(JSON.stringify(message['error'])))
    }
  })

  const send = (message: object) => child.stdin.write(`${JSON.stringify(message)}\n`)
  let lastId = 0
  const server: RawAppServer = {
    call: (method, params) =>
      new Promise((resolve, reject) => {
        lastId += 1
        answers.set(lastId, { resolve, reject })
        send({ id: lastId, method, params })
      }),
    next: (method) => new Promise((resolve) => listeners.set(method, resolve)),
    async close() {
      child.stdin.end()
      await ended
    },
  }
  await server.call('initialize', {
    clientInfo: { name, title: 'Firebreak', version: '0.0.0' },
    capabilities: { experimentalApi: false },
  })
  send({ method: 'initialized' })
  return server
}
