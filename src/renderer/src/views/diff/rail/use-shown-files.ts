import type { FileDiff } from '../../../../../core/diff/file-diff'
import { filesInFolder } from '../../../../../core/diff/folder-limit'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { type DiffState, shownOf } from '../../../stores/diff-state'
import { useDiffState } from '../diff-context'
import { useFolder } from './use-folder'

const none: readonly FileDiff[] = []
let last: {
  readonly files: readonly FileDiff[]
  readonly folder: RepoPath
  readonly inFolder: readonly FileDiff[]
} | null = null

/** The files of the scope, limited to a folder; the same list as long as neither changed. */
export function filesShown(state: DiffState, folder: RepoPath | null): readonly FileDiff[] {
  const shown = shownOf(state)
  const files = shown.kind === 'diff' ? shown.files : none
  if (folder === null) return files
  if (last?.files !== files || last.folder !== folder) last = { files, folder, inFolder: filesInFolder(files, folder) }
  return last.inFolder
}

/** The files that the window shows: of the scope, limited to the folder that was chosen. */
export function useShownFiles(): readonly FileDiff[] {
  const [folder] = useFolder()
  return useDiffState((state) => filesShown(state, folder))
}
