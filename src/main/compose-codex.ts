import { findCodex } from '../services/codex/find-codex'
import { createModelSwitch } from '../services/codex/model-switch'
import { createModels } from '../services/codex/models'
import { createSupervisor } from '../services/codex/supervisor'
import { createLimitsHistory } from '../services/history/limits-history'
import { createLimitsReader } from '../services/limits/limits-reader'
import type { SettingsFile } from '../services/settings/settings-file'
import type { Ground } from './app'
import type { AppStore } from './app-store'
import { createCodexModels } from './codex-models'
import { createLimitTrails } from './limit-trails'
import { readLimitsOfNewLanes } from './limits-of-new-lanes'
import { createModelSwitching } from './model-switching'
import { createModelsUpkeep } from './models-upkeep'

interface CodexGround {
  readonly ground: Ground
  readonly store: AppStore
  readonly settings: SettingsFile
  readonly codexHome: string
}

/** Codex's own process, and what is read from it and written for it: models and limits. Nothing is asked yet. */
export function composeCodex({ ground, store, settings, codexHome }: CodexGround) {
  const { home, env, clock, shell } = ground
  const supervisor = createSupervisor({
    find: () => findCodex({ env, homeFolder: ground.userHome, setting: settings.current().codexPath, clock }),
    env,
    codexHome,
    appVersion: ground.version,
    clock,
  })
  const modelSwitch = createModelSwitch({ home, codexHome, supervisor, clock })
  const models = createCodexModels({
    store,
    supervisor,
    models: createModels({ supervisor, clock }),
    modelSwitch,
    codexHome,
  })
  const upkeep = createModelsUpkeep({ store, models, clock, codexHome })
  const switching = createModelSwitching({ store, modelSwitch, models, shell, clock, home })
  const sparkName = () => {
    const { model } = settings.current().lanes.spark
    return store.state().models.list?.find(({ id }) => id === model)?.displayName ?? null
  }
  const limits = createLimitsReader({
    supervisor,
    clock,
    lanes: () => settings.current().lanes,
    sparkDisplayName: sparkName,
  })
  const history = createLimitsHistory({ connect: ground.connectHistory, clock })
  const trails = createLimitTrails({ store, history, clock })
  limits.subscribe((state) => {
    store.dispatch({ type: 'limits/changed', limits: state })
    trails.read(state)
  })
  readLimitsOfNewLanes({ settings, limits })
  return { supervisor, models, upkeep, switching, limits, history, trails }
}
