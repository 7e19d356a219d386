import type { ModelsState } from '../core/app/state'
import type { SwitchState } from '../core/app/switch-state'
import type { SwitchRecord } from '../core/lanes/switch-record'
import { overrideWords } from '../core/words/override-words'
import type { ModelSwitch } from '../services/codex/model-switch'
import type { Models } from '../services/codex/models'
import { profilesWithModel } from '../services/codex/profiles'
import type { Supervisor } from '../services/codex/supervisor'
import type { AppStore } from './app-store'

/** What Codex offers and what it is configured to use, kept in the app's state. */
export interface CodexModels {
  /**
   * Looks for codex, then reads the offered models (at most `maxAgeMs` old) and the configured one for the active repo.
   * Never throws.
   */
  refresh(maxAgeMs?: number): Promise<void>
  /** Reads again what is configured, after a switch. */
  rereadSwitches(records: readonly SwitchRecord[]): Promise<void>
  /** Reads again what is configured, when somebody else may have changed it. */
  reread(): Promise<void>
}

interface Deps {
  readonly store: AppStore
  readonly supervisor: Supervisor
  readonly models: Models
  readonly modelSwitch: ModelSwitch
  readonly codexHome: string
}

export function createCodexModels({ store, supervisor, models, modelSwitch, codexHome }: Deps): CodexModels {
  const activeFolder = (): string | null => {
    const { activeRepoId, repos } = store.state()
    return activeRepoId === null ? null : (repos[activeRepoId]?.top ?? null)
  }

  let begun = 0
  let told = 0

  /** Null when what was read after this is told already: then this may be what was so before. */
  const readConfigured = async (records: readonly SwitchRecord[]): Promise<Omit<ModelsState, 'list'> | null> => {
    const mine = ++begun
    const folder = activeFolder()
    const [user, here] = [await models.configured(null), await models.configured(folder)]
    const profiles = await profilesWithModel(codexHome)
    const managed = await models.managed()
    const known: SwitchState = {
      user: user.ok && user.value.origin?.kind === 'user' ? user.value : null,
      inForce: here.ok ? here.value : null,
      trust: here.ok && folder !== null ? here.value.trust : 'unknown',
      profiles,
      managed,
      records,
    }
    if (mine < told) return null
    told = mine
    store.dispatch({ type: 'switches/read', switches: known })
    if (!here.ok) return { configured: null, override: null, problem: here.error }
    const { modelId, origin } = here.value
    const name = store.state().models.list?.find((model) => model.id === modelId)?.displayName ?? modelId
    return { configured: modelId, override: overrideWords(origin, name), problem: null }
  }

  const refresh = async (maxAgeMs?: number): Promise<void> => {
    const found = await supervisor.locate()
    if (!found.ok) {
      store.dispatch({ type: 'codex/looked-for', codex: { kind: 'failed', error: found.error } })
      store.dispatch({
        type: 'models/read',
        models: { list: null, configured: null, override: null, problem: found.error },
      })
      return
    }
    const { path, version } = found.value
    store.dispatch({ type: 'codex/looked-for', codex: { kind: 'found', path, version } })
    const list = await models.list(maxAgeMs)
    const configured = (await readConfigured(await modelSwitch.records())) ?? store.state().models
    const problem = list.ok ? configured.problem : list.error
    store.dispatch({
      type: 'models/read',
      models: { ...configured, list: list.ok ? list.value.models : null, problem },
    })
  }

  const rereadSwitches = async (records: readonly SwitchRecord[]): Promise<void> => {
    const configured = await readConfigured(records)
    if (configured === null) return
    // As it is now: a list may have come in the meantime. Why there is none is still so.
    const { list, problem } = store.state().models
    store.dispatch({
      type: 'models/read',
      models: { ...configured, list, problem: configured.problem ?? (list === null ? problem : null) },
    })
  }

  return {
    refresh,
    rereadSwitches,
    reread: async () => rereadSwitches(await modelSwitch.records()),
  }
}
