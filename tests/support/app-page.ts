import type { Page } from '@playwright/test'
import type { AppSnapshot } from '../../src/core/app/snapshot'
import type { AppCommand, CommandResult } from '../../src/shared/contract'

/** What the app tells its windows at this moment. */
export function snapshotOf(page: Page): Promise<AppSnapshot> {
  return page.evaluate(
    () =>
      new Promise<AppSnapshot>((resolve) => {
        const stop = window.firebreak.subscribe((snapshot) => {
          resolve(snapshot)
          queueMicrotask(() => stop())
        })
      }),
  )
}

/** Sends a wish the way a view does. */
export function dispatch(page: Page, command: AppCommand): Promise<CommandResult> {
  return page.evaluate((wish) => window.firebreak.dispatch(wish), command)
}

/** The id of the active repository; throws while there is none. */
export async function activeRepoId(page: Page): Promise<string> {
  const { repo } = await snapshotOf(page)
  if (repo === null) throw new Error('no repository is active')
  return repo.repoId
}
