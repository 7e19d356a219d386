import { z } from 'zod'
import type { Cancel, Clock } from '../../core/clock'
import type { Rejection } from '../../core/codex/codex-error'
import { err, ok, type Result } from '../../core/result'

/** How a request can fail. `closed` carries the one reason that ended the link for every open request. */
export type RpcError<Closed> =
  | ({ readonly kind: 'rejected' } & Rejection)
  /** `silent`: not a word came from the other end in all that time. */
  | { readonly kind: 'timed-out'; readonly method: string; readonly afterMs: number; readonly silent: boolean }
  | { readonly kind: 'closed'; readonly reason: Closed }

/** One end of JSON-RPC 2.0 as JSON lines, without the `jsonrpc` field. It knows no method and no payload. */
export interface RpcClient<Closed> {
  request(method: string, params?: unknown): Promise<Result<unknown, RpcError<Closed>>>
  notify(method: string): void
  /** Takes one line from the other end. */
  receive(line: string): void
  /** Ends the link: every open and every later request fails with this reason. */
  close(reason: Closed): void
  /** Lines so far that were no message, or an answer to nothing that was asked. */
  ignoredLines(): number
}

// -32601 of the JSON-RPC specification: method not found.
const NOT_SUPPORTED = { code: -32601, message: 'not supported' }
const DEFAULT_TIMEOUT_MS = 15_000

const idSchema = z.union([z.number(), z.string()])
const messageSchema = z.object({
  id: idSchema.nullish(),
  method: z.string().nullish(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string(), data: z.unknown().optional() }).nullish(),
})

interface OpenRequest<Closed> {
  readonly method: string
  readonly cancelTimeout: Cancel
  readonly settle: (result: Result<unknown, RpcError<Closed>>) => void
}

/** `send` writes one line without its line end. `timeoutMs` is for each request. */
export function createRpcClient<Closed>(options: {
  readonly clock: Clock
  readonly send: (line: string) => void
  readonly onNotification: (method: string, params: unknown) => void
  readonly timeoutMs?: number
}): RpcClient<Closed> {
  const { clock, send, onNotification, timeoutMs = DEFAULT_TIMEOUT_MS } = options
  const open = new Map<number, OpenRequest<Closed>>()
  let lastId = 0
  let heard = 0
  let ignored = 0
  let closed: { readonly reason: Closed } | null = null

  const settle = (id: number, result: Result<unknown, RpcError<Closed>>): boolean => {
    const request = open.get(id)
    if (request === undefined) return false
    open.delete(id)
    request.cancelTimeout()
    request.settle(result)
    return true
  }

  const answer = (id: number | string, message: z.infer<typeof messageSchema>): boolean => {
    if (typeof id !== 'number') return false
    const method = open.get(id)?.method ?? ''
    // Neither a result nor an error is no answer, so the question stays open.
    if (!message.error) return message.result !== undefined && settle(id, ok(message.result))
    const { code, message: text, data = null } = message.error
    return settle(id, err({ kind: 'rejected', method, code, message: text, data }))
  }

  return {
    request(method, params) {
      if (closed !== null) return Promise.resolve(err({ kind: 'closed', reason: closed.reason }))
      lastId += 1
      const id = lastId
      const heardBefore = heard
      return new Promise((resolve) => {
        const cancelTimeout = clock.after(timeoutMs, () => {
          settle(id, err({ kind: 'timed-out', method, afterMs: timeoutMs, silent: heard === heardBefore }))
        })
        open.set(id, { method, cancelTimeout, settle: resolve })
        send(JSON.stringify({ id, method, params }))
      })
    },
    notify(method) {
      if (closed === null) send(JSON.stringify({ method }))
    },
    receive(line) {
      if (line.trim() === '') return
      const message = parseMessage(line)
      if (message === null) {
        ignored += 1
        return
      }
      heard += 1
      const { id, method } = message
      if (typeof method === 'string') {
        // A question to us (an approval, say): an answer is due, or the other end waits for ever.
        if (id !== undefined && id !== null) send(JSON.stringify({ id, error: NOT_SUPPORTED }))
        else onNotification(method, message.params)
        return
      }
      if (id === undefined || id === null || !answer(id, message)) ignored += 1
    },
    close(reason) {
      if (closed !== null) return
      closed = { reason }
      for (const id of open.keys()) settle(id, err({ kind: 'closed', reason }))
    },
    ignoredLines: () => ignored,
  }
}

function parseMessage(line: string): z.infer<typeof messageSchema> | null {
  try {
    const parsed = messageSchema.safeParse(JSON.parse(line))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
