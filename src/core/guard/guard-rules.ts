import { bareFolder, isLeftOut } from '../gate/left-out'
import { pausedUntil } from '../gate/held-back'
import type { RepoPath } from '../repo/repo-path'
import type { RepoId } from '../repo/repo-status'
import type { Settings } from '../settings'

/** What the guard has to know of one work tree. */
export interface GuardRepoRules {
  readonly repoId: RepoId
  /** A folder stands for all in it. */
  readonly heldBack: readonly RepoPath[]
  /** Filters that the user agreed to run. */
  readonly filters: readonly string[]
  readonly pausedUntilMs: number | null
}

/** What the guard follows, from the settings; the guard itself runs without Firebreak. */
export interface GuardRules {
  /** Slugs of the models under the gate. */
  readonly gated: readonly string[]
  /** Only repositories about which there is something to say. */
  readonly repos: readonly GuardRepoRules[]
}

/**
 * The rules of the gate as the guard needs them. A path that checkpoints leave out is not held back here: the gate would be
 * closed by it, because it would be nowhere.
 */
export function guardRules(settings: Settings, nowMs: number): GuardRules {
  const { lanes, gatedModels, standardPolicy, repositories, waysOut, checkpoints, gatePause } = settings
  const gated = [lanes.spark.model, ...gatedModels, ...(standardPolicy === 'gate' ? [lanes.standard.model] : [])]
  const ids = new Set([
    ...Object.keys(repositories.heldBack),
    ...Object.keys(repositories.filterConsent),
    ...(gatePause === null ? [] : [gatePause.repoId]),
  ])
  const repos = [...ids].map((repoId) => ({
    repoId,
    heldBack: (waysOut.holdBack ? (repositories.heldBack[repoId] ?? []) : [])
      .map(bareFolder)
      .filter((path) => !isLeftOut(path, checkpoints.leaveOut[repoId] ?? [])),
    filters: repositories.filterConsent[repoId] ?? [],
    pausedUntilMs: pausedUntil(settings, repoId, nowMs),
  }))
  return {
    gated: [...new Set(gated)].filter((slug) => slug !== '' && !/[\n\r]/.test(slug)),
    repos: repos.filter(
      ({ heldBack, filters, pausedUntilMs }) => heldBack.length > 0 || filters.length > 0 || pausedUntilMs !== null,
    ),
  }
}
