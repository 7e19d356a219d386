import type { RepoPath } from '../../../core/repo/repo-path'
import { displayName } from '../../../core/words/display-name'

interface Props {
  readonly path: RepoPath
  /** The former path of a rename. */
  readonly from: RepoPath | null
}

/** A path whose folders give way first when it is too long, so that the name with its extension stays readable. */
export function PathText({ path, from }: Props) {
  const slash = path.lastIndexOf('/') + 1
  const full = from === null ? displayName(path) : `${displayName(from)} → ${displayName(path)}`
  return (
    <bdi className="path mono" title={full}>
      {slash === 0 ? null : (
        <span className="path-folder">
          <bdi>{displayName(path.slice(0, slash))}</bdi>
        </span>
      )}
      <span className="path-name">{displayName(path.slice(slash))}</span>
      {from === null ? null : <span className="path-from muted">was {displayName(from)}</span>}
    </bdi>
  )
}
