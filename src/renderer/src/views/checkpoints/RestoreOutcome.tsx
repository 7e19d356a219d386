import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { RestoreOutcomeView } from '../../../../core/app/checkpoint-views'
import { indexWords, keptWhy, outcomeHeadline } from '../../../../core/words/checkpoint-words'
import { count } from '../../../../core/words/counts'
import { timeThenDay } from '../../../../core/words/times'
import { useNow } from '../../app-context'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { PathText } from '../../ui/PathText'
import { Problem } from '../../ui/Problem'
import { useCheckpoints } from './checkpoints-context'

/** What the last restore did, and the way back from it. */
export function RestoreOutcome() {
  const { repoId, view, window, send } = useCheckpoints()
  const place = useRef<HTMLDivElement>(null)
  const outcome = view?.outcome ?? null
  // It answers a press that can have been anywhere in the window.
  useEffect(() => {
    if (outcome !== null) place.current?.scrollIntoView({ block: 'nearest' })
  }, [outcome])
  // The live diff says its own reverts where they were pressed; what they had to leave is listed here.
  const saidThere = window === 'diff' && outcome?.kind === 'done' && outcome.words !== undefined
  if (outcome === null || (saidThere && outcome.conflictCount === 0)) return null
  const close = (
    <Button look="quiet slim" label="Dismiss" onPress={() => void send({ type: 'checkpoint/close-outcome', repoId })}>
      <X size="1rem" aria-hidden />
    </Button>
  )
  return (
    <div ref={place} className="outcome">
      {outcome.kind === 'failed' ? (
        <div className="outcome-failed">
          <Problem message={outcome.message} next={outcome.next} />
          {close}
        </div>
      ) : (
        <Done outcome={outcome}>{close}</Done>
      )}
    </div>
  )
}

function Done(props: {
  readonly outcome: Extract<RestoreOutcomeView, { kind: 'done' }>
  readonly children: React.ReactNode
}) {
  const { outcome, children } = props
  const { view } = useCheckpoints()
  const now = useNow(60_000)
  const undo = view?.undo ?? null
  const index = indexWords(outcome.index)
  const { conflicts, conflictCount } = outcome
  return (
    <div className="panel stack tight">
      <div className="row">
        <p className="grow num-wrap" role="status">
          <b>{outcomeHeadline(outcome, undo)}</b>
          {undo === null ? null : <span className="muted"> · {timeThenDay(undo.atMs, now)}</span>}
        </p>
        <UndoButton />
        {children}
      </div>
      {index === null ? null : (
        <p className="small">
          {index.next === null ? null : <Chip tone="warn">Look</Chip>} {index.message}{' '}
          <span className="muted">{index.next}</span>
        </p>
      )}
      {conflictCount === 0 ? null : (
        <div>
          <p className="small">
            <Chip tone="warn">Kept</Chip> {count(conflictCount, 'file')} stayed as{' '}
            {conflictCount === 1 ? 'it is' : 'they are'}:
          </p>
          <ul className="outcome-kept" aria-label="Kept">
            {conflicts.map(({ path, why }) => (
              <li key={path} className="restore-path kept">
                <PathText path={path} />
                <span className="small muted">{keptWhy(why)}</span>
              </li>
            ))}
          </ul>
          {conflictCount > conflicts.length ? (
            <p className="small muted num">and {conflictCount - conflicts.length} more</p>
          ) : null}
        </div>
      )}
    </div>
  )
}

/** "Undo restore", and after that "Redo restore"; nothing while there is neither. */
export function UndoButton() {
  const { repoId, view, send } = useCheckpoints()
  const undo = view?.undo ?? null
  if (undo === null) return null
  return (
    <Button
      look="slim"
      disabled={view?.running === 'undo' || view?.running === 'restore'}
      title={`Concerns ${count(undo.files, 'file')}`}
      onPress={() => void send({ type: 'checkpoint/undo', repoId })}
    >
      {undo.kind === 'undo' ? 'Redo restore' : 'Undo restore'}
    </Button>
  )
}
