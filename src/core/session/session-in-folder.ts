import type { ChangeView, FilesBeyond, SessionView } from '../app/session-views'
import { isInFolder } from '../diff/folder-limit'
import { lineTotal } from '../diff/line-total'
import type { RepoPath } from '../repo/repo-path'

/** A session as a window shows it that is limited to a folder: only changes that touched it, and their files there. */
export function sessionInFolder(session: SessionView, folder: RepoPath | null): SessionView {
  if (folder === null) return session
  return { ...session, changes: session.changes.flatMap((change) => changeInFolder(change, folder)) }
}

/** A move of HEAD and a restore are about the whole repository, so they stay. */
function changeInFolder(change: ChangeView, folder: RepoPath): readonly ChangeView[] {
  const files = change.files.filter(({ path }) => isInFolder(path, folder))
  if (change.beyond !== undefined) return longChangeInFolder({ ...change, files }, change.beyond, folder)
  if (files.length === change.files.length) return [change]
  if (files.length === 0 && change.headMove === null && change.restored === null) return []
  return [{ ...change, files, ...lineTotal(files, (file) => file) }]
}

/** Of a change with more files than are named the numbers come with it; those of another folder are on their way. */
function longChangeInFolder(change: ChangeView, beyond: FilesBeyond, folder: RepoPath): readonly ChangeView[] {
  const { inFolder, writers } = beyond
  if (inFolder?.folder !== folder) return [change]
  if (inFolder.count === 0 && change.headMove === null && change.restored === null) return []
  const { count, added, removed, uncounted } = inFolder
  return [{ ...change, added, removed, uncounted, beyond: { count: count - change.files.length, writers, inFolder } }]
}
