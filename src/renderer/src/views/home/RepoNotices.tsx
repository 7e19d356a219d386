import { useState } from 'react'
import type { RepoView } from '../../../../core/app/snapshot'
import { displayName } from '../../../../core/words/display-name'
import { useApp } from '../../app-context'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'

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
      {repo.captureNoticeDue ? <CaptureNotice repoId={repo.repoId} /> : null}
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

function CaptureNotice({ repoId }: { readonly repoId: string }) {
  const { dispatch } = useApp()
  const [unfolded, setUnfolded] = useState(false)
  return (
    <section className="notice wrap" aria-label="Checkpoints">
      <p className="grow notice-text">
        Checkpoints keep copies of your files, also small ignored ones such as .env, on this computer only, for 30 days
        {unfolded ? (
          <span className="muted">
            {' '}
            Left out by themselves: ignored folders such as node_modules, ignored files above 1 MB, any file above 500
            MB. Files you hold back stay out of commits, not out of checkpoints. What must not be copied has to lie
            outside of the repository. Nothing is captured before you press OK or start a session.
          </span>
        ) : null}
      </p>
      <Button look="slim" onPress={() => void dispatch({ type: 'repo/accept-capture', repoId })}>
        OK
      </Button>
      {unfolded ? null : (
        <Button look="quiet slim" onPress={() => setUnfolded(true)}>
          Leave out…
        </Button>
      )}
    </section>
  )
}
