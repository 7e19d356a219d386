import { chmodSync, lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { errnoOf } from './fault'
import { isRunning } from './process-identity'

/** What a process names after itself: folders of captures, requests for the lock, files that become others. */
const ofProcess = /^(?:incoming-|lock\.|tmp_obj_)(\d+)[-._][0-9a-f]{12,16}(?:\.lock)?$/
/** What git and writers of small files leave when they are killed; it does not say by whom. */
const ofSomebody = /^tmp_|\.(?:tmp|lock)$/

const hourMs = 3_600_000
/** No capture takes that long; a process number may long be another program's. */
const dayMs = 24 * hourMs

/**
 * Removes what processes left behind that were killed: what names one that is gone at once, the rest after an hour. A
 * store that cannot be written is read all the same.
 */
export function sweepStore(folder: string, nowMs: number): void {
  const gitDir = join(folder, 'store.git')
  const objects = join(gitDir, 'objects')
  const parts = namesIn(objects).filter((name) => /^[0-9a-f]{2}$/.test(name))
  const looked = [
    folder,
    gitDir,
    objects,
    join(objects, 'pack'),
    join(gitDir, 'refs', 'checkpoints'),
    join(gitDir, 'info'),
  ]
  for (const place of [...looked, join(folder, 'restored'), join(folder, 'previews')]) {
    for (const name of namesIn(place)) if (isLeft(join(place, name), name, nowMs)) remove(join(place, name))
  }
  // git puts an object together beside where it belongs.
  for (const part of parts) {
    for (const name of namesIn(join(objects, part))) {
      const file = join(objects, part, name)
      if (name.startsWith('tmp_') && isLeft(file, name, nowMs)) remove(file)
    }
  }
}

/** Nobody but its user may look into a store, also when somebody widened it since it was made. */
export function tightenStore(folder: string): void {
  for (const place of [folder, join(folder, 'store.git')]) {
    try {
      if ((lstatSync(place).mode & 0o077) !== 0) chmodSync(place, 0o700)
    } catch (thrown) {
      if (errnoOf(thrown) === null) throw thrown
    }
  }
}

function isLeft(file: string, name: string, nowMs: number): boolean {
  const pid = ofProcess.exec(name)?.[1]
  if (pid !== undefined) {
    return !isRunning({ pid: Number(pid), startedAt: null, bootId: null }) || ageOf(file, nowMs) > dayMs
  }
  return ofSomebody.test(name) && ageOf(file, nowMs) > hourMs
}

function ageOf(file: string, nowMs: number): number {
  try {
    return nowMs - lstatSync(file).mtimeMs
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return 0
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return []
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
  }
}
