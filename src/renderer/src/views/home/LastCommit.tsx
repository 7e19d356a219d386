import type { LastCommitView } from '../../../../core/app/commit-views'
import type { RepoId } from '../../../../core/repo/repo-status'
import { displayName } from '../../../../core/words/display-name'
import { useApp } from '../../app-context'
import { Button } from '../../ui/Button'

interface Props {
  readonly repoId: RepoId
  readonly last: LastCommitView
  /** Its message is not lost with it. */
  readonly onTakenBack: (message: string) => void
}

/** The commit that was just made, and the way to take it back. */
export function LastCommit({ repoId, last, onTakenBack }: Props) {
  const { dispatch } = useApp()
  const [subject = ''] = last.message.split('\n')
  const takeBack = async () => {
    const done = await dispatch({ type: 'repo/uncommit', repoId, commit: last.commit })
    if (done.ok) onTakenBack(last.message)
  }
  return (
    <div className="row wrap">
      <p className="small muted grow any-break">
        Committed <span className="mono">{last.shortCommit}</span>
        {last.sideBranch === null ? '' : ` on ${displayName(last.sideBranch)}`}
        {subject === '' ? '' : ` “${displayName(subject)}”`}
      </p>
      {last.canUncommit ? (
        <Button
          look="quiet slim"
          title="Takes the commit back; its changes are staged then"
          onPress={() => void takeBack()}
        >
          Uncommit
        </Button>
      ) : null}
    </div>
  )
}
