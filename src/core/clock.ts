/** Stops a timer that has not fired yet; harmless afterwards. */
export type Cancel = () => void

/** The only source of time in Firebreak, so that tests can move it by hand. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Calls `fn` once, `delayMs` from now. */
  after(delayMs: number, fn: () => void): Cancel
}
