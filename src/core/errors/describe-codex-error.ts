import { type CodexError, isExpiredSignIn } from '../codex/codex-error'
import { unreachable } from '../result'
import { displayName } from '../words/display-name'
import type { DescribedError } from './described-error'

/** What went wrong with Codex, in the user's words, with one next step. Everything else of Firebreak keeps working. */
export function describeCodexError(error: CodexError): DescribedError {
  switch (error.kind) {
    case 'not-installed':
      return {
        code: 'codex-missing',
        message: 'Codex was not found.',
        next: 'Install Codex, or set its path in FIREBREAK_CODEX or in the settings. Watching, diffs and checkpoints work without it.',
      }
    case 'cannot-run':
      return {
        code: 'codex-cannot-run',
        message: `Codex at ${displayName(error.path)} does not start: ${displayName(error.cause)}.`,
        next: 'Try codex --version in a terminal.',
      }
    case 'wrong-processor':
      return {
        code: 'codex-wrong-processor',
        message: `Codex at ${displayName(error.path)} is made for ${displayName(error.found)}, and this computer is ${displayName(error.needed)}.`,
        next: `Install Codex for ${displayName(error.needed)}.`,
      }
    case 'too-old':
      return {
        code: 'codex-too-old',
        message: `Codex ${displayName(error.found)} is too old.`,
        next: `Update to ${error.needed} or newer.`,
      }
    case 'exited':
      return {
        code: 'codex-failing',
        message: `Codex ended by itself${error.code === null ? '' : ` with code ${error.code}`}.`,
        next: 'Firebreak tries again in a moment.',
        ...(error.stderrTail === '' ? {} : { output: error.stderrTail }),
      }
    case 'timed-out':
      return {
        code: 'codex-failing',
        message: `Codex did not answer ${error.method} within ${Math.round(error.afterMs / 1000)} s.`,
        next: 'Firebreak tries again in a moment.',
      }
    case 'rejected':
      return {
        code: 'codex-rejected',
        message: `Codex refused ${error.method}: ${displayName(error.message)}`,
        next: 'Try the same in Codex itself.',
      }
    case 'unexpected-reply':
      return {
        code: 'codex-failing',
        message: `Codex answered ${error.method} in a way Firebreak does not know.`,
        next: 'Look for a newer Firebreak, or use the Codex version it was tested with.',
      }
    case 'sign-in-needed':
      return {
        code: 'signed-out',
        message: isExpiredSignIn(error.message) ? 'The sign-in of Codex has expired.' : 'Codex is not signed in.',
        next: 'Run codex login in a terminal.',
      }
    case 'offline':
      return {
        code: 'codex-offline',
        message: 'Codex cannot reach its servers.',
        next: 'Look at the network. What was read before stays, with its time.',
      }
    case 'config-invalid':
      return {
        code: 'config-invalid',
        message: `Codex cannot read ${displayName(error.file ?? 'its configuration')}${
          error.line === null ? '' : `, line ${error.line}${error.column === null ? '' : ` column ${error.column}`}`
        }: ${displayName(error.message)}`,
        next: 'Correct the file in an editor. Firebreak has not written to it.',
      }
    case 'config-conflict':
      return {
        code: 'config-conflict',
        message: 'Somebody else wrote the Codex configuration at the same time; their bytes were kept.',
        next: 'Try again.',
      }
    case 'config-refused':
      return {
        code: 'config-refused',
        message: `Codex did not take the change: ${displayName(error.message)}`,
        next: 'Look at the Codex configuration in an editor.',
      }
    case 'stopped':
      return { code: 'codex-stopped', message: 'The link to Codex was closed.', next: 'Try again.' }
    default:
      return unreachable(error)
  }
}
