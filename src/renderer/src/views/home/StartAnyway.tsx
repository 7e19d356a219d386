import { useState } from 'react'
import { longestReason, startAnywayReasons } from '../../../../core/start/ways-out'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { TextField } from '../../ui/TextField'

interface Props {
  readonly onStart: (reason: string) => void
  readonly onCancel: () => void
}

/** Asks why a session starts on uncommitted work: the session keeps the reason. */
export function StartAnyway({ onStart, onCancel }: Props) {
  const [picked, setPicked] = useState<string | null>(null)
  const [typed, setTyped] = useState('')
  const reason = (picked ?? typed).trim()
  const start = () => {
    if (reason !== '') onStart(reason)
  }
  return (
    <Dialog title="Start on uncommitted work?" onCancel={onCancel}>
      <p>What Spark writes will mix with yours. The reason stands with the session.</p>
      <fieldset className="reasons">
        <legend className="hidden-text">Reason</legend>
        {startAnywayReasons.map((one) => (
          <label key={one} className="reason">
            <input type="radio" name="reason" checked={picked === one} onChange={() => setPicked(one)} />
            {one}
          </label>
        ))}
        <label className="reason">
          <input type="radio" name="reason" checked={picked === null} onChange={() => setPicked(null)} />
          Another reason
        </label>
      </fieldset>
      {picked === null ? (
        <TextField
          label="Your reason"
          labelled
          value={typed}
          onChange={(text) => setTyped(text.slice(0, longestReason))}
          onEnter={start}
        />
      ) : null}
      <div className="row wrap">
        <Button look="primary" disabled={reason === ''} onPress={start}>
          Start anyway
        </Button>
        <Button onPress={onCancel}>Cancel</Button>
      </div>
    </Dialog>
  )
}
