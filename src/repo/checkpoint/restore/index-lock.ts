import { constants, copyFileSync, existsSync, linkSync, lstatSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { errnoOf } from '../fault'
import type { Store } from '../store'
import type { IndexStep } from './journal'

const lockTries = 10
const retryMs = 100

/**
 * Makes our temporary file git's lock as well. The answer is the inode of the lock, by which it is told from a later one;
 * null when another git holds it for a second.
 */
export async function takeLock({ clock }: Pick<Store, 'clock'>, temp: string, lock: string): Promise<number | null> {
  for (let tries = 0; tries < lockTries; tries++) {
    try {
      makeLock(temp, lock)
      return lstatSync(lock).ino
    } catch (thrown) {
      if (errnoOf(thrown) !== 'EEXIST') throw thrown
    }
    await new Promise<void>((resolve) => void clock.after(retryMs, resolve))
  }
  return null
}

function makeLock(temp: string, lock: string): void {
  try {
    linkSync(temp, lock)
  } catch (thrown) {
    const code = errnoOf(thrown)
    if (code === null || code === 'EEXIST' || code === 'EACCES' || code === 'EROFS') throw thrown
    // The file system has no links: such a lock cannot be told from another's after a kill, and is then left alone.
    copyFileSync(temp, lock, constants.COPYFILE_EXCL)
  }
}

/** Removes what a killed restore left in a git directory: its temporary file, and the lock if it is this very file. */
export function sweepIndex(gitDir: string, step: IndexStep): void {
  const temp = join(gitDir, step.temp)
  const lock = join(gitDir, 'index.lock')
  try {
    const ours = lstatSync(temp)
    const locked = existsSync(lock) ? lstatSync(lock) : null
    if (locked !== null && locked.ino === ours.ino && locked.dev === ours.dev) unlinkSync(lock)
    unlinkSync(temp)
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
  }
}

/** With `inode`, the file goes only while it is that one. */
export function removeIfThere(file: string, inode?: number): void {
  try {
    // A file system that is read-only says so before it says that there is nothing to remove.
    const { ino } = lstatSync(file)
    if (inode === undefined || inode === ino) unlinkSync(file)
  } catch (thrown) {
    if (errnoOf(thrown) !== 'ENOENT') throw thrown
  }
}
