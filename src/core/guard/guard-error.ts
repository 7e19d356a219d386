import type { CodexError } from '../codex/codex-error'
import { describeCodexError } from '../errors/describe-codex-error'
import type { DescribedError } from '../errors/described-error'
import { unreachable } from '../result'
import { displayName } from '../words/display-name'
import type { HooksJsonError } from './hooks-json'

/** Why the guard could not be installed, removed or asked about. */
export type GuardError =
  | { readonly kind: 'codex'; readonly error: CodexError }
  | { readonly kind: 'file'; readonly error: GuardFileError }
  | { readonly kind: 'hooks-json'; readonly file: string; readonly error: HooksJsonError }
  /** Another program wrote the file in the same moment; its bytes are there. */
  | { readonly kind: 'changed-meanwhile'; readonly file: string }
  /** Codex says that it cannot read the file. */
  | { readonly kind: 'hooks-unreadable'; readonly file: string; readonly words: string }
  /** Somebody put a hook of their own into the guard's group. */
  | { readonly kind: 'shared-group'; readonly file: string }

type GuardFileError =
  | { readonly kind: 'file-failed'; readonly file: string; readonly code: string }
  | { readonly kind: 'file-odd'; readonly file: string; readonly why: 'no-file' | 'too-large' | 'not-text' }
  | { readonly kind: 'file-link'; readonly file: string }

export function codexFailure(error: CodexError): GuardError {
  return { kind: 'codex', error }
}

export function hooksFailure(file: string, error: HooksJsonError): GuardError {
  return { kind: 'hooks-json', file, error }
}

export function describeGuardError(error: GuardError): DescribedError {
  switch (error.kind) {
    case 'codex':
      return describeCodexError(error.error)
    case 'file':
      return describeFile(error.error)
    case 'hooks-json': {
      const file = displayName(error.file)
      const { error: cause } = error
      return cause.kind === 'broken'
        ? {
            code: 'hooks-broken',
            message: `${file} is no valid JSON: line ${cause.line}, column ${cause.column}.`,
            next: 'Correct it, then try again. It was not changed.',
          }
        : {
            code: 'hooks-unexpected',
            message: `${file} holds something else than expected under “${displayName(cause.what)}”.`,
            next: 'Correct it, then try again. It was not changed.',
          }
    }
    case 'changed-meanwhile':
      return {
        code: 'changed-meanwhile',
        message: `Another program wrote ${displayName(error.file)} in this very moment; its version stays.`,
        next: 'Try again.',
      }
    case 'hooks-unreadable':
      return {
        code: 'hooks-unreadable',
        message: `Codex cannot read ${displayName(error.file)}: ${displayName(error.words)}`,
        next: 'Correct the file, then install the guard again. It is as it was.',
      }
    case 'shared-group':
      return {
        code: 'hooks-shared',
        message: `Another hook was put beside the guard in ${displayName(error.file)}, so it was left as it is.`,
        next: 'Take the guard out of that file by hand.',
      }
    default:
      return unreachable(error)
  }
}

function describeFile(error: GuardFileError): DescribedError {
  const file = displayName(error.file)
  switch (error.kind) {
    case 'file-failed':
      return {
        code: 'file-failed',
        message: `${file} cannot be read or written (${error.code}).`,
        next: 'Make it writable, then try again.',
      }
    case 'file-odd':
      return {
        code: 'file-odd',
        message: `${file} is ${error.why === 'no-file' ? 'not a file' : error.why === 'too-large' ? 'larger than 1 MiB' : 'not a UTF-8 text'}, so it was left as it is.`,
        next: 'Look at the file, then try again.',
      }
    case 'file-link':
      return { code: 'file-link', message: `${file} is a link, so it was left as it is.`, next: 'Look at the file.' }
    default:
      return unreachable(error)
  }
}
