import { lstatSync } from 'node:fs'
import type { RepoPath } from '../../core/repo/repo-path'
import { diskPath, type RawEvent } from './native-watch'

/** More paths than this are no single save. */
const mostPaths = 6
/** Programs that write in pieces write whole blocks: a file of just so many bytes is likely not complete. Truncated ones are among them. */
const blockBytes = 4096

/**
 * Whether what stands at these paths looks like the end of a save and not like its middle, judged by what happened to
 * each name since it began: a file that was written in place has something in it, and a name that came has taken the
 * place of one that left, as when a temporary file is renamed. When in doubt it is not over.
 */
export function isSaveOver(top: string, events: ReadonlyMap<RepoPath, RawEvent>): boolean {
  if (events.size > mostPaths) return false
  let came = false
  let left = false
  for (const [path, event] of events) {
    const size = fileSize(top, path)
    if (size === null) return false
    if (size === 'missing') {
      if (event === 'change') return false
      left = true
    } else {
      if (size % blockBytes === 0) return false
      if (event === 'rename') came = true
    }
  }
  return came === left
}

/** Null for what is no regular file. */
function fileSize(top: string, path: RepoPath): number | 'missing' | null {
  try {
    const stats = lstatSync(diskPath(top, path), { throwIfNoEntry: false })
    if (stats === undefined) return 'missing'
    return stats.isFile() ? stats.size : null
  } catch {
    return null
  }
}
