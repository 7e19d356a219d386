import type { DescribedError } from '../core/errors/described-error'

/**
 * The one table of exit codes, the same for every verb. Scripts depend on it.
 * 0 done (also an empty list or diff) · 1 gate closed, or nothing to do · 2 refused or failed · 3 done with conflicts or
 * partial · 4 busy for 10 s.
 */
export const exitCodes = { done: 0, closed: 1, failed: 2, partial: 3, busy: 4 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** What a verb has to say. */
export type Outcome =
  | {
      readonly kind: 'said'
      readonly exit: ExitCode
      /** One value for scripts. */
      readonly json: unknown
      /** Lines for people, without the last newline. */
      readonly text: string
      /** In place of `text`: a patch, whose bytes are not to be re-encoded. */
      readonly bytes?: Uint8Array
      /** For people, beside the answer: on standard error, so that a redirected answer stays clean. */
      readonly notes: readonly string[]
    }
  | { readonly kind: 'failed'; readonly exit: ExitCode; readonly error: DescribedError }

export function said(
  json: unknown,
  text: string,
  more: { readonly exit?: ExitCode; readonly bytes?: Uint8Array; readonly notes?: readonly string[] } = {},
): Outcome {
  return { kind: 'said', exit: exitCodes.done, notes: [], ...more, json, text }
}

/** A failure. Being busy is told apart, because trying again helps. */
export function failed(error: DescribedError): Outcome {
  return { kind: 'failed', exit: error.code === 'store-busy' ? exitCodes.busy : exitCodes.failed, error }
}

/** A call that is written wrong. */
export function misused(message: string, verb?: string): Outcome {
  const help = verb === undefined ? 'firebreak --help' : `firebreak ${verb} --help`
  return failed({ code: 'usage', message, next: `See ${help}.` })
}

/** The code of an error on the command line: SCREAMING_CASE. */
export function screaming(code: string): string {
  return code.toUpperCase().replaceAll('-', '_')
}
