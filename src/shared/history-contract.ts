import type { HistoryProblem, HistoryRange, LimitKey, LimitSample } from '../core/limits/history-port'
import type { Result } from '../core/result'

/** What the process that holds the history database is asked. */
export type HistoryRequest =
  /** Keeps samples, and forgets what is older than 90 days before `now`. */
  | { readonly type: 'write'; readonly samples: readonly LimitSample[]; readonly now: number }
  | { readonly type: 'read'; readonly range: HistoryRange }
  /** Every key with a sample since a moment. */
  | { readonly type: 'keys'; readonly since: number }

export interface HistoryAnswer<T> {
  readonly result: Result<T, HistoryProblem>
  /** A database that was put aside on the way, also when the answer itself is fine. */
  readonly setAside: HistoryProblem | null
}

/** Answers by the kind of request. */
export interface HistoryAnswers {
  readonly write: HistoryAnswer<null>
  readonly read: HistoryAnswer<readonly LimitSample[]>
  readonly keys: HistoryAnswer<readonly LimitKey[]>
}

/** A request, or the wish that the database is closed and the process ends. */
export type ToHistoryProcess = { readonly id: number; readonly request: HistoryRequest } | 'end'

export interface FromHistoryProcess {
  readonly id: number
  readonly answer: HistoryAnswers[HistoryRequest['type']]
}
