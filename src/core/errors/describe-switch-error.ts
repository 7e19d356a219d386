import type { CodexError } from '../codex/codex-error'
import type { SwitchError } from '../lanes/switch-error'
import { unreachable } from '../result'
import { displayName } from '../words/display-name'
import { describeCodexError } from './describe-codex-error'
import type { DescribedError } from './described-error'

/** Why a switch, or its way back, was not done, in the user's words. The file is as it was. */
export function describeSwitchError(error: SwitchError): DescribedError {
  return isOwn(error) ? describeOwn(error) : describeCodexError(error)
}

type OwnError = Exclude<SwitchError, CodexError>

const ownKinds: Readonly<Record<OwnError['kind'], true>> = {
  'file-failed': true,
  'file-odd': true,
  'file-link': true,
  'not-editable': true,
  'not-proved': true,
  'not-trusted': true,
  'trust-unknown': true,
  'set-by-another': true,
  'nothing-to-take-back': true,
  'not-noted': true,
}

function isOwn(error: SwitchError): error is OwnError {
  return Object.hasOwn(ownKinds, error.kind)
}

function describeOwn(error: OwnError): DescribedError {
  switch (error.kind) {
    case 'file-failed':
      return {
        code: error.code === 'ENOSPC' || error.code === 'EDQUOT' ? 'no-space' : 'config-not-writable',
        message: `${displayName(error.file)} could not be read or written (${error.code}).`,
        next: 'Look at the file and its folder. It is as it was.',
      }
    case 'file-odd':
      return {
        code: 'config-odd',
        message: `${displayName(error.file)} ${oddWords[error.why]}.`,
        next: 'Look at the file in an editor. Firebreak has not written to it.',
      }
    case 'file-link':
      return {
        code: 'config-link',
        message: `${displayName(error.file)} is a link, and a repository’s links are not followed.`,
        next: 'Set the model for everything, or only for the next session.',
      }
    case 'not-editable':
      return {
        code: 'config-not-editable',
        message: `${error.key} in ${displayName(error.file)} is not a plain value, or the model’s name is none.`,
        next: 'Change it in an editor. Firebreak has not written to it.',
      }
    case 'not-proved':
      return {
        code: 'config-not-proved',
        message: `It could not be proved that nothing else in ${displayName(error.file)} would change.`,
        next: 'Change it in an editor. Firebreak has not written to it.',
      }
    case 'not-trusted':
      return {
        code: 'not-trusted',
        message: 'Codex does not trust this repository, so it would not read its .codex/config.toml.',
        next: 'Start Codex there once and trust the folder, or set the model for everything.',
      }
    case 'trust-unknown': {
      const cause = describeCodexError(error.cause)
      return {
        ...cause,
        message: `Whether Codex trusts this repository is not known. ${cause.message}`,
      }
    }
    case 'set-by-another':
      return {
        code: 'set-by-another',
        message: `Somebody else ${
          error.value === null ? 'took the model out of' : `set ${displayName(error.value)} in`
        } ${displayName(error.file)} meanwhile; that stays.`,
        next: 'Choose the model that you want now.',
      }
    case 'nothing-to-take-back':
      return {
        code: 'nothing-to-take-back',
        message: 'There is no switch to take back.',
        next: 'Choose the model that you want.',
      }
    case 'not-noted':
      return {
        code: error.code === 'ENOSPC' || error.code === 'EDQUOT' ? 'no-space' : 'home-failed',
        message: `The way back could not be noted (${error.code}), so nothing was written.`,
        next: 'Free some space, or make the data folder writable.',
      }
    default:
      return unreachable(error)
  }
}

const oddWords = {
  'no-file': 'is not a file',
  'too-large': 'is larger than 1 MiB',
  'not-text': 'is not UTF-8 text',
} as const
