import type { ChangedFile, RepoId } from '../../../../core/repo/repo-status'
import { displayName } from '../../../../core/words/display-name'
import { useApp } from '../../app-context'
import { Button } from '../../ui/Button'
import { PathText } from '../../ui/PathText'

interface Props {
  readonly repoId: RepoId
  readonly files: readonly ChangedFile[]
}

/** Files that the user keeps out of the commit and out of the gate; they are named wherever the gate is. */
export function HeldBack({ repoId, files }: Props) {
  const { dispatch } = useApp()
  if (files.length === 0) return null
  return (
    <div>
      <p className="small muted held-title">Held back: in no commit, in every checkpoint</p>
      <ul className="files" aria-label="Held back">
        {files.map((file) => (
          <li key={file.path} className="file">
            <span className="file-target">
              <PathText path={file.path} />
            </span>
            <Button
              look="quiet slim"
              label={`Release ${displayName(file.path)}`}
              onPress={() => void dispatch({ type: 'repo/release', repoId, path: file.path })}
            >
              Release
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}
