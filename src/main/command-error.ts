import { describeError } from '../core/errors/describe-error'
import { err } from '../core/result'
import type { CommandResult } from '../shared/contract'

/** A refusal in the user's words. */
export function refused(code: string, message: string, next: string): CommandResult {
  return err({ code, message, next })
}

/** The repo process's failure as the answer of a command. */
export function failed(error: Parameters<typeof describeError>[0]): CommandResult {
  return err(describeError(error))
}

export const accepted: CommandResult = { ok: true, value: null }
