import type { Uncaptured } from '../../../../core/checkpoint/checkpoint'
import type { ChangedFile, RepoId } from '../../../../core/repo/repo-status'
import { uncapturedWhy } from '../../../../core/words/checkpoint-words'
import { displayName } from '../../../../core/words/display-name'
import { useApp } from '../../app-context'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { PathText } from '../../ui/PathText'

interface Props {
  readonly repoId: RepoId
  readonly files: readonly ChangedFile[]
  /** Those that no checkpoint would hold. */
  readonly uncovered: readonly Uncaptured[]
}

/** Files that the user keeps out of the commit and out of the gate; they are named wherever the gate is. */
export function HeldBack({ repoId, files, uncovered }: Props) {
  const { dispatch } = useApp()
  if (files.length === 0) return null
  const whyNot = new Map(uncovered.map(({ path, why }) => [path, why]))
  return (
    <div>
      <p className="small muted held-title">
        {uncovered.length === 0 ? 'Held back: in no commit, in every checkpoint' : 'Held back: in no commit'}
      </p>
      <ul className="files" aria-label="Held back">
        {files.map((file) => (
          <li key={file.path} className="file">
            <span className="file-target">
              <PathText path={file.path} />
            </span>
            {whyNot.has(file.path) ? <Chip tone="warn">{uncapturedWhy(whyNot.get(file.path) ?? '')}</Chip> : null}
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
