import { open, readFile, rm, stat } from 'node:fs/promises'
import type { Clock } from '../../core/clock'

const RETRY_MS = 15
const GIVE_UP_MS = 3000
// What is done under this lock takes milliseconds; a lock this old belongs to a process that stopped in the middle.
const STALE_MS = 10_000

/**
 * Does a short piece of work while no other process does the same. The lock is a file with our process id. A lock whose
 * owner is gone is taken over; after 3 s the work is done anyway, because a setting that cannot be saved helps nobody.
 */
export async function withFileLock<T>(lockPath: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  const held = await acquire(lockPath, clock)
  try {
    return await work()
  } finally {
    if (held) await rm(lockPath, { force: true })
  }
}

async function acquire(lockPath: string, clock: Clock): Promise<boolean> {
  const giveUpAtMs = clock.now() + GIVE_UP_MS
  for (;;) {
    try {
      const file = await open(lockPath, 'wx', 0o600)
      try {
        await file.writeFile(String(process.pid))
      } finally {
        await file.close()
      }
      return true
    } catch (error) {
      // A full disk or a folder that is read-only: the work itself will report it.
      if (!isExists(error) || clock.now() >= giveUpAtMs) return false
    }
    if (await isStale(lockPath, clock)) await rm(lockPath, { force: true })
    else await new Promise<void>((resolve) => void clock.after(RETRY_MS, resolve))
  }
}

async function isStale(lockPath: string, clock: Clock): Promise<boolean> {
  try {
    const pid = Number(await readFile(lockPath, 'utf8'))
    const { mtimeMs } = await stat(lockPath)
    return clock.now() - mtimeMs > STALE_MS || (pid > 0 && !isAlive(pid))
  } catch {
    // Released in between.
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function isExists(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}
