import type { RolloutEvent, TokenUsage } from '../codex/rollout-event'

/** Tokens that one model used in one session at one moment, as its rollout counts them. */
export interface CountedTokens {
  readonly threadId: string
  /** Null where the rollout names no model before the count. */
  readonly model: string | null
  readonly atMs: number
  readonly tokens: TokenUsage
}

/** Our own count, beside the meters of the server. */
export interface UsageBook {
  /** By model: sums of five minutes each, oldest first, of the last eight days. */
  readonly models: Readonly<Record<string, readonly UsageSlot[]>>
  /** By session, then by model. */
  readonly sessions: Readonly<Record<string, SessionUsage>>
}

export interface UsageSlot {
  /** Begin of the five minutes, in Unix milliseconds. */
  readonly fromMs: number
  readonly tokens: number
}

export interface SessionUsage {
  readonly lastAtMs: number
  readonly models: Readonly<Record<string, TokenUsage>>
}

export const emptyBook: UsageBook = { models: {}, sessions: {} }
/** Where the model is not known. */
export const unknownModel = ''

/** Use is summed over this long. */
export const slotMs = 5 * 60_000
const keptMs = 8 * 24 * 60 * 60_000
/** A list to look over; older sessions stay in the sums of their models. */
const mostSessions = 100
const none: TokenUsage = { total: 0, input: 0, cachedInput: 0, output: 0 }

/** Reads the counts of one rollout in order. */
export interface RolloutCounter {
  take(event: RolloutEvent): CountedTokens | null
  /** A part of the file was left out: of the next count only the last request is sure. */
  skipped(): void
}

/**
 * A rollout counts its whole thread, and repeats a count with each limit it hears of, so only what is added to it counts. A
 * forked thread goes on from its parent's total: of its first count only the last request is its own. Where a fork begins with
 * a copy of its parent's records, those are older than the file's own first line, and were counted there.
 */
export function createRolloutCounter(): RolloutCounter {
  let threadId: string | null = null
  let beganMs = 0
  let model: string | null = null
  let last: TokenUsage | null = null
  let fromStart = true
  return {
    take(event) {
      if (event.kind === 'session-meta') {
        threadId = event.threadId
        beganMs = event.atMs
      }
      if (event.kind === 'turn-context') model = event.model
      if (event.kind !== 'token-count' || event.usage === null || threadId === null) return null
      const before = last
      last = event.usage
      if (event.atMs < beganMs) return null
      const tokens =
        before === null ? (event.lastUsage ?? (fromStart ? event.usage : none)) : difference(event.usage, before)
      return tokens.total > 0 ? { threadId, model, atMs: event.atMs, tokens } : null
    },
    skipped() {
      last = null
      fromStart = false
    },
  }
}

/** Adds counts to the book, and lets go of what is older than eight days. */
export function addUsage(book: UsageBook, counted: readonly CountedTokens[], nowMs: number): UsageBook {
  if (counted.length === 0) return book
  const models = new Map(Object.entries(book.models).map(([model, slots]) => [model, new Map(slots.map(asEntry))]))
  const sessions = new Map(Object.entries(book.sessions))
  for (const { threadId, model, atMs, tokens } of counted) {
    const name = model ?? unknownModel
    const slots = models.get(name) ?? new Map<number, number>()
    const fromMs = Math.floor(atMs / slotMs) * slotMs
    slots.set(fromMs, (slots.get(fromMs) ?? 0) + tokens.total)
    models.set(name, slots)
    const session = sessions.get(threadId)
    const ofModel = sum(session?.models[name] ?? none, tokens)
    sessions.set(threadId, {
      lastAtMs: Math.max(session?.lastAtMs ?? 0, atMs),
      models: { ...session?.models, [name]: ofModel },
    })
  }
  const newest = [...sessions].toSorted(([, a], [, b]) => b.lastAtMs - a.lastAtMs).slice(0, mostSessions)
  return {
    models: Object.fromEntries([...models].map(([name, slots]) => [name, keptSlots(slots, nowMs)])),
    sessions: Object.fromEntries(newest),
  }
}

/** The tokens of the models that `counts` takes, since a moment (to five minutes). */
export function tokensSince(book: UsageBook, sinceMs: number, counts: (model: string) => boolean): number {
  const fromMs = Math.floor(sinceMs / slotMs) * slotMs
  let tokens = 0
  for (const [model, slots] of Object.entries(book.models)) {
    if (!counts(model)) continue
    for (const slot of slots) if (slot.fromMs >= fromMs) tokens += slot.tokens
  }
  return tokens
}

/** When one of these models was last counted, to five minutes; null when it never was. */
export function lastUseMs(book: UsageBook, counts: (model: string) => boolean): number | null {
  const last = Object.entries(book.models).flatMap(([model, slots]) => (counts(model) ? slots.slice(-1) : []))
  return last.length === 0 ? null : Math.max(...last.map(({ fromMs }) => fromMs))
}

function keptSlots(slots: ReadonlyMap<number, number>, nowMs: number): readonly UsageSlot[] {
  return [...slots]
    .filter(([fromMs]) => fromMs >= nowMs - keptMs)
    .toSorted(([a], [b]) => a - b)
    .map(([fromMs, tokens]) => ({ fromMs, tokens }))
}

function asEntry({ fromMs, tokens }: UsageSlot): readonly [number, number] {
  return [fromMs, tokens]
}

/** A thread that was taken back to an earlier point counts on from there. */
function difference(now: TokenUsage, before: TokenUsage): TokenUsage {
  if (now.total < before.total) return none
  return {
    total: now.total - before.total,
    input: Math.max(0, now.input - before.input),
    cachedInput: Math.max(0, now.cachedInput - before.cachedInput),
    output: Math.max(0, now.output - before.output),
  }
}

function sum(a: TokenUsage, b: TokenUsage): TokenUsage {
  return {
    total: a.total + b.total,
    input: a.input + b.input,
    cachedInput: a.cachedInput + b.cachedInput,
    output: a.output + b.output,
  }
}
