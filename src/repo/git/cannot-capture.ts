import { accessSync, constants } from 'node:fs'
import type { ChangedFile } from '../../core/repo/repo-status'
import { createBreather } from '../checkpoint/breathe'
import { defaultCaptureLimits } from '../checkpoint/capture-limits'
import { createDisk, type Disk } from '../checkpoint/disk'
import { errnoOf } from '../checkpoint/fault'
import { isStorable, onDisk, rawPath, type RawPath } from '../checkpoint/raw-path'

/** The files, each with why no checkpoint could hold it as it is on disk now (`ChangedFile.cannotCapture`). */
export async function withCannotCapture(top: string, files: readonly ChangedFile[]): Promise<readonly ChangedFile[]> {
  const disk = createDisk(top)
  const pause = createBreather()
  const out: ChangedFile[] = []
  for (const file of files) {
    await pause()
    const why = file.status === 'deleted' ? null : whyNot(disk, rawPath(file.path))
    out.push(why === null ? file : { ...file, cannotCapture: why })
  }
  return out
}

/** As a full checkpoint decides it. A folder is a repository of its own, whose files are looked at by themselves. */
function whyNot(disk: Disk, path: RawPath): string | null {
  const found = disk.look(path)
  if (found.kind === 'missing' || found.kind === 'folder') return null
  if (found.kind === 'special') return 'NOT_REGULAR'
  if (found.kind === 'unreadable') return found.why
  if (!isStorable(path)) return 'BAD_NAME'
  if (found.kind !== 'file') return null
  if (found.size > defaultCaptureLimits.file) return 'TOO_BIG'
  if ((found.permissions & 0o444) === 0o444) return null
  try {
    accessSync(onDisk(disk.top, path), constants.R_OK)
    return null
  } catch (thrown) {
    const why = errnoOf(thrown)
    if (why === null) throw thrown
    return why === 'ENOENT' ? null : why
  }
}
