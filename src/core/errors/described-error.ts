/** An error as the user meets it, in windows, in the tray and on the command line. */
export interface DescribedError {
  /** kebab-case; the command line writes it in SCREAMING_CASE. */
  readonly code: string
  readonly message: string
  readonly next: string
  /** What a hook or git printed. */
  readonly output?: string
}

/** One in words, without output. */
export function said(code: string, message: string, next: string): DescribedError {
  return { code, message, next }
}
