import { parseArguments } from '../../core/editor/argument-text'
import { unreachable } from '../../core/result'
import { defaultSettings, type Settings } from '../../core/settings'
import type { SettingsFile } from '../../services/settings/settings-file'
import type { AppCommand, CommandResult } from '../../shared/contract'
import { accepted, refused } from '../command-error'

/** Empty words mean the default again: for a repository the common ones, else Firebreak's own. */
function withTemplate(settings: Settings, repoId: string | null, words: string): Settings {
  if (repoId === null) return { ...settings, messageTemplate: words === '' ? defaultSettings().messageTemplate : words }
  const { [repoId]: _, ...others } = settings.messageTemplates
  return { ...settings, messageTemplates: words === '' ? others : { ...others, [repoId]: words } }
}

type Change = Extract<AppCommand, { type: 'settings/set' }>['change']

/** Changes one setting. A file that cannot be written is said, as the change would be gone at the next start. */
export function createSetSetting({ settings }: { readonly settings: SettingsFile }) {
  return async ({ change }: { readonly change: Change }): Promise<CommandResult> => {
    const saved = await settings.update((current) => {
      switch (change.key) {
        case 'theme':
          return { ...current, theme: change.value }
        case 'editor': {
          const words = parseArguments(change.value)
          return { ...current, editor: words.length === 0 ? null : [...words] }
        }
        case 'zoom':
          return { ...current, zoom: change.value }
        case 'diffFolder': {
          const { [change.repoId]: _, ...others } = current.diffFolders
          return {
            ...current,
            diffFolders: change.value === null ? others : { ...others, [change.repoId]: change.value },
          }
        }
        case 'onSessionStart':
          return { ...current, onSessionStart: change.value }
        case 'followSessions':
          return { ...current, followSessions: change.value }
        case 'laneLimits': {
          const changed = { ...current.lanes[change.lane], limitIds: change.value }
          return { ...current, lanes: { ...current.lanes, [change.lane]: changed } }
        }
        case 'standardPolicy':
          return { ...current, standardPolicy: change.value }
        case 'waysOut':
          return { ...current, waysOut: { ...current.waysOut, [change.way]: change.value } }
        case 'limitAlert':
          return { ...current, limitAlerts: { ...current.limitAlerts, [change.alert]: change.value } }
        case 'limitThresholds': {
          const thresholds = [...new Set(change.value)].toSorted((a, b) => b - a)
          return { ...current, limitAlerts: { ...current.limitAlerts, thresholds } }
        }
        case 'checkpoints':
          return { ...current, checkpoints: { ...current.checkpoints, ...change.value } }
        case 'messageTemplate':
          return withTemplate(current, change.repoId, change.value.trim())
        default:
          return unreachable(change)
      }
    })
    if (saved.ok) return accepted
    return refused(
      'settings-not-saved',
      'The setting holds until Firebreak ends, but could not be saved.',
      `Look at ${settings.path}.`,
    )
  }
}
