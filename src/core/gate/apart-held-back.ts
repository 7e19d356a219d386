import { foldersOf } from '../repo/folders-of'
import type { RepoPath } from '../repo/repo-path'
import { bareFolder } from './left-out'

/** Changed files, apart from those that stay out of commits and of the gate because the user holds them back. */
export interface ApartHeldBack<File> {
  readonly free: readonly File[]
  readonly heldBack: readonly File[]
}

interface Placed {
  readonly path: RepoPath
  /** The former path of a rename or copy. */
  readonly from: RepoPath | null
}

/**
 * The one rule of what is held back, for the gate and every commit; a folder in the list stands for all in it. So are a file
 * that was moved from such a path, and one that stands where a folder with such a file was: to commit it would take that
 * file out.
 */
export function apartHeldBack<File extends Placed>(
  files: readonly File[],
  { paths }: { readonly paths: ReadonlySet<RepoPath> },
): ApartHeldBack<File> {
  if (paths.size === 0) return { free: files, heldBack: [] }
  const listed = new Set([...paths].map(bareFolder))
  const isListed = (path: RepoPath | null) => path !== null && withFolders(path).some((one) => listed.has(one))
  const ownFiles = files.filter(({ path, from }) => isListed(path) || isListed(from))
  const replaced = new Set(ownFiles.flatMap(({ path, from }) => [path, from ?? ''].flatMap(foldersOf)))
  const held = new Set([...ownFiles, ...files.filter(({ path }) => replaced.has(path))])
  return { free: files.filter((file) => !held.has(file)), heldBack: files.filter((file) => held.has(file)) }
}

/** The list without what holds this file back: its own path, a folder of it, where it was moved from, or what it replaced. */
export function withoutHolding(paths: readonly RepoPath[], { path, from }: Placed): readonly RepoPath[] {
  const holding = new Set([path, from ?? path].flatMap(withFolders))
  return paths.filter((one) => {
    const bare = bareFolder(one)
    return !holding.has(bare) && !bare.startsWith(`${path}/`)
  })
}

/** A path and the folders it lies in; a repository inside is `sub/` to git and `sub` here. */
function withFolders(path: RepoPath): readonly RepoPath[] {
  return [bareFolder(path), ...foldersOf(path)]
}
