import { renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { err, ok, type Result } from '../../core/result'

/**
 * Renames a database, so that it can still be looked into, and answers its new name. Its log belongs to it and goes
 * along; the index of the log belongs to nobody then. `at` is in Unix milliseconds.
 */
export function setAside(file: string, at: number): Result<string, unknown> {
  const stamp = new Date(at).toISOString().replaceAll(/[:.]/g, '-')
  const name = `${basename(file)}.broken-${stamp}`
  const keptAs = join(dirname(file), name)
  try {
    renameSync(file, keptAs)
    renameIfThere(`${file}-wal`, `${keptAs}-wal`)
    rmSync(`${file}-shm`, { force: true })
    return ok(name)
  } catch (error) {
    return err(error)
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}
