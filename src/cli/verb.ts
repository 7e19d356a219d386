import { parseArgs, type ParseArgsConfig } from 'node:util'
import type { Clock } from '../core/clock'
import { misused, type Outcome } from './outcome'

/** What a verb can reach. */
export interface CliContext {
  /** FIREBREAK_HOME. It may not be there yet: only what writes makes it. */
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly homeFolder: string
  readonly cwd: string
  readonly clock: Clock
  readonly version: string
  /** A person at a terminal waits for the answer, so that there is somebody to be asked. */
  readonly interactive: boolean
}

export type Verb = (args: readonly string[], context: CliContext) => Promise<Outcome>

type Options = NonNullable<ParseArgsConfig['options']>
type Parsed<T extends Options> = ReturnType<typeof parseArgs<{ options: T; allowPositionals: true }>>

/**
 * Reads a verb's options; a call that is written wrong is answered, not thrown. `positionals` is how many arguments
 * without a name the verb takes at most.
 */
export function readArgs<const T extends Options>(
  verb: string,
  args: readonly string[],
  options: T,
  positionals = 0,
): { readonly ok: true; readonly parsed: Parsed<T> } | { readonly ok: false; readonly outcome: Outcome } {
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
    const surplus = parsed.positionals[positionals]
    if (surplus !== undefined) return { ok: false, outcome: misused(`${surplus} is one argument too many.`, verb) }
    return { ok: true, parsed }
  } catch (error) {
    // Node's first sentence says what is wrong, the others are about its own ways.
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/)
    return { ok: false, outcome: misused(`${message.replace(/\.$/, '')}.`, verb) }
  }
}
