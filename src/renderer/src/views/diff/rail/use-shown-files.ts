import { useMemo } from 'react'
import type { FileDiff } from '../../../../../core/diff/file-diff'
import { filesInFolder } from '../../../../../core/diff/folder-limit'
import { shownOf } from '../../../stores/diff-state'
import { useDiffState } from '../diff-context'
import { useFolder } from './use-folder'

const none: readonly FileDiff[] = []

/** The files that the window shows: of the scope, limited to the folder that was chosen. */
export function useShownFiles(): readonly FileDiff[] {
  const shown = useDiffState(shownOf)
  const [folder] = useFolder()
  const files = shown.kind === 'diff' ? shown.files : none
  return useMemo(() => filesInFolder(files, folder), [files, folder])
}
