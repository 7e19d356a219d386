import { type FileHandle, open } from 'node:fs/promises'
import type { Cancel, Clock } from '../../core/clock'
import type { RateLimitSnapshot } from '../../core/codex/messages'
import { createRolloutDecoder } from '../../core/codex/rollout'
import { createLineSplitter } from '../../core/line-splitter'
import { rolloutLimits } from '../../core/limits/rollout-limits'
import { type CountedTokens, createRolloutCounter } from '../../core/limits/usage'
import { type RolloutFinder, recentRollouts } from '../codex/rollout-finder'

/** What the rollouts of all sessions say of limits and tokens, also of those that were started elsewhere. */
export interface RolloutCounts {
  /** Reads those of the last eight days, then what is added to any. */
  start(): void
  /** Settles when everything that was written so far has been told. */
  caughtUp(): Promise<void>
  stop(): void
}

export interface RolloutTold {
  /** The newest of each bucket in what was read. */
  readonly limits: readonly { readonly snapshot: RateLimitSnapshot; readonly atMs: number }[]
  readonly counted: readonly CountedTokens[]
  /** When a turn ended last; null when none did. */
  readonly turnEndedMs: number | null
}

const chunkBytes = 256 * 1024
/** Of a longer file only its first line and its end are read. */
const longestBytes = 32 * 1024 * 1024
/** The first line holds Codex's instructions and the project's. */
const firstLineBytes = 1024 * 1024
const readBackMs = 8 * 24 * 60 * 60_000
/** Codex writes several records at once. */
const restMs = 300

// Only records with one of these are decoded: most of a rollout is what was read, written and answered.
const wanted = [
  'session_meta',
  'turn_context',
  'thread_settings_applied',
  'token_count',
  'task_complete',
  'turn_complete',
  'turn_aborted',
].map((word) => Buffer.from(`"${word}"`))

/** Never rejects: a file that cannot be read is left out until it is written to again. */
export function createRolloutCounts(options: {
  readonly codexHome: string
  readonly clock: Clock
  readonly finder: RolloutFinder
  readonly onTold: (told: RolloutTold) => void
}): RolloutCounts {
  const { codexHome, clock, finder, onTold } = options
  const files = new Map<string, RolloutFile>()
  const waiting = new Set<string>()
  let running: Promise<void> | null = null
  let cancelRest: Cancel | null = null
  let stopTouched: Cancel = () => {}
  let stopped = false

  const readWaiting = async (): Promise<void> => {
    for (const path of waiting) {
      waiting.delete(path)
      if (stopped) return
      const file = files.get(path) ?? createRolloutFile(path)
      files.set(path, file)
      const told = await file.readOn().catch(() => null)
      if (told !== null && !stopped && !isNothing(told)) onTold(told)
    }
  }

  const pump = (): Promise<void> => {
    running ??= readWaiting().finally(() => {
      running = null
    })
    return running
  }

  const later = (path: string): void => {
    waiting.add(path)
    cancelRest ??= clock.after(restMs, () => {
      cancelRest = null
      void pump().then(() => (waiting.size > 0 ? pump() : undefined))
    })
  }

  const readBack = async (): Promise<void> => {
    const now = clock.now()
    // The newest first: their limits are the ones that are still true.
    for (const { path } of await recentRollouts(codexHome, now - readBackMs, now)) waiting.add(path)
    await pump()
  }

  let began: Promise<void> | null = null
  return {
    start() {
      if (began !== null || stopped) return
      stopTouched = finder.onTouched(later)
      began = readBack()
    },
    async caughtUp() {
      await began
      await pump()
    },
    stop() {
      stopped = true
      stopTouched()
      cancelRest?.()
    },
  }
}

/** A few sessions say what is left of every bucket. */
const mostAskedOnce = 20

/** What the newest rollouts say of each bucket, for who asks once; newest last. */
export async function readRolloutLimits(codexHome: string, nowMs: number): Promise<RolloutTold['limits']> {
  const recent = await recentRollouts(codexHome, nowMs - readBackMs, nowMs)
  const told: RolloutTold['limits'][number][] = []
  for (const { path } of recent.slice(0, mostAskedOnce)) {
    const read = await createRolloutFile(path)
      .readOn()
      .catch(() => null)
    told.push(...(read?.limits ?? []))
  }
  return told.toSorted((a, b) => a.atMs - b.atMs)
}

function isNothing({ limits, counted, turnEndedMs }: RolloutTold): boolean {
  return limits.length === 0 && counted.length === 0 && turnEndedMs === null
}

interface RolloutFile {
  readOn(): Promise<RolloutTold>
}

function createRolloutFile(path: string): RolloutFile {
  let inode: number | null = null
  let position = 0
  let reading = begin()
  /** When each thread of this file was counted last: a file that was replaced is read again, and its tokens were counted. */
  const countedMs = new Map<string, number>()
  let before: ReadonlyMap<string, number> = new Map()

  const take = (): RolloutTold => {
    const told = reading.take()
    const counted = told.counted.filter(({ threadId, atMs }) => atMs > (before.get(threadId) ?? 0))
    for (const { threadId, atMs } of counted) countedMs.set(threadId, atMs)
    return { ...told, counted }
  }

  const skipToEnd = async (file: FileHandle, size: number): Promise<void> => {
    const head = await readAt(file, 0, firstLineBytes)
    reading.push(head.subarray(0, head.indexOf(10) + 1))
    position = size - longestBytes
    reading.skip()
  }

  return {
    async readOn() {
      const file = await open(path, 'r')
      try {
        const { ino, size } = await file.stat()
        if (ino !== inode || size < position) {
          inode = ino
          position = 0
          reading = begin()
          before = new Map(countedMs)
          if (size > longestBytes) await skipToEnd(file, size)
        }
        for (;;) {
          const chunk = await readAt(file, position, chunkBytes)
          if (chunk.length === 0) return take()
          position += chunk.length
          reading.push(chunk)
        }
      } finally {
        await file.close()
      }
    },
  }
}

/** The records of one file, from its beginning or from somewhere in it. */
function begin() {
  const decoder = createRolloutDecoder()
  const counter = createRolloutCounter()
  const text = new TextDecoder()
  const splitter = createLineSplitter({ decode: (line) => (isWanted(line) ? text.decode(line) : '') })
  let limits = new Map<string, RolloutTold['limits'][number]>()
  let counted: CountedTokens[] = []
  let turnEndedMs: number | null = null
  return {
    push(chunk: Uint8Array): void {
      for (const line of splitter.push(chunk)) {
        for (const event of line === '' ? [] : decoder.decode(line)) {
          const tokens = counter.take(event)
          if (tokens !== null) counted.push(tokens)
          if (event.kind === 'turn-ended') turnEndedMs = event.atMs
          const snapshot = event.kind === 'token-count' ? rolloutLimits(event.rateLimits, event.atMs) : null
          // A response without limits still tells a bucket, with nothing in it.
          if (event.kind === 'token-count' && snapshot !== null && (snapshot.primary ?? snapshot.secondary) !== null)
            limits.set(snapshot.limitId ?? '', { snapshot, atMs: event.atMs })
        }
      }
    },
    skip(): void {
      counter.skipped()
    },
    take(): RolloutTold {
      const told = { limits: [...limits.values()], counted, turnEndedMs }
      limits = new Map()
      counted = []
      turnEndedMs = null
      return told
    },
  }
}

function isWanted(line: Uint8Array): boolean {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength)
  return wanted.some((word) => bytes.includes(word))
}

/** Up to `length` bytes; fewer at the end of the file. */
async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}
