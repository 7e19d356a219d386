import { withoutHolding } from '../../core/gate/apart-held-back'
import type { Settings } from '../../core/settings'
import { err } from '../../core/result'
import { wayOutOff } from '../../core/start/passage'
import type { SettingsFile } from '../../services/settings/settings-file'
import type { CommandResult } from '../../shared/contract'
import type { AppStore } from '../app-store'
import { accepted } from '../command-error'
import type { RepoHost } from '../repo/repo-host'

interface Deps {
  readonly settings: SettingsFile
  readonly host: RepoHost
}

type Repositories = Settings['repositories']

/** Keeps a file out of commits and of the gate, in Firebreak's own list: nothing is written into the repository. */
export function createHoldBack({ settings }: Deps) {
  return async ({ repoId, path }: { readonly repoId: string; readonly path: string }): Promise<CommandResult> => {
    if (!settings.current().waysOut.holdBack) return err(wayOutOff('Hold back'))
    return change(settings, (repositories) => {
      const paths = (repositories.heldBack[repoId] ?? []).filter((other) => other !== path)
      return { ...repositories, heldBack: { ...repositories.heldBack, [repoId]: [...paths, path].toSorted() } }
    })
  }
}

/**
 * Puts a file back under the gate: whatever holds it goes from the list, with all that is held by the same folder. Otherwise
 * a press would do nothing where the list names the folder, or the place that the file was moved from.
 */
export function createRelease({ store, settings }: Deps & { readonly store: AppStore }) {
  return async ({ repoId, path }: { readonly repoId: string; readonly path: string }): Promise<CommandResult> => {
    const changed = store.state().repos[repoId]?.status?.files.find((file) => file.path === path)
    return change(settings, (repositories) => ({
      ...repositories,
      heldBack: {
        ...repositories.heldBack,
        [repoId]: [...withoutHolding(repositories.heldBack[repoId] ?? [], changed ?? { path, from: null })],
      },
    }))
  }
}

/** Lets one filter of this repository run whenever git has to know whether a file changed. */
export function createConsentFilter({ settings, host }: Deps) {
  return async ({ repoId, filter }: { readonly repoId: string; readonly filter: string }): Promise<CommandResult> => {
    const filters = [...new Set([...(settings.current().repositories.filterConsent[repoId] ?? []), filter])]
    await change(settings, (repositories) => ({
      ...repositories,
      filterConsent: { ...repositories.filterConsent, [repoId]: filters },
    }))
    await host.request({ type: 'consent-filters', repoId, filters })
    return accepted
  }
}

/** The user has been told what checkpoints keep. */
export function createAcceptCapture({ settings }: Deps) {
  return async ({ repoId }: { readonly repoId: string }): Promise<CommandResult> =>
    change(settings, (repositories) => ({
      ...repositories,
      captureNoticeSeen: [...new Set([...repositories.captureNoticeSeen, repoId])],
    }))
}

/** A setting that cannot be saved still holds until Firebreak ends; that it is not saved is said by the settings file. */
async function change(
  settings: SettingsFile,
  next: (repositories: Repositories) => Repositories,
): Promise<CommandResult> {
  await settings.update((current) => ({ ...current, repositories: next(current.repositories) }))
  return accepted
}
