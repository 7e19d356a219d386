import type { LastCommitView } from '../../../../core/app/snapshot'
import type { RepoId } from '../../../../core/repo/repo-status'
import { displayName } from '../../../../core/words/display-name'
import { useApp } from '../../app-context'
import { Button } from '../../ui/Button'

/** The commit that was just made, and the way to take it back. */
export function LastCommit({ repoId, last }: { readonly repoId: RepoId; readonly last: LastCommitView }) {
  const { dispatch } = useApp()
  return (
    <div className="row wrap">
      <p className="small muted grow any-break">
        Committed <span className="mono">{last.shortCommit}</span>
        {last.sideBranch === null ? '' : ` on ${displayName(last.sideBranch)}`}
        {last.subject === '' ? '' : ` “${displayName(last.subject)}”`}
      </p>
      {last.canUncommit ? (
        <Button
          look="quiet slim"
          title="Takes the commit back; its changes are staged then"
          onPress={() => void dispatch({ type: 'repo/uncommit', repoId, commit: last.commit })}
        >
          Uncommit
        </Button>
      ) : null}
    </div>
  )
}
