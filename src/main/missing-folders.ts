import { stat } from 'node:fs/promises'
import type { Cancel, Clock } from '../core/clock'

/** Folders that could not be watched because they were not there. Each is tried again when it is back. */
export interface MissingFolders {
  waitFor(folder: string): void
  stop(): void
}

/** Nobody watches a folder that was never opened, so it is looked for; only while one is missing. */
const lookEveryMs = 3000

/** `tryAgain` answers whether the folder is still to be waited for. */
export function createMissingFolders(deps: {
  readonly clock: Clock
  readonly tryAgain: (folder: string) => Promise<boolean>
}): MissingFolders {
  const { clock, tryAgain } = deps
  const missing = new Set<string>()
  let cancel: Cancel | null = null
  let stopped = false

  const look = async (): Promise<void> => {
    for (const folder of missing) {
      if (stopped) return
      if ((await isFolder(folder)) && !(await tryAgain(folder))) missing.delete(folder)
    }
    cancel = null
    schedule()
  }

  const schedule = (): void => {
    if (!stopped && missing.size > 0) cancel ??= clock.after(lookEveryMs, () => void look())
  }

  return {
    waitFor(folder) {
      missing.add(folder)
      schedule()
    },
    stop() {
      stopped = true
      cancel?.()
    },
  }
}

async function isFolder(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null)
  return stats?.isDirectory() ?? false
}
