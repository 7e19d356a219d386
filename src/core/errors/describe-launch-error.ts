import { unreachable } from '../result'
import { displayName } from '../words/display-name'
import type { DescribedError } from './described-error'

/** Why Codex could not be started in a terminal. */
export type LaunchFailure =
  | { readonly kind: 'prompt-too-long'; readonly bytes: number; readonly limitBytes: number }
  | { readonly kind: 'bad-parameter'; readonly name: string }
  | { readonly kind: 'not-written'; readonly code: string; readonly path: string }
  /** `command` starts the session when it is pasted into a shell. */
  | { readonly kind: 'no-terminal'; readonly searched: readonly string[]; readonly command?: string }
  | { readonly kind: 'terminal-failed'; readonly program: string; readonly code: string }
  | { readonly kind: 'bad-name'; readonly name: string }

export function describeLaunchError(error: LaunchFailure): DescribedError {
  switch (error.kind) {
    case 'prompt-too-long':
      return {
        code: 'prompt-too-long',
        message: `The first prompt has ${Math.ceil(error.bytes / 1024)} KiB; ${error.limitBytes / 1024} KiB are possible here.`,
        next: 'Shorten it, or paste it into Codex.',
      }
    case 'bad-parameter':
      return {
        code: 'bad-parameter',
        message: `The session cannot be started with this ${displayName(error.name)}.`,
        next: 'Look at the lanes and the Codex path in the settings.',
      }
    case 'not-written':
      return {
        code: 'not-written',
        message: `${displayName(error.path)} cannot be written (${error.code}).`,
        next: 'Free some space, or make the folder writable.',
      }
    case 'no-terminal':
      return {
        code: 'no-terminal',
        message: 'No terminal was found.',
        next: 'Name yours in the settings, or run the command below in one within a minute.',
        output: error.command ?? `Looked for: ${error.searched.join(', ')}`,
      }
    case 'terminal-failed':
      return {
        code: 'terminal-failed',
        message: `The terminal ${displayName(error.program)} did not start (${error.code}).`,
        next: 'Name another one in the settings.',
      }
    case 'bad-name':
      return {
        code: 'bad-name',
        message: `The name ${displayName(error.name)} holds a control character, which cannot be handed to the terminal.`,
        next: 'Start Codex there yourself with I start it myself.',
      }
    default:
      return unreachable(error)
  }
}

/** A reason that the launcher itself recorded, in words. */
export function launchRefusalWords(reason: string): string {
  switch (reason) {
    case 'head-moved':
      return 'HEAD moved between the gate and the start, so Codex was not started.'
    case 'folder-gone':
      return 'The folder was gone when the terminal opened.'
    case 'no-answer':
      return 'The terminal did not start the session within a minute.'
    case 'incomplete':
      return 'The terminal did not hand over everything.'
    case 'no-firebreak':
      return 'Firebreak did not answer when Codex was to be started.'
    case 'cancelled':
      return 'Firebreak ended while the session was starting.'
    case 'terminal-exited':
      return 'The terminal ended before it started the session.'
    case 'replaced':
      return 'It was started again before a terminal took it.'
    default:
      return reason
  }
}
