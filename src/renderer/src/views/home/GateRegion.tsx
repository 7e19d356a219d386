import type { RepoView } from '../../../../core/app/snapshot'
import type { CommitView } from '../../../../core/app/commit-views'
import type { MarkedFile } from '../../../../core/repo/commit-warnings'
import { lineTotal } from '../../../../core/diff/line-total'
import type { RepoPath } from '../../../../core/repo/repo-path'
import { gateLine } from '../../../../core/start/gate-line'
import type { StartCard } from '../../../../core/start/start-card'
import { displayName } from '../../../../core/words/display-name'
import { lineWords } from '../../../../core/words/line-words'
import { useApp, useSnapshot } from '../../app-context'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'
import { TextArea } from '../../ui/TextArea'
import { FileList } from './FileList'
import { FileWarnings } from './FileWarnings'
import { HeldBack } from './HeldBack'
import { LastCommit } from './LastCommit'
import { LeftBy } from './LeftBy'
import type { ChangeDraft, StartDraft } from './use-start-draft'

interface Props {
  readonly repo: RepoView
  readonly draft: StartDraft
  readonly change: ChangeDraft
  readonly message: string
  readonly commit: Pick<CommitView, 'warnings' | 'last' | 'leftBy' | 'messageFrom' | 'sideBranch'>
  readonly marked: ReadonlyMap<RepoPath, MarkedFile>
  /** How many of the ticked files are new. */
  readonly newTicked: number
  readonly card: StartCard
  readonly sessionOn: boolean
  /** Commits on a branch of its own. */
  readonly onSideBranch: () => void
}

/** May a session start, and what has to be committed before. */
export function GateRegion(props: Props) {
  const { repo, draft, change, message, commit, marked, newTicked, card, sessionOn, onSideBranch } = props
  const { dispatch } = useApp()
  const standardPolicy = useSnapshot((snapshot) => snapshot.settings.standardPolicy)
  const { gate } = repo
  const line = gateLine({ lane: draft.lane, repo, standardPolicy, sessionOn })
  const files = gate.kind === 'closed' ? gate.files : []
  const lines = lineTotal(files, (file) => file.lines ?? { added: null, removed: null })
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
        {lines.added + lines.removed > 0 ? (
          <span className="small muted num">{lineWords(lines, files.length)}</span>
        ) : null}
        {repo.pausedUntilMs === null ? null : (
          <Button look="slim" onPress={() => void dispatch({ type: 'gate/resume', repoId: repo.repoId })}>
            Close it again
          </Button>
        )}
      </div>
      {line.below === null ? null : <p className="small muted any-break">{line.below}</p>}
      {gate.kind === 'open' && commit.last === null ? (
        <p className="small muted any-break">
          From <span className="mono">{gate.baseline.slice(0, 7)}</span>
          {gate.subject === null || gate.subject === '' ? '' : ` “${displayName(gate.subject)}”`}
        </p>
      ) : null}
      {commit.last === null ? null : (
        <LastCommit
          repoId={repo.repoId}
          last={commit.last}
          onTakenBack={(text) => change((now) => ({ message: now.message ?? text }))}
        />
      )}
      {commit.leftBy === null ? null : <LeftBy left={commit.leftBy} />}
      {card.commitOnly === null ? null : (
        <>
          {repo.detached ? (
            <div className="row wrap">
              <p className="small grow">
                <Chip tone="warn">Look</Chip> HEAD is on no branch: a commit here is easily lost when another branch is
                checked out.
              </p>
              <Button look="slim" disabled={card.commitOnly.disabledWhy !== null} onPress={onSideBranch}>
                Commit on {displayName(commit.sideBranch)}
              </Button>
            </div>
          ) : null}
          <FileWarnings warnings={commit.warnings} newTicked={newTicked} confirmed={draft.newFiles} change={change} />
          <FileList
            repoId={repo.repoId}
            files={files}
            marked={marked}
            ticks={draft.ticks}
            onTicks={(ticks) => change({ ticks })}
          />
        </>
      )}
      {gate.kind === 'open' || gate.kind === 'closed' ? (
        <HeldBack
          repoId={repo.repoId}
          files={gate.heldBack}
          uncovered={gate.kind === 'closed' && gate.reason === 'held-back-uncovered' ? gate.uncovered : []}
        />
      ) : null}
      {card.commitOnly === null ? null : (
        <div className="gate-message">
          <TextArea label="Commit message" value={message} onChange={(text) => change({ message: text })} />
          {commit.messageFrom === 'prompts' && draft.message === null ? (
            <p className="small faint">From the prompts of that session</p>
          ) : null}
        </div>
      )}
    </section>
  )
}
