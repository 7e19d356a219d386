import { lstatSync } from 'node:fs'
import type { RepoPath } from '../../core/repo/repo-path'
import { diskPath, type RawEvent } from './native-watch'

/** More paths than this are no single save. */
const mostPaths = 6
/** Programs that write in pieces write whole blocks: a file of just so many bytes is likely not complete. Truncated ones are among them. */
const blockBytes = 4096

/**
 * What happened to a name since a save began. `made` is one that came and was written after that, so no file that was
 * moved to it; `back` is one that appeared or vanished more than once.
 */
export type SaveEvent = RawEvent | 'made' | 'back'

/** `over` is the end of a save; `begun` its middle, after which more is to come; `unclear` may be either. */
export type SaveState = 'over' | 'begun' | 'unclear'

/** What happened to a name, with one event more. */
export function nextSaveEvent(before: SaveEvent | undefined, event: RawEvent): SaveEvent {
  if (before === undefined || before === 'change') return event
  if (event === 'rename') return 'back'
  return before === 'rename' ? 'made' : before
}

/**
 * What stands at these paths, judged by what happened to each since the save began. It is over where a file that was
 * written in place has something in it, and where a name that came has taken the place of one that left, as when a
 * temporary file is renamed. It has begun where a file is empty or may be written on, and where a new one is written, or
 * was and is on its way: that is a temporary file, or one that nobody misses yet. When in doubt it is not over.
 */
export function saveState(top: string, events: ReadonlyMap<RepoPath, SaveEvent>): SaveState {
  if (events.size > mostPaths) return 'unclear'
  const happened = new Set(events.values())
  let came = false
  let left = false
  let open = false
  for (const [path, event] of events) {
    const size = fileSize(top, path)
    if (size === null) return 'unclear'
    if (size !== 'missing') {
      if (size % blockBytes === 0) open = true
      if (event !== 'change') came = true
    } else if (event === 'change') return 'unclear'
    else left = true
  }
  if (open) return left ? 'unclear' : 'begun'
  if (came === left) return 'over'
  return happened.has('made') && !happened.has('back') ? 'begun' : 'unclear'
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
