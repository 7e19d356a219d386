import type { RepoPath } from '../repo/repo-path'
import type { FileDiff } from './file-diff'

/** Whether a path is in a folder of the repository; null stands for all of it. */
export function isInFolder(path: RepoPath, folder: RepoPath | null): boolean {
  return folder === null || path === folder || path.startsWith(`${folder}/`)
}

/** The files of a folder. One that was moved in or out of it counts. */
export function filesInFolder(files: readonly FileDiff[], folder: RepoPath | null): readonly FileDiff[] {
  if (folder === null) return files
  return files.filter(({ path, from }) => isInFolder(path, folder) || (from !== null && isInFolder(from, folder)))
}

export interface FolderChoice {
  readonly folder: RepoPath
  readonly files: number
}

/** A menu of more is no menu. */
const mostFolders = 30
const deepest = 3

/** The folders a file lies in, from the top, as far down as a window can be limited to. */
export function foldersAbove(path: RepoPath): readonly RepoPath[] {
  const folders: RepoPath[] = []
  for (let end = path.indexOf('/'); end >= 0 && folders.length < deepest; end = path.indexOf('/', end + 1))
    folders.push(path.slice(0, end))
  return folders
}

/** Folders that differ, for limiting the window to one of them: the ones with most files first kept, then by path. */
export function foldersOf(files: readonly FileDiff[]): readonly FolderChoice[] {
  const counts = new Map<RepoPath, number>()
  for (const { path } of files)
    for (const folder of foldersAbove(path)) counts.set(folder, (counts.get(folder) ?? 0) + 1)
  return [...counts]
    .map(([folder, count]) => ({ folder, files: count }))
    .toSorted((a, b) => b.files - a.files)
    .slice(0, mostFolders)
    .toSorted((a, b) => (a.folder < b.folder ? -1 : 1))
}
