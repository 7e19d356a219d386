import { isInFolder } from '../../../../../core/diff/folder-limit'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { count } from '../../../../../core/words/counts'
import type { DiffState } from '../../../stores/diff-state'
import { useDiffState } from '../diff-context'
import { useFolder } from '../rail/use-folder'
import { useScopes } from './scopes-context'

/** Pausing keeps what is shown as it is; the changes that come meanwhile are counted, or the files where no session is on. */
export function FollowToggle() {
  const { session, following, missed, act } = useScopes()
  const [folder] = useFolder()
  const isOn = session?.state === 'live' || session?.state === 'starting'
  const moved = useDiffState(({ paused }) => (isOn || paused === null ? 0 : movedIn(paused, folder)))
  const words = following ? 'Following' : ['Paused', ...newWords(missed, moved)].join(', ')
  return (
    <button
      type="button"
      className="btn follow"
      aria-label="Following"
      aria-pressed={following}
      aria-description={following ? undefined : words}
      title={`${following ? 'Pause: keep what is shown as it is' : 'Show what is there now'} (Shift+F)`}
      onClick={() => act.setFollowing(!following)}
    >
      {words}
    </button>
  )
}

function newWords(changes: number, files: number): readonly string[] {
  if (changes > 0) return [`${changes} new`]
  return files > 0 ? [`${count(files, 'file')} changed`] : []
}

function movedIn({ moved }: NonNullable<DiffState['paused']>, folder: RepoPath | null): number {
  return folder === null ? moved.size : [...moved].filter((path) => isInFolder(path, folder)).length
}
