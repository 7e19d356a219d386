import { useState } from 'react'
import { count } from '../../../../core/words/counts'
import { timeThenDay } from '../../../../core/words/times'
import { useNow } from '../../app-context'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { Problem } from '../../ui/Problem'
import { useCheckpoints } from './checkpoints-context'

const title = 'A restore was interrupted'

/** A restore whose process was killed: asked at once; who puts the question off still has it in sight. */
export function InterruptedRestore() {
  const { repoId, view, refusal, send } = useCheckpoints()
  const now = useNow(60_000)
  const [putOff, setPutOff] = useState<number | null>(null)
  const interrupted = view?.interrupted ?? null
  if (interrupted === null) return null
  const busy = view?.running === 'recover'
  const recover = (how: 'finish' | 'undo') => void send({ type: 'checkpoint/recover', repoId, how })
  const words = `It began at ${timeThenDay(interrupted.atMs, now)} and concerns ${count(interrupted.files, 'file')}. Each file is wholly as before or wholly restored.`
  const choices = (primary: boolean) => (
    <>
      <Button look={primary ? 'primary' : 'plain'} disabled={busy} onPress={() => recover('finish')}>
        Finish
      </Button>
      <Button disabled={busy} onPress={() => recover('undo')}>
        Undo
      </Button>
    </>
  )
  if (putOff === interrupted.atMs)
    return (
      <section className="interrupted" aria-label={title}>
        <p>
          <b>{title}</b> <span className="muted">Nothing else is restored before it is settled.</span>
        </p>
        <div className="row wrap">{choices(false)}</div>
      </section>
    )
  return (
    <Dialog title={title} onCancel={() => setPutOff(interrupted.atMs)}>
      <div className="stack tight">
        <p>{words}</p>
        <p>
          <b>Finish</b> writes the rest. <b>Undo</b> puts everything back as it was before. Both can be undone later.
        </p>
      </div>
      {refusal === null ? null : <Problem message={refusal.message} next={refusal.next} output={refusal.output} />}
      <div className="row wrap">
        {choices(true)}
        <Button look="quiet" onPress={() => setPutOff(interrupted.atMs)}>
          Later
        </Button>
      </div>
    </Dialog>
  )
}
