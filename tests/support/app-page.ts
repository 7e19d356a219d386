import type { Page } from '@playwright/test'
import type { AppSnapshot } from '../../src/core/app/snapshot'
import type { AppCommand, CommandResult } from '../../src/shared/contract'

/** What the app tells its windows at this moment. */
export async function snapshotOf(page: Page): Promise<AppSnapshot> {
  try {
    return await askForSnapshot(page)
  } catch (thrown) {
    // Chromium sometimes collects a promise that only Electron's bridge still knows.
    if (!(thrown instanceof Error && thrown.message.includes('promise was garbage collected'))) throw thrown
    return askForSnapshot(page)
  }
}

function askForSnapshot(page: Page): Promise<AppSnapshot> {
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
