import type { Uncaptured } from '../../core/checkpoint/checkpoint'
import type { RepoPath } from '../../core/repo/repo-path'
import type { PathChange, TreeDifference } from './path-change'

/** The bytes of these are there all the same: of the file as it was read once, and of the nested repository's commit. */
const stillKnown = new Set(['KEEPS_CHANGING', 'NESTED_REPO'])

/**
 * Takes out what an unreadable path makes look deleted or new: a patch that claimed so would destroy it. Pipes, sockets
 * and devices are no part of any patch, so they are not missed either.
 */
export function leaveOutUnknown(changes: readonly PathChange[], uncaptured: readonly Uncaptured[]): TreeDifference {
  const unknown = new Map<RepoPath, Uncaptured>()
  for (const one of uncaptured) if (one.why !== 'NOT_REGULAR') unknown.set(one.path, one)
  const holes = new Set([...unknown.values()].filter(({ why }) => !stillKnown.has(why)).map(({ path }) => path))
  return {
    changes: changes.filter(({ path }) => !isInside(path, holes)),
    unknown: [...unknown.values()].toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
  }
}

/** Whether the path or a folder above it is one of them; `.` is the top level. */
function isInside(path: RepoPath, folders: ReadonlySet<RepoPath>): boolean {
  if (folders.size === 0) return false
  if (folders.has('.') || folders.has(path)) return true
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    if (folders.has(path.slice(0, slash))) return true
  }
  return false
}
