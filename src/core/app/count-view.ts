import type { Lane, OfferedModel } from '../lanes/lanes'
import { tokensSince, unknownModel, type UsageBook } from '../limits/usage'
import type { Session } from '../session/session'
import type { Settings } from '../settings'

/** Tokens that the rollouts on this computer count, beside the server's meters. */
export interface CountView {
  /** Most used first. */
  readonly models: readonly {
    readonly name: string
    readonly lane: Lane | null
    readonly today: number
    readonly sevenDays: number
  }[]
  /** The sessions counted last, newest first. */
  readonly sessions: readonly {
    readonly threadId: string
    /** Null for a session that Firebreak does not know. */
    readonly title: string | null
    readonly lastAtMs: number
    readonly models: readonly { readonly name: string; readonly tokens: number }[]
  }[]
}

export interface CountFacts {
  readonly usage: UsageBook
  readonly settings: Settings
  readonly models: { readonly list: readonly OfferedModel[] | null }
  readonly sessions: readonly Session[]
}

const mostSessions = 8
const sevenDaysMs = 7 * 24 * 60 * 60_000

export function countView(state: CountFacts, nowMs: number): CountView {
  const { usage, settings, models: known, sessions } = state
  const today = new Date(nowMs).setHours(0, 0, 0, 0)
  const nameOf = (model: string): string =>
    model === unknownModel ? 'model not known' : (known.list?.find(({ id }) => id === model)?.displayName ?? model)
  const laneOf = (model: string): Lane | null =>
    settings.lanes.spark.model === model ? 'spark' : settings.lanes.standard.model === model ? 'standard' : null
  return {
    models: Object.keys(usage.models)
      .map((model) => ({
        name: nameOf(model),
        lane: laneOf(model),
        today: tokensSince(usage, today, (one) => one === model),
        sevenDays: tokensSince(usage, nowMs - sevenDaysMs, (one) => one === model),
      }))
      .filter(({ sevenDays }) => sevenDays > 0)
      .toSorted((a, b) => b.sevenDays - a.sevenDays),
    sessions: Object.entries(usage.sessions)
      .slice(0, mostSessions)
      .map(([threadId, { lastAtMs, models }]) => ({
        threadId,
        title: sessions.find((session) => session.threadId === threadId)?.turns[0]?.prompt ?? null,
        lastAtMs,
        models: Object.entries(models).map(([model, { total }]) => ({ name: nameOf(model), tokens: total })),
      })),
  }
}
