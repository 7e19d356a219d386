import { unreachable } from '../result'
import { displayName } from '../words/display-name'
import type { GuardState } from './guard-state'

/** The light of the guard in words: what is so, and what to do about it. */
export function guardStateWords(state: GuardState): {
  readonly label: string
  readonly line: string
  readonly next: string
} {
  switch (state) {
    case 'on':
      return {
        label: 'Guard on',
        line: 'Guard on: Spark prompts on uncommitted work are refused in every Codex session.',
        next: 'Nothing to do.',
      }
    case 'not-trusted':
      return {
        label: 'Guard not trusted',
        line: 'Guard not trusted: Codex skips it, so sessions started elsewhere are not stopped.',
        next: 'Install it again, or run /hooks in Codex and trust it.',
      }
    case 'modified':
      return {
        label: 'Guard modified',
        line: 'Guard modified: it is not what was trusted, so sessions started elsewhere may not be stopped.',
        next: 'Look at hooks.json, then install the guard again.',
      }
    case 'off-by-config':
      return {
        label: 'Guard off by config',
        line: 'Guard off by config: hooks are switched off in Codex’s configuration, so nothing is stopped.',
        next: 'Switch hooks on in config.toml (features.hooks), or the hook itself in /hooks.',
      }
    case 'not-installed':
      return {
        label: 'Guard not installed',
        line: 'Guard not installed: sessions started elsewhere are not stopped on uncommitted work.',
        next: 'Install it with firebreak guard install.',
      }
    default:
      return unreachable(state)
  }
}

/** What the user agrees to by installing, in sentences. */
export function guardConsent(places: { readonly hooksFile: string; readonly configFile: string }): readonly string[] {
  return [
    `Firebreak adds a UserPromptSubmit hook to ${displayName(places.hooksFile)} and marks it as trusted in ${displayName(places.configFile)}.`,
    'Codex then runs a small script of Firebreak before every prompt, in the terminal, in editors and in its app, and the script refuses a Spark prompt on uncommitted work.',
    'Your own hooks stay as they are, and uninstalling puts both files back.',
  ]
}
