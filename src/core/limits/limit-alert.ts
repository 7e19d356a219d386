import type { Lane } from '../lanes/lanes'

/** How an alert names a limit. */
export interface NamedLimit {
  readonly id: string
  readonly label: string
  readonly lane: Lane | null
}

/** A fact about a limit that is worth a notification. Moments are Unix milliseconds. */
export type LimitAlert =
  | {
      readonly kind: 'low'
      readonly limit: NamedLimit
      readonly window: string
      readonly leftPercent: number
      readonly resetsAtMs: number | null
    }
  | {
      readonly kind: 'runs-out'
      readonly limit: NamedLimit
      readonly window: string
      readonly leftPercent: number
      readonly runsOutAtMs: number
      readonly resetsAtMs: number
    }
  | {
      readonly kind: 'reset'
      readonly limit: NamedLimit
      readonly window: string
      readonly leftPercent: number
      readonly resetsAtMs: number | null
    }
  /** The same limit has another id or another name. */
  | { readonly kind: 'moved'; readonly from: NamedLimit; readonly to: NamedLimit }
  /** The server names the bucket, or one window of it, no more. */
  | { readonly kind: 'vanished'; readonly limit: NamedLimit; readonly window: string | null }

/** Which alerts the user wants; `thresholds` are percent left. */
export interface AlertSettings {
  readonly thresholds: readonly number[]
  readonly low: boolean
  readonly runsOut: boolean
  readonly reset: boolean
  readonly moved: boolean
}
