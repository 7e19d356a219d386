import { useState } from 'react'
import { count } from '../../../../core/words/counts'
import { timeThenDay } from '../../../../core/words/times'
import { useNow, useSnapshot } from '../../app-context'
import { Button } from '../../ui/Button'
import { Problem } from '../../ui/Problem'
import { TextField } from '../../ui/TextField'
import { CheckpointList } from './CheckpointList'
import { useCheckpoints } from './checkpoints-context'
import { UndoButton } from './RestoreOutcome'

interface Props {
  /** How many lines are shown before somebody asks for more. */
  readonly few: number
  /** Runs of changes longer than this are folded. */
  readonly shortRun: number
}

/** The timeline of checkpoints with all that can be done from it; its head is up to the window that shows it. */
export function CheckpointsPart({ few, shortRun }: Props) {
  const { view, shown, refusal } = useCheckpoints()
  const now = useNow(60_000)
  const refused =
    refusal === null || shown !== null || (view?.outcome?.kind === 'failed' && view.outcome.message === refusal.message)
      ? null
      : refusal
  if (view === null) return <NotOpen />
  return (
    <div className="stack tight">
      {view.problem === null ? null : <Problem message={view.problem.message} next={view.problem.next} />}
      {refused === null ? null : <Problem message={refused.message} next={refused.next} output={refused.output} />}
      {view.undo !== null && view.outcome === null ? (
        <div className="row">
          <span className="grow small muted num-wrap">
            {view.undo.kind === 'undo' ? 'Restore undone' : 'Restored'} {timeThenDay(view.undo.atMs, now)},{' '}
            {count(view.undo.files, 'file')}
          </span>
          <UndoButton />
        </div>
      ) : null}
      {view.items.length === 0 ? (
        view.problem === null ? (
          <p className="small muted">
            {view.total === null
              ? 'Reading…'
              : 'No checkpoint yet. One is taken at every session and every change, before a commit and before a restore.'}
          </p>
        ) : null
      ) : (
        <CheckpointList items={view.items} now={now} few={few} shortRun={shortRun} />
      )}
      {view.total !== null && view.total > view.items.length ? (
        <p className="small muted num-wrap">
          {count(view.total - view.items.length, 'older one is', 'older ones are')} kept too: firebreak checkpoint list
        </p>
      ) : null}
      {view.broken > 0 ? (
        <p className="small muted">
          {count(view.broken, 'damaged checkpoint', 'damaged checkpoints')} cannot be used. The others are not affected.
        </p>
      ) : null}
    </div>
  )
}

function NotOpen() {
  const { repoId } = useCheckpoints()
  const active = useSnapshot((snapshot) => snapshot.repo?.repoId === repoId)
  return (
    <p className="small muted">
      {active ? 'Reading…' : 'Checkpoints show up here while this repository is the active one or has a session.'}
    </p>
  )
}

/** Takes a full checkpoint of the present state. */
export function CheckpointNow({ named }: { readonly named: boolean }) {
  const { repoId, view, send } = useCheckpoints()
  const noticeDue = useSnapshot(({ repo }) => repo?.repoId === repoId && repo.captureNoticeDue)
  const [label, setLabel] = useState('')
  const busy = view?.running === 'capture'
  if (view === null) return null
  const take = async () => {
    if (busy) return
    // Whoever goes on with the line about checkpoints in view has been told.
    if (noticeDue && !(await send({ type: 'repo/accept-capture', repoId }))) return
    const name = label.trim()
    if (await send({ type: 'checkpoint/create', repoId, label: name === '' ? null : name.slice(0, 200) })) setLabel('')
  }
  return (
    <div className="row checkpoint-now">
      {named ? (
        <div className="grow">
          <TextField
            label="Name of the checkpoint"
            placeholder="Name (optional)"
            value={label}
            onChange={setLabel}
            onEnter={() => void take()}
          />
        </div>
      ) : null}
      <Button look={named ? 'plain' : 'quiet slim'} disabled={busy} onPress={() => void take()}>
        {busy ? 'Taking…' : 'Checkpoint now'}
      </Button>
    </div>
  )
}
