import type { CodexError } from '../core/codex/codex-error'
import { overrideWords } from '../core/words/override-words'
import { ok, type Result } from '../core/result'
import type { Models } from '../services/codex/models'
import type { Supervisor } from '../services/codex/supervisor'
import type { AppStore } from './app-store'

/** What Codex offers and what it is configured to use, kept in the app's state. */
export interface CodexModels {
  /**
   * Looks for codex, then reads the offered models (at most `maxAgeMs` old) and the configured one for the active repo.
   * Never throws.
   */
  refresh(maxAgeMs?: number): Promise<void>
  /** Writes the model of new Codex sessions and reads again what is in force. */
  select(modelId: string): Promise<Result<null, CodexError>>
}

interface Deps {
  readonly store: AppStore
  readonly supervisor: Supervisor
  readonly models: Models
}

export function createCodexModels({ store, supervisor, models }: Deps): CodexModels {
  const activeFolder = (): string | null => {
    const { activeRepoId, repos } = store.state()
    return activeRepoId === null ? null : (repos[activeRepoId]?.top ?? null)
  }

  const readConfigured = async () => {
    const configured = await models.configured(activeFolder())
    if (!configured.ok) return { configured: null, override: null, problem: configured.error }
    const { modelId, origin } = configured.value
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
    const configured = await readConfigured()
    const problem = list.ok ? configured.problem : list.error
    store.dispatch({
      type: 'models/read',
      models: { ...configured, list: list.ok ? list.value.models : null, problem },
    })
  }

  return {
    refresh,
    async select(modelId) {
      const selected = await models.select(modelId, activeFolder())
      if (!selected.ok) return selected
      const { list } = store.state().models
      store.dispatch({ type: 'models/read', models: { list, ...(await readConfigured()) } })
      return ok(null)
    },
  }
}
