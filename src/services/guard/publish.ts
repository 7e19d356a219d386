import { realpath } from 'node:fs/promises'
import { guardRules } from '../../core/guard/guard-rules'
import type { RepoId } from '../../core/repo/repo-status'
import type { Settings } from '../../core/settings'
import { repoIdOf, topOf } from '../repo-id'
import { publishRules } from './guard-folder'

/**
 * Tells the guard what the settings say now. `known` are work trees besides the ones in the settings. Throws the file
 * system's error.
 */
export async function publishSettings(options: {
  readonly home: string
  readonly settings: Settings
  readonly nowMs: number
  readonly known: readonly { readonly repoId: RepoId; readonly top: string }[]
}): Promise<void> {
  const { home, settings, nowMs, known } = options
  const tops = new Map(known.map(({ repoId, top }) => [repoId, top]))
  const rules = guardRules(settings, nowMs)
  const { recent, active } = settings.repositories
  if (rules.repos.some(({ repoId }) => !tops.has(repoId)))
    for (const folder of [...recent.map(({ path }) => path), ...(active === null ? [] : [active])]) {
      const top = await topOf(folder)
      if (await isThere(top)) tops.set(await repoIdOf(top), top)
    }
  await publishRules(home, rules, (repoId) => tops.get(repoId) ?? null)
}

function isThere(folder: string): Promise<boolean> {
  return realpath(folder).then(
    () => true,
    () => false,
  )
}
