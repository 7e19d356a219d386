import { join as joinFiles } from 'node:path'
import { StoreFault } from './fault'
import { listFiles, type FileLists, type IndexNames } from './file-lists'
import { isBrokenIndex } from './index-scan'
import type { NestedRepo, NestedRepos } from './nested-repo'
import { join, type RawPath } from './raw-path'
import type { Store } from './store'
import type { Disk } from './disk'

/** The names of one repository of a work tree: the outer one (`root` is empty), or one inside. Paths are from the top. */
export interface RepoNames extends Pick<FileLists, 'tracked' | 'untracked' | 'ignoredFiles' | 'ignoredFolders'> {
  readonly root: RawPath
  /** Null for the outer repository. */
  readonly nested: NestedRepo | null
  /** git could not read it, so the names are those its ignore files leave, and its index is not known. */
  readonly broken: boolean
}

export interface NamesRequest {
  readonly store: Pick<Store, 'git' | 'layout' | 'gitDir'>
  readonly disk: Disk
  readonly repos: NestedRepos
  /** Folders not to look into. */
  readonly isSkipped: (folder: RawPath) => boolean
  /** What the index of the outer repository says, if that is known. */
  readonly outerIndex?: IndexNames | null
}

/**
 * The names of the repository at `root` and of all that lie inside it, each by its own ignore rules. With `under` only of
 * some of its files and folders.
 */
export async function listNames(
  request: NamesRequest,
  root: RawPath,
  under: readonly RawPath[] = [],
): Promise<readonly RepoNames[]> {
  const nested = root === '' ? null : request.repos.find(root)
  const inside = under.map((path) => (root === '' ? path : path.slice(root.length + 1)))
  const { lists, broken } = await listOne(request, nested, inside)
  const from = (path: RawPath) => join(root, path)
  const all = (paths: Iterable<RawPath>) => (root === '' ? [...paths] : [...paths].map(from))
  // What was a submodule and is a file now.
  const plainAgain: RawPath[] = []
  const below: RepoNames[] = []
  for (const path of all(lists.nestedRepos.keys())) {
    if (request.isSkipped(path) || (under.length > 0 && !isWithin(path, under))) continue
    if (request.disk.obstacleAbove(path) !== null) continue
    if (request.disk.look(path).kind === 'folder') below.push(...(await listNames(request, path)))
    else plainAgain.push(path)
  }
  return [
    {
      root,
      nested,
      broken,
      tracked: root === '' ? lists.tracked : new Set(all(lists.tracked)),
      untracked: [...all(lists.untracked), ...plainAgain],
      ignoredFiles: all(lists.ignoredFiles),
      ignoredFolders: all(lists.ignoredFolders),
    },
    ...below,
  ]
}

async function listOne(
  { store, outerIndex = null }: NamesRequest,
  nested: NestedRepo | null,
  under: readonly RawPath[],
): Promise<{ readonly lists: FileLists; readonly broken: boolean }> {
  const layout = nested === null ? store.layout : nested.kind === 'repo' ? nested.layout : null
  if (layout !== null) {
    try {
      return {
        lists: await listFiles(store.git, { layout }, under, nested === null ? outerIndex : null),
        broken: false,
      }
    } catch (thrown) {
      // A damaged index, or anything else in a repository inside, must not keep the files from being captured.
      const isSurvivable =
        nested === null ? isBrokenIndex(thrown) : thrown instanceof StoreFault && thrown.error.kind === 'git-failed'
      if (!isSurvivable) throw thrown
    }
  }
  const top = nested === null ? store.layout.top : nested.kind === 'repo' ? nested.layout.top : nested.top
  const place = { gitDir: store.gitDir, workTree: top, cwd: top, extraEnv: noIndex(store) }
  return { lists: await listFiles(store.git, place, under), broken: nested?.kind !== 'none' }
}

/**
 * git names nothing that is ignored below a folder that stands where its index has a file: this asks it as if it had no
 * index. `folders` are such ones.
 */
export async function withIgnoredBelow(
  { store }: Pick<NamesRequest, 'store'>,
  names: RepoNames,
  folders: readonly RawPath[],
): Promise<RepoNames> {
  const { root, nested, broken } = names
  const layout = nested === null ? store.layout : nested.kind === 'repo' ? nested.layout : null
  if (folders.length === 0 || layout === null || broken) return names
  const inside = folders.map((path) => (root === '' ? path : path.slice(root.length + 1)))
  const lists = await listFiles(store.git, { layout, extraEnv: noIndex(store) }, inside)
  const fromTop = (path: RawPath) => join(root, path)
  const ignored = lists.ignoredFolders.map(fromTop)
  return {
    ...names,
    ignoredFiles: [...names.ignoredFiles, ...lists.ignoredFiles.map(fromTop).filter((path) => isWithin(path, folders))],
    ignoredFolders: [
      ...names.ignoredFolders,
      ...ignored.filter((path) => isWithin(path, folders) && !folders.includes(path)),
      // Without an index a folder above may be ignored as a whole, in which it has files.
      ...folders.filter((folder) => isWithin(folder, ignored)),
    ],
  }
}

/** An index that is not there. */
function noIndex(store: Pick<Store, 'gitDir'>) {
  return { GIT_INDEX_FILE: joinFiles(store.gitDir, 'no-index') }
}

function isWithin(path: RawPath, folders: readonly RawPath[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`))
}
