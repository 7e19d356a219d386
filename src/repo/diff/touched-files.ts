import type { RepoPath } from '../../core/repo/repo-path'
import type { Stamp } from './disk-side'
import type { ScopeView } from './scope-view'
import type { ShownFiles } from './shown-files'

/**
 * The files that touched paths stand for, with when each was first heard of, and the stamps that were taken on the way. A
 * path that vanished, or stopped being a folder, stands for every file that was below it.
 */
export async function touchedFiles(
  current: ScopeView,
  shown: Pick<ShownFiles, 'below' | 'has'>,
  touched: ReadonlyMap<RepoPath, number>,
): Promise<{
  readonly saved: ReadonlyMap<RepoPath, number>
  readonly stamps: ReadonlyMap<RepoPath, Stamp | null>
}> {
  const stamps = new Map<RepoPath, Stamp | null>()
  const saved = new Map<RepoPath, number>()
  for (const [path, atMs] of touched) {
    const shownPath = current.shownAs(path)
    saved.set(shownPath, saved.get(shownPath) ?? atMs)
  }
  const looked = await Promise.all(
    [...saved].map(async ([path, atMs]) => {
      const below = await current.below(path)
      const known = shown.below(path)
      const stamp = current.stamp(path)
      stamps.set(path, stamp)
      const isThere = stamp !== null
      const gone = known.length > 0 && (below.length > 0 || !isThere) ? known : []
      // Temporary files come and go with every save: nobody has to be asked about them.
      const isNothing = !isThere && !shown.has(path) && (await current.outline(path, null)) === null
      return { path, atMs, files: [...below, ...gone], isNothing }
    }),
  )
  for (const { path, atMs, files, isNothing } of looked) {
    for (const file of files) if (!saved.has(file)) saved.set(file, atMs)
    if (isNothing) saved.delete(path)
  }
  return { saved, stamps }
}
