import { withModelInLane } from '../../core/lanes/lane-model'
import type { Lane } from '../../core/lanes/lanes'
import type { SettingsFile } from '../../services/settings/settings-file'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted } from '../command-error'

/** Puts another model into a lane, with the limits that count for it. Codex's own configuration is not touched. */
export function createUseModelInLane({
  store,
  settings,
}: {
  readonly store: AppStore
  readonly settings: SettingsFile
}) {
  return async (wish: {
    readonly lane: Lane
    readonly modelId: string
    readonly effort?: string | null | undefined
  }): Promise<CommandResult> => {
    const { models, limits } = store.state()
    const displayName = models.list?.find(({ id }) => id === wish.modelId)?.displayName ?? null
    const buckets = limits.limits?.buckets ?? []
    await settings.update((current) => ({ ...current, ...withModelInLane(current, { ...wish, displayName }, buckets) }))
    return accepted
  }
}
