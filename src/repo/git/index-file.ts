import { constants, existsSync } from 'node:fs'
import { open, readFile, rename, rm, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../core/clock'

const lockTries = 20

/** The bytes of a work tree's index; null when there is none, as before the first `git add`. */
export function readIndex(gitDir: string): Promise<Uint8Array | null> {
  return readFile(join(gitDir, 'index')).catch(() => null)
}

/** Whether the index stays locked: an editor's own git holds the lock for moments, which are waited for (two seconds). */
export async function isIndexLocked(gitDir: string, clock: Clock): Promise<boolean> {
  for (let tries = 0; tries < lockTries; tries++) {
    if (!existsSync(join(gitDir, 'index.lock'))) return false
    await pause(clock)
  }
  return true
}

/**
 * Puts the index back byte for byte, through the lock that git itself uses (`index.lock`, then rename), so that no git
 * sees half of it. Answers false when another git held the lock for two seconds.
 */
export async function restoreIndex(gitDir: string, saved: Uint8Array | null, clock: Clock): Promise<boolean> {
  const now = await readIndex(gitDir)
  if (now === null || saved === null ? now === saved : Buffer.compare(now, saved) === 0) return true
  const lockPath = join(gitDir, 'index.lock')
  const mode = await stat(join(gitDir, 'index')).then(
    (found) => found.mode & 0o777,
    () => 0o644,
  )
  for (let tries = 0; tries < lockTries; tries++) {
    const lock = await openNew(lockPath, mode)
    if (lock === null) {
      await pause(clock)
      continue
    }
    try {
      if (saved !== null) await lock.writeFile(saved)
      await lock.sync()
    } finally {
      await lock.close()
    }
    if (saved !== null) await rename(lockPath, join(gitDir, 'index'))
    else await removeIndex(gitDir, lockPath)
    return true
  }
  return false
}

function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => clock.after(100, resolve))
}

async function openNew(path: string, mode: number) {
  try {
    return await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null
    throw error
  }
}

/** There was no index before: it goes, and the lock with it. */
async function removeIndex(gitDir: string, lockPath: string): Promise<void> {
  try {
    await rm(join(gitDir, 'index'), { force: true })
  } finally {
    await unlink(lockPath)
  }
}
