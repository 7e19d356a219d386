/** How much a checkpoint takes. All in bytes. */
export interface CaptureLimits {
  /** A larger file is not captured, and the checkpoint is partial. */
  readonly file: number
  /** Ignored files (such as .env) are captured up to this size each … */
  readonly ignoredFile: number
  /** … and up to this much of them in all; what is above is left out without making the checkpoint partial. */
  readonly ignoredTotal: number
}

export const defaultCaptureLimits: CaptureLimits = {
  file: 512 * 1024 * 1024,
  ignoredFile: 1024 * 1024,
  ignoredTotal: 50 * 1024 * 1024,
}
