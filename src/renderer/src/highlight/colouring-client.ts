import type { Clock } from '../../../core/clock'
import type { HighlightAnswer } from './highlight-messages'
import type { HighlightWorker, StartHighlightWorker } from './highlight-worker'
import type { PackedLines } from './packed-lines'

/** The tokens of each piece of a text; null where it stays plain. */
export type Colours = readonly PackedLines[] | null

export interface ColouringClient {
  /** The tokens of a whole text, or of pieces of it. The bytes are given away. One question at a time. */
  readonly colours: (path: string, text: Uint8Array | readonly string[]) => Promise<Colours>
  /** Ends the worker; the next question starts another one. */
  readonly close: () => void
}

/** A grammar that takes longer than this over a file is stuck in it. */
const longestMs = 2000
/** A worker that is not loaded by then will not be. */
const longestStartMs = 30_000
/** Answers that are kept: what was on the screen, and its old sides. */
const mostKept = 64

interface Waiting {
  readonly ask: number
  readonly path: string
  /** Told undefined where the worker ended before it answered. */
  readonly done: (colours: Colours | undefined) => void
}

/** Asks the worker and keeps what it answers; ends it where it hangs. */
export function createColouringClient(startWorker: StartHighlightWorker, clock: Clock): ColouringClient {
  const kept = new Map<string, Colours>()
  /** Files that hung a worker stay plain in this window. */
  const stuck = new Set<string>()
  let worker: { readonly it: HighlightWorker; ready: boolean } | null = null
  let waiting: Waiting | null = null
  let broken = false
  let asked = 0
  let stopWatch = () => {}

  const finish = (colours: Colours | undefined) => {
    stopWatch()
    const last = waiting
    waiting = null
    last?.done(colours)
  }
  const end = () => {
    worker?.it.stop()
    worker = null
    finish(undefined)
  }
  const giveUp = () => {
    broken = true
    end()
  }
  const hang = () => {
    if (waiting !== null) stuck.add(waiting.path)
    end()
  }
  const watch = () => {
    stopWatch()
    stopWatch = worker?.ready === true ? clock.after(longestMs, hang) : clock.after(longestStartMs, giveUp)
  }
  const hear = (answer: HighlightAnswer) => {
    if (answer.type === 'lines') {
      if (answer.ask === waiting?.ask) finish(answer.lines)
    } else if (worker !== null) {
      worker.ready = true
      if (waiting !== null) watch()
    }
  }
  const ask = (path: string, text: Uint8Array | readonly string[]) =>
    new Promise<Colours | undefined>((done) => {
      worker ??= { it: startWorker(hear, giveUp), ready: false }
      asked++
      waiting = { ask: asked, path, done }
      watch()
      worker.it.post({ ask: asked, path, text })
    })

  return {
    async colours(path, text) {
      const key = keyOf(path, text)
      const before = kept.get(key)
      if (before !== undefined) return before
      if (broken || stuck.has(path)) return null
      const colours = await ask(path, text)
      if (colours === undefined) return null
      kept.set(key, colours)
      for (const oldest of kept.keys()) {
        if (kept.size <= mostKept) break
        kept.delete(oldest)
      }
      return colours
    },
    close: end,
  }
}

function keyOf(path: string, text: Uint8Array | readonly string[]): string {
  return text instanceof Uint8Array
    ? `${path}\0${text.length} bytes ${hashBytes(text)}`
    : `${path}\0${text.length} pieces ${text.join('\0')}`
}

/** FNV-1a. */
function hashBytes(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
  return hash >>> 0
}
