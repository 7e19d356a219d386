import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { FileDiff } from '../../src/core/diff/file-diff'
import { updatedFile } from '../../src/core/diff/file-update'
import type { Scope } from '../../src/core/diff/scope'
import { type FileReview, updatedReview } from '../../src/core/review/file-review'
import type { DiffBatch, DiffMessage, DiffRequest } from '../../src/shared/diff-contract'

/** What a live diff window would hold, fed by a real port and painted at once. */
export interface DiffWindow {
  /** The end for the repo process. */
  readonly port: MessagePort
  readonly messages: readonly DiffBatch[]
  /** What was said about the review, by path. */
  readonly review: ReadonlyMap<string, FileReview>
  /** Files of the scope as of the last message, by path. */
  readonly files: ReadonlyMap<string, FileDiff>
  show(scope: Scope): void
  load(...paths: readonly string[]): void
  /** The bytes of one side of a file, as the repo process answers. */
  content(path: string, side: 'old' | 'new'): Promise<Uint8Array | null>
  /** Stops or goes on acknowledging what came. */
  paint(on: boolean): void
  /** Resolves with the first answer that is not undefined, looked for now and after every message. */
  until<T>(what: () => T | undefined | false, within?: number): Promise<T>
  close(): void
}

export function createDiffWindow(): DiffWindow {
  const { port1, port2 } = new MessageChannel()
  const messages: DiffBatch[] = []
  const review = new Map<string, FileReview>()
  const files = new Map<string, FileDiff>()
  const listeners = new Set<() => void>()
  const asks: ((bytes: Uint8Array | null) => void)[] = []
  let painting = true

  const send = (request: DiffRequest) => port1.postMessage(request)
  const acknowledge = () => {
    const last = messages.at(-1)
    if (painting && last !== undefined) send({ type: 'painted', batch: last.batch })
  }
  port1.on('message', (message: DiffMessage) => {
    if (message.type === 'content') return asks[message.ask]?.(message.bytes)
    if (message.type === 'review') {
      for (const sent of message.files) {
        const file = updatedReview(review.get(sent.path), sent)
        if (file === null) throw new Error(`the review of ${sent.path} was sent as a difference from nothing`)
        review.set(file.path, file)
      }
      for (const listener of listeners) listener()
      return
    }
    messages.push(message)
    if (message.type === 'scope') {
      files.clear()
      for (const file of message.files) files.set(file.path, file)
    } else if (message.type === 'delta') {
      for (const sent of message.changed) {
        const file = updatedFile(files.get(sent.path), sent)
        if (file === null) throw new Error(`${sent.path} was sent as a difference from nothing`)
        files.set(file.path, file)
      }
      for (const path of message.gone) files.delete(path)
    } else files.clear()
    acknowledge()
    for (const listener of listeners) listener()
  })

  return {
    port: port2,
    messages,
    review,
    files,
    show: (scope) => send({ type: 'show', scope, whitespace: 'exact' }),
    load: (...paths) => send({ type: 'load', paths }),
    content(path, side) {
      return new Promise((resolve) => send({ type: 'content', ask: asks.push(resolve) - 1, path, side }))
    },
    paint(on) {
      painting = on
      acknowledge()
    },
    until<T>(what: () => T | undefined | false, within = 30_000) {
      return new Promise<T>((resolve, reject) => {
        const look = () => {
          const found = what()
          if (found === undefined || found === false) return
          clearTimeout(timer)
          listeners.delete(look)
          resolve(found)
        }
        const timer = setTimeout(() => {
          listeners.delete(look)
          const held = JSON.stringify({ files: [...files.keys()], last: messages.at(-1) }).slice(0, 2000)
          reject(new Error(`the live diff did not get there: ${held}`))
        }, within)
        listeners.add(look)
        look()
      })
    },
    close: () => port1.close(),
  }
}
