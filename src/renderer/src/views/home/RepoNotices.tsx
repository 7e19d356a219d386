import { useState } from 'react'
import type { RepoView } from '../../../../core/app/snapshot'
import { count } from '../../../../core/words/counts'
import { displayName } from '../../../../core/words/display-name'
import { useApp, useSnapshot } from '../../app-context'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { LeaveOutDialog } from '../checkpoints/LeaveOutDialog'

/** What the user has to know about this repository before anything else. */
export function RepoNotices({ repo }: { readonly repo: RepoView }) {
  return (
    <>
      {repo.watch.kind === 'gone' && repo.gate.kind !== 'unknown' ? (
        <div className="notice" role="alert">
          <Chip tone="warn">Look</Chip>
          <p className="grow any-break">
            {displayName(repo.path)} is not there. Checkpoints are kept.{' '}
            <span className="muted">Firebreak goes on when the folder is back.</span>
          </p>
        </div>
      ) : null}
      {repo.watch.kind === 'polling' ? <Polling command={repo.watch.command} /> : null}
      {repo.captureNoticeDue ? <CaptureNotice repo={repo} /> : null}
    </>
  )
}

function Polling({ command }: { readonly command: string }) {
  return (
    <div className="notice" role="status">
      <Chip tone="warn">Look</Chip>
      <p className="grow any-break">
        The system’s limit of watched folders is reached, so changes show up a little later.{' '}
        <span className="muted">
          To raise it: <code className="mono">{displayName(command)}</code>
        </span>
      </p>
    </div>
  )
}

function CaptureNotice({ repo }: { readonly repo: RepoView }) {
  const { dispatch } = useApp()
  const days = useSnapshot((snapshot) => snapshot.settings.checkpoints.days)
  const [choosing, setChoosing] = useState(false)
  return (
    <section className="notice wrap" aria-label="Checkpoints">
      <p className="grow notice-text">
        Checkpoints keep copies of your files, also small ignored ones such as .env, on this computer only, for{' '}
        {count(days, 'day')}
        {repo.leftOut.length === 0 ? null : (
          <span className="muted"> ({count(repo.leftOut.length, 'path')} left out)</span>
        )}
      </p>
      <Button look="slim" onPress={() => void dispatch({ type: 'repo/accept-capture', repoId: repo.repoId })}>
        OK
      </Button>
      <Button look="quiet slim" onPress={() => setChoosing(true)}>
        Leave out…
      </Button>
      {choosing ? <LeaveOutDialog repo={repo} onClose={() => setChoosing(false)} /> : null}
    </section>
  )
}
