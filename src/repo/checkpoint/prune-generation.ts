import { randomBytes } from 'node:crypto'
import { closeSync, fsync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { errnoOf } from './fault'

/**
 * Counts the prunes of a store, in its file `generation`. A capture relies on objects that are there before it takes the
 * lock to publish, and a prune by another process may remove just these: so it reads the number first, and publishing
 * compares. The number is odd while a prune runs, so that one that was killed half-way is noticed too.
 */
export interface PruneGeneration {
  /** 0 where nothing was ever pruned. */
  now(): number
  /** A prune begins. The store lock must be held, as for the others. */
  begin(): Promise<void>
  end(): Promise<void>
  /** Whether nothing was pruned since `then`. Ends the generation of a prune that was killed. */
  isStill(then: number): Promise<boolean>
}

const sync = promisify(fsync)

export function createPruneGeneration(folder: string): PruneGeneration {
  const file = join(folder, 'generation')
  const now = (): number => {
    try {
      const text = readFileSync(file, 'latin1').trim()
      // What is no number was not written by us, and fits no capture.
      return /^\d{1,15}$/.test(text) ? Number(text) : -1
    } catch (thrown) {
      if (errnoOf(thrown) !== 'ENOENT') throw thrown
      return 0
    }
  }
  const write = async (value: number) => {
    // The name is one that opening a store sweeps.
    const temp = join(folder, `incoming-${process.pid}-${randomBytes(6).toString('hex')}`)
    const fd = openSync(temp, 'wx', 0o600)
    try {
      writeFileSync(fd, `${value}\n`)
      await sync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(temp, file)
  }
  const next = (parity: 0 | 1) => {
    const after = Math.max(now(), 0) + 1
    return after % 2 === parity ? after : after + 1
  }
  return {
    now,
    begin: () => write(next(1)),
    end: () => write(next(0)),
    async isStill(then) {
      const current = now()
      // The lock is ours, so nobody prunes: an odd number was left by a prune that was killed.
      if (current % 2 !== 0) await write(next(0))
      return current === then && current % 2 === 0
    },
  }
}
