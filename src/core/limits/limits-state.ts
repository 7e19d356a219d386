import type { Account } from '../codex/account'
import type { CodexError } from '../codex/codex-error'
import type { Limits } from './limits'

/** Everything the user is told about account and limits. */
export interface LimitsState {
  readonly account: Account
  /** Null until a first reading; afterwards the last readings stay, with their age, also while there is a problem. */
  readonly limits: Limits | null
  /** When the limits were last read in full, in Unix milliseconds. */
  readonly readAtMs: number | null
  /** Why the last attempt gave no limits; null when it did, and when limits do not exist for this account. */
  readonly problem: CodexError | null
  readonly reading: boolean
}

export const initialLimitsState: LimitsState = {
  account: { kind: 'unknown' },
  limits: null,
  readAtMs: null,
  problem: null,
  reading: false,
}
