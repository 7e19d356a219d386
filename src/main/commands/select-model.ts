import { describeCodexError } from '../../core/errors/describe-codex-error'
import { isGatedModel, type Lane } from '../../core/lanes/lanes'
import { err } from '../../core/result'
import type { SettingsFile } from '../../services/settings/settings-file'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted } from '../command-error'
import type { CodexModels } from '../codex-models'
import type { Shell } from '../shell-port'

interface Deps {
  readonly store: AppStore
  readonly settings: SettingsFile
  readonly models: CodexModels
  readonly shell: Shell
}

/**
 * Writes the model that new Codex sessions use. A gated model as everybody's default is asked about first: sessions that
 * start in a terminal or IDE would not be stopped on uncommitted work.
 */
export function createSelectModel({ store, models, shell }: Deps) {
  return async (wish: {
    readonly modelId: string
    readonly scope: 'ask' | 'everywhere' | 'next-session'
  }): Promise<CommandResult> => {
    const { modelId, scope } = wish
    if (scope === 'next-session') {
      store.dispatch({ type: 'model/set-for-next-session', modelId })
      return accepted
    }
    if (scope === 'ask' && isGatedModel(modelId, store.state().settings)) {
      store.dispatch({ type: 'model/asked', modelId })
      shell.openWindow({ view: 'home' }, { focus: true })
      return accepted
    }
    const written = await models.select(modelId)
    store.dispatch({ type: 'model/asked', modelId: null })
    if (!written.ok) {
      const error = describeCodexError(written.error)
      raise(`The model was not changed. ${error.message}`, error.next)
      return err(error)
    }
    raise(`New Codex sessions use ${nameOf(modelId)}. Running sessions keep their model.`, null)
    return accepted
  }

  function raise(message: string, next: string | null): void {
    store.dispatch({
      type: 'notice/raised',
      notice: { id: 'model-selected', kind: 'info', message, next },
    })
  }

  function nameOf(modelId: string): string {
    return store.state().models.list?.find((model) => model.id === modelId)?.displayName ?? modelId
  }
}

/** Puts another model into a lane. Codex's own configuration is not touched. */
export function createUseModelInLane({ settings }: Deps) {
  return async ({ lane, modelId }: { readonly lane: Lane; readonly modelId: string }): Promise<CommandResult> => {
    await settings.update((current) => ({
      ...current,
      lanes: { ...current.lanes, [lane]: { ...current.lanes[lane], model: modelId } },
    }))
    return accepted
  }
}
