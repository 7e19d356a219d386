import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../../core/clock'
import { errnoOf, StoreFault } from './fault'
import { currentProcess, isRunning, type ProcessIdentity } from './process-identity'

/** One writer at a time, among all processes of this machine. */
export interface StoreLock {
  /**
   * Runs `work` while holding the lock; waits for others up to ten seconds, then faults with `store-busy`. What `work`
   * itself calls may hold it again: a restore takes its safety checkpoint inside.
   */
  hold<T>(work: () => Promise<T>): Promise<T>
  /** The process that holds the lock right now; null when none does. */
  holder(): ProcessIdentity | null
}

const waitMs = 10_000
const retryMs = 20

const ownerSchema = z.object({ pid: z.number().int(), startedAt: z.string().nullable(), bootId: z.string().nullable() })

/** `folder` holds the lock file; it is on the store's file system. */
export function createStoreLock(folder: string, clock: Clock): StoreLock {
  const lockFile = join(folder, 'lock')
  const guardFile = join(folder, 'lock.guard')
  const me = JSON.stringify(currentProcess())
  // Captures of one process queue up here instead of racing each other for the file.
  let last: Promise<unknown> = Promise.resolve()
  const held = new AsyncLocalStorage<true>()

  const acquire = async (): Promise<void> => {
    const startedMs = clock.now()
    const candidate = join(folder, `lock.${process.pid}.${randomBytes(6).toString('hex')}`)
    try {
      // The lock appears together with its content: a kill between creating and writing cannot leave an empty one.
      writeFileSync(candidate, me, { flag: 'wx', mode: 0o600 })
      while (!publish(candidate, lockFile)) {
        if (removeIfStale(lockFile, guardFile, candidate)) continue
        if (clock.now() - startedMs >= waitMs) throw new StoreFault({ kind: 'store-busy', waitedMs: waitMs })
        await new Promise<void>((resolve) => void clock.after(retryMs, resolve))
      }
    } finally {
      removeIfThere(candidate)
    }
  }

  return {
    hold(work) {
      if (held.getStore() === true) return work()
      const turn = last.then(async () => {
        await acquire()
        try {
          return await held.run(true, work)
        } finally {
          unlinkSync(lockFile)
        }
      })
      last = turn.catch(() => null)
      return turn
    },
    holder() {
      const owner = readOwner(lockFile)
      return owner === 'unreadable' ? null : owner
    },
  }
}

function publish(candidate: string, file: string): boolean {
  try {
    linkSync(candidate, file)
    return true
  } catch (thrown) {
    if (errnoOf(thrown) === 'EEXIST') return false
    throw thrown
  }
}

/**
 * Removes the lock of a process that is gone. Two waiters may find it stale at once, and the slower one must not remove
 * the lock that the faster one has taken meanwhile: so only the holder of the guard removes, after looking again.
 */
function removeIfStale(lockFile: string, guardFile: string, candidate: string): boolean {
  if (!isStale(lockFile)) return false
  if (!publish(candidate, guardFile)) {
    // Its holder needs microseconds, so a stale guard means a kill inside these.
    if (isStale(guardFile)) removeIfThere(guardFile)
    return false
  }
  try {
    if (!isStale(lockFile)) return false
    removeIfThere(lockFile)
    return true
  } finally {
    removeIfThere(guardFile)
  }
}

function isStale(file: string): boolean {
  const owner = readOwner(file)
  return owner !== null && (owner === 'unreadable' || !isRunning(owner))
}

/** Null when there is no such file. */
function readOwner(file: string): ProcessIdentity | 'unreadable' | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return null
    throw thrown
  }
  try {
    const parsed = ownerSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : 'unreadable'
  } catch {
    return 'unreadable'
  }
}

function removeIfThere(file: string): void {
  try {
    unlinkSync(file)
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown
  }
}
