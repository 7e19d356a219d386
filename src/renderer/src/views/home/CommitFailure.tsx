import type { CommitFailureView } from '../../../../core/app/commit-views'
import { unreachable } from '../../../../core/result'
import { displayName } from '../../../../core/words/display-name'
import { Button } from '../../ui/Button'
import { CopyText } from '../../ui/CopyText'
import { Problem } from '../../ui/Problem'

interface Props {
  readonly failure: CommitFailureView
  readonly onSideBranch: () => void
  /** Null while the settings do not allow it. */
  readonly onCheckpointOnly: (() => void) | null
}

/** Why the commit did not happen, what was printed, and the ways on. Hooks are never skipped. */
export function CommitFailure({ failure, onSideBranch, onCheckpointOnly }: Props) {
  const { message, next, output, command } = failure
  const ways = failure.ways.filter(({ way }) => way !== 'checkpoint-only' || onCheckpointOnly !== null)
  return (
    <div className="stack">
      <Problem message={message} next={next} output={output} />
      {command === null ? null : <CopyText what="command" text={command} />}
      {ways.length === 0 ? null : (
        <div className="stack tight">
          <p className="small muted">Hooks are never skipped. Other ways:</p>
          <div className="row wrap">
            {ways.map((one) => {
              switch (one.way) {
                case 'side-branch':
                  return (
                    <Button
                      key={one.way}
                      look="slim"
                      title="The present branch stays as it is; its hooks run there too"
                      onPress={onSideBranch}
                    >
                      Commit on {displayName(one.branch)}
                    </Button>
                  )
                case 'checkpoint-only':
                  return onCheckpointOnly === null ? null : (
                    <Button
                      key={one.way}
                      look="slim"
                      title="Hidden; the branch stays as it is, and the session starts"
                      onPress={onCheckpointOnly}
                    >
                      Checkpoint only
                    </Button>
                  )
                default:
                  return unreachable(one)
              }
            })}
          </div>
        </div>
      )}
    </div>
  )
}
