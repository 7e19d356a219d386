import type { RepoView } from '../../../../core/app/snapshot'
import { gateLine } from '../../../../core/start/gate-line'
import type { StartCard } from '../../../../core/start/start-card'
import { displayName } from '../../../../core/words/display-name'
import { useApp, useSnapshot } from '../../app-context'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { TextField } from '../../ui/TextField'
import { FileList } from './FileList'
import { HeldBack } from './HeldBack'
import type { ChangeDraft, StartDraft } from './use-start-draft'

interface Props {
  readonly repo: RepoView
  readonly draft: StartDraft
  readonly change: ChangeDraft
  readonly message: string
  readonly card: StartCard
  readonly sessionOn: boolean
}

/** May a session start, and what has to be committed before. */
export function GateRegion({ repo, draft, change, message, card, sessionOn }: Props) {
  const { dispatch } = useApp()
  const standardPolicy = useSnapshot((snapshot) => snapshot.settings.standardPolicy)
  const { gate } = repo
  const line = gateLine({ lane: draft.lane, repo, standardPolicy, sessionOn })
  const files = gate.kind === 'closed' ? gate.files : []
  const added = files.reduce((sum, file) => sum + (file.lines?.added ?? 0), 0)
  const removed = files.reduce((sum, file) => sum + (file.lines?.removed ?? 0), 0)
  return (
    <section className="panel gate" aria-label="Gate">
      <div className="row">
        <p role="status" className="grow row wrap">
          {line.chip === null ? null : (
            <>
              <Chip tone={line.chip.tone}>{line.chip.text}</Chip>{' '}
            </>
          )}
          <b className="any-break">{line.headline}</b>
        </p>
        {added + removed > 0 ? (
          <span className="small muted num">
            +{added} −{removed}
          </span>
        ) : null}
        {repo.pausedUntilMs === null ? null : (
          <Button look="slim" onPress={() => void dispatch({ type: 'gate/resume', repoId: repo.repoId })}>
            Close it again
          </Button>
        )}
      </div>
      {line.below === null ? null : <p className="small muted any-break">{line.below}</p>}
      {gate.kind === 'open' ? (
        <p className="small muted any-break">
          From <span className="mono">{gate.baseline.slice(0, 7)}</span>
          {gate.subject === null || gate.subject === '' ? '' : ` “${displayName(gate.subject)}”`}
        </p>
      ) : null}
      {card.commitOnly === null ? null : (
        <FileList
          repoId={repo.repoId}
          files={files}
          unticked={draft.unticked}
          onTicks={(unticked) => change({ unticked })}
        />
      )}
      {gate.kind === 'open' || gate.kind === 'closed' ? <HeldBack repoId={repo.repoId} files={gate.heldBack} /> : null}
      {card.commitOnly === null ? null : (
        <div className="gate-message">
          <TextField label="Commit message" value={message} onChange={(text) => change({ message: text })} />
        </div>
      )}
    </section>
  )
}
