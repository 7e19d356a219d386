import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Cancel, Clock } from '../../core/clock'
import { watchFolder } from '../watch-folder'

/** A process has taken a thread, or given it back; `held` is false when the lock file is gone. */
export type LockHint = { readonly threadId: string; readonly held: boolean }

export interface ThreadLocks {
  /** Calls back when a lock comes or goes. A process that was killed leaves its lock. */
  onHint(listener: (hint: LockHint) => void): Cancel
  /** The folder is made with the first session: looks whether it is there by now. */
  lookAgain(): void
  /** Threads whose lock lies there, the newest first. Most can be of processes that were killed. */
  newest(count: number): Promise<readonly string[]>
  stop(): void
}

const lockName = /^([0-9a-f-]{36})\.lock$/

/**
 * Codex keeps `thread-writer-locks/<thread id>.lock` while a process may write a thread (0.169.0; older versions have none).
 * It is the one small folder that tells of a resumed thread, whose rollout can lie in the folder of any day.
 */
export function createThreadLocks(options: { readonly codexHome: string; readonly clock: Clock }): ThreadLocks {
  const folder = join(options.codexHome, 'thread-writer-locks')
  const listeners = new Set<(hint: LockHint) => void>()
  let unwatch: Cancel | null = null

  const tell = (name: string | null): void => {
    const [, threadId] = lockName.exec(name ?? '') ?? []
    if (threadId === undefined) return
    const hint = { threadId, held: existsSync(join(folder, `${threadId}.lock`)) }
    for (const listener of listeners) listener(hint)
  }
  const lookAgain = (): void => {
    if (unwatch === null && existsSync(folder))
      unwatch = watchFolder({ folder, clock: options.clock, onHint: (name) => tell(name) })
  }

  lookAgain()
  return {
    onHint(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    lookAgain,
    async newest(count) {
      const names = await readdir(folder).catch(() => [])
      const locks = await Promise.all(
        names.map(async (name) => {
          const [, threadId] = lockName.exec(name) ?? []
          const found = threadId === undefined ? null : await stat(join(folder, name)).catch(() => null)
          return threadId === undefined || found === null ? [] : [{ threadId, atMs: found.mtimeMs }]
        }),
      )
      const newestFirst = locks.flat().toSorted((a, b) => b.atMs - a.atMs)
      return newestFirst.slice(0, count).map(({ threadId }) => threadId)
    },
    stop() {
      unwatch?.()
      unwatch = null
      listeners.clear()
    },
  }
}
