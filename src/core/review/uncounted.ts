import { foldersAbove, isInFolder } from '../diff/folder-limit'
import type { RepoPath } from '../repo/repo-path'
import { asideKind } from './generated'
import type { ReviewView, Uncounted } from './review-view'

/** Files of one change that are to be read, and were too many to be followed line by line. */
export interface UncountedChange {
  readonly sessionId: string
  readonly number: number
  readonly paths: Iterable<RepoPath>
}

export const nothingUncounted: Uncounted = { files: 0, apart: 0, changes: [], folders: {} }

/** A view goes to every window with every event. Of a folder that is left out, one above it is said. */
const mostFolders = 200

/** Adds up files that nobody counted. One that several changes wrote counts with the last of them. */
export function addUpUncounted(changes: readonly UncountedChange[]): Uncounted {
  const seen = new Set<RepoPath>()
  const byFolder = new Map<RepoPath, { files: number; apart: number }>()
  const found: Uncounted['changes'][number][] = []
  const all = { files: 0, apart: 0 }
  for (const { sessionId, number, paths } of changes.toReversed()) {
    const before = all.files
    for (const path of paths) {
      if (seen.has(path)) continue
      seen.add(path)
      const kind = asideKind(path) === null ? 'files' : 'apart'
      all[kind]++
      for (const folder of foldersAbove(path)) {
        const counted = byFolder.get(folder) ?? { files: 0, apart: 0 }
        counted[kind]++
        byFolder.set(folder, counted)
      }
    }
    if (all.files > before) found.unshift({ sessionId, number, files: all.files - before })
  }
  if (seen.size === 0) return nothingUncounted
  const largest = [...byFolder].toSorted((a, b) => b[1].files + b[1].apart - a[1].files - a[1].apart)
  return { ...all, changes: found, folders: Object.fromEntries(largest.slice(0, mostFolders)) }
}

/** How many files a session left of changes that were too large. */
export function uncountedOf({ uncounted }: Pick<ReviewView, 'uncounted'>, sessionId: string): number {
  return uncounted.changes.reduce((sum, one) => (one.sessionId === sessionId ? sum + one.files : sum), 0)
}

/** What of it lies in a folder; rather what lies in a folder above it than too little. */
export function uncountedIn(uncounted: Uncounted, folder: RepoPath): Uncounted {
  const { folders } = uncounted
  const known = Object.keys(folders)
  const exact = folders[folder]
  if (exact !== undefined) return { ...uncounted, ...exact }
  if (known.length < mostFolders && !isDeep(folder)) return nothingUncounted
  const above = known.filter((one) => isInFolder(folder, one)).toSorted((a, b) => b.length - a.length)[0]
  return above === undefined ? uncounted : { ...uncounted, ...folders[above] }
}

/** A folder that is deeper than those that are counted. */
function isDeep(folder: RepoPath): boolean {
  return !foldersAbove(`${folder}/`).includes(folder)
}
