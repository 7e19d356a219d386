import type { PatchError } from '../diff/patch-error'
import { unreachable } from '../result'
import { displayName } from '../words/display-name'
import { leftOutWords } from '../words/export-words'
import { type DescribedError, said } from './described-error'

export function describePatchError(error: PatchError): DescribedError {
  switch (error.kind) {
    case 'patch-gone':
      return said(
        'patch-gone',
        error.path === null ? 'Nothing differs here.' : `${displayName(error.path)} changed meanwhile.`,
        'Look at it again, then try once more.',
      )
    case 'patch-impossible':
      return said('patch-impossible', `There is no patch of ${leftOutWords([error])}.`, 'Copy the file itself.')
    case 'patch-empty':
      return said(
        'patch-empty',
        `Nothing here can be written into a patch: ${leftOutWords(error.leftOut)}.`,
        'Copy the files themselves.',
      )
    default:
      return unreachable(error)
  }
}

export function isPatchError(error: { readonly kind: string }): error is PatchError {
  return error.kind === 'patch-gone' || error.kind === 'patch-impossible' || error.kind === 'patch-empty'
}
