import type { Cancel } from '../clock'
import type { Result } from '../result'

/** Whose limit, which one, and which of its windows. Samples of different keys are never mixed. */
export interface LimitKey {
  /** The account as the server names it; null where a source does not say (rollout files), which is a history of its own. */
  readonly accountId: string | null
  readonly limitId: string
  /** Length of the window; null when the server does not name it. */
  readonly windowMinutes: number | null
}

/** One reading of one window. */
export interface LimitSample extends LimitKey {
  /** When it was read, in Unix milliseconds. */
  readonly at: number
  /** 0 to 100. */
  readonly usedPercent: number
  /** When the window resets, in Unix milliseconds; null when the server did not say. */
  readonly resetsAt: number | null
}

export interface HistoryRange extends LimitKey {
  /** Unix milliseconds, both included. */
  readonly from: number
  readonly to: number
}

export type HistoryProblem =
  /** The database could not be read: it was put aside at `keptAs` and a new one was begun. */
  | { readonly kind: 'set-aside'; readonly file: string; readonly keptAs: string }
  /** No database can be opened here (a full disk, a folder without rights); `cause` is for people who look for it. */
  | { readonly kind: 'unavailable'; readonly file: string; readonly cause: string }

/** Samples of the last 90 days. Nothing is opened before the first record or read. */
export interface LimitsHistory {
  /** Keeps a reading, soon and in order; the same number of the same window is kept once in a while only. Never fails. */
  record(sample: LimitSample): void
  /** Oldest first. */
  read(range: HistoryRange): Promise<Result<readonly LimitSample[], HistoryProblem>>
  /** Every key with a sample in the last 90 days. */
  keys(): Promise<Result<readonly LimitKey[], HistoryProblem>>
  /** Tells what went wrong in the background, each thing once. */
  onProblem(listener: (problem: HistoryProblem) => void): Cancel
  /** Writes what waits, and closes. */
  close(): Promise<void>
}
