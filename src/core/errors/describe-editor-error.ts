import { unreachable } from '../result'
import { displayName } from '../words/display-name'
import { type DescribedError, said } from './described-error'

/** Why a file was not opened in an editor. */
export type OpenFailure =
  | { readonly kind: 'editor-missing'; readonly program: string }
  | { readonly kind: 'editor-failed'; readonly program: string; readonly code: string }
  | { readonly kind: 'editor-without-terminal'; readonly program: string }

export function describeEditorError(error: OpenFailure): DescribedError {
  const name = displayName(error.program)
  switch (error.kind) {
    case 'editor-missing':
      return said('editor-missing', `The editor ${name} was not found.`, 'Set your editor in the settings.')
    case 'editor-failed':
      return said(
        'editor-failed',
        `The editor ${name} did not start (${error.code}).`,
        'Set another one in the settings.',
      )
    case 'editor-without-terminal':
      return said(
        'editor-without-terminal',
        `${name} runs in a terminal, and none was found.`,
        'Set an editor with a window of its own in the settings.',
      )
    default:
      return unreachable(error)
  }
}
