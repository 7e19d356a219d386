import { randomBytes } from 'node:crypto'
import { existsSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errnoOf, StoreFault } from './fault'

// Taking the lock, counting the prune and writing an index or a pin anew take a page or two each.
const bytes = 32 * 1024

/**
 * Keeps some space of the disk for the store, so that something can be forgotten also when there is no byte left: making
 * room takes room. Where there is none to keep, nothing happens.
 */
export function keepReserve(folder: string): void {
  const file = join(folder, 'reserve')
  if (existsSync(file)) return
  try {
    // No file system can store these in less.
    writeFileSync(file, randomBytes(bytes), { mode: 0o600, flag: 'wx' })
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    // A part of it is better than nothing.
  }
}

/** Runs `work`, which makes room; once more without the reserve when the disk was full. */
export async function withReserve<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (!isNoSpace(thrown) || !giveUp(folder)) throw thrown
    return await work()
  } finally {
    keepReserve(folder)
  }
}

function giveUp(folder: string): boolean {
  try {
    unlinkSync(join(folder, 'reserve'))
    return true
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return false
  }
}

function isNoSpace(thrown: unknown): boolean {
  const code = errnoOf(thrown)
  return code === 'ENOSPC' || code === 'EDQUOT' || (thrown instanceof StoreFault && thrown.error.kind === 'no-space')
}
