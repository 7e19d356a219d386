import type { CheckpointError } from '../core/checkpoint/checkpoint'
import { describeError } from '../core/errors/describe-error'
import type { CommitError } from '../core/repo/commit'
import type { RepoError } from '../core/repo/repo-status'
import { err } from '../core/result'
import type { CommandResult } from '../shared/contract'

/** A refusal in the user's words. */
export function refused(code: string, message: string, next: string): CommandResult {
  return err({ code, message, next })
}

/** The repo process's failure as the answer of a command. */
export function failed(error: RepoError | CommitError | CheckpointError): CommandResult {
  return err(describeError(error))
}

export const accepted: CommandResult = { ok: true, value: null }
