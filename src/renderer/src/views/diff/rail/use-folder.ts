import { useCallback } from 'react'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { useApp, useSnapshot } from '../../../app-context'
import { useDiff } from '../diff-context'

/** The folder that this window is limited to; null is the whole repository. It is remembered. */
export function useFolder(): readonly [RepoPath | null, (folder: RepoPath | null) => void] {
  const { repoId } = useDiff()
  const { dispatch } = useApp()
  const folder = useSnapshot((snapshot) => snapshot.settings.diffFolders[repoId] ?? null)
  const choose = useCallback(
    (value: RepoPath | null) => void dispatch({ type: 'settings/set', change: { key: 'diffFolder', repoId, value } }),
    [dispatch, repoId],
  )
  return [folder, choose]
}
