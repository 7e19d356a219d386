import { TriangleAlert } from 'lucide-react'
import type { LossView } from '../../../../core/app/checkpoint-views'
import { lossCause, lossHeadline } from '../../../../core/words/checkpoint-words'
import { displayName } from '../../../../core/words/display-name'
import { timeThenDay } from '../../../../core/words/times'
import { useNow } from '../../app-context'
import { Button } from '../../ui/Button'
import { PathText } from '../../ui/PathText'
import { useCheckpoints } from './checkpoints-context'

/** The first of them are named; the dialog has them all. */
const named = 5

/** Files that are gone and that only a checkpoint still has. `repoName` where it is not the repository that is shown. */
export function LossAlert({ repoName = null }: { readonly repoName?: string | null }) {
  const { repoId, view, send, preview } = useCheckpoints()
  const now = useNow(60_000)
  const loss = view?.loss ?? null
  if (loss === null) return null
  const paths = loss.paths.slice(0, named)
  const whole = loss.paths.length === loss.files
  return (
    <div className="loss" role="alert">
      <TriangleAlert size="1.125rem" className="loss-sign" aria-hidden />
      <div className="loss-text">
        <b>{lossHeadline(loss)}</b>
        {repoName === null ? null : <> in {displayName(repoName)}</>}
        <span className="num muted"> · {timeThenDay(loss.atMs, now)}</span>
        <p className="muted any-break">{lossWords(loss)}</p>
        <ul className="loss-paths" aria-label="Lost">
          {paths.map((path) => (
            <li key={path}>
              <PathText path={path} />
            </li>
          ))}
        </ul>
        {loss.files > paths.length ? <p className="small muted num">and {loss.files - paths.length} more</p> : null}
      </div>
      <div className="row wrap">
        <Button onPress={() => preview(loss.checkpointId, whole ? loss.paths : null)}>Restore…</Button>
        <Button look="quiet" onPress={() => void send({ type: 'loss/dismiss', repoId })}>
          Leave as it is
        </Button>
      </div>
    </div>
  )
}

function lossWords(loss: LossView): string {
  const cause = lossCause(loss)
  // What was only ever committed on another branch is had back by its commit.
  return loss.cause === 'branch-deleted'
    ? cause
    : `${cause} A checkpoint still has ${loss.files === 1 ? 'it' : 'them'}.`
}
