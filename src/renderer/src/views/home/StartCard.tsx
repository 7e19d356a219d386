import { useId, useState } from 'react'
import type { RepoView, SessionView } from '../../../../core/app/snapshot'
import { startCard } from '../../../../core/start/start-card'
import { useApp, useSnapshot } from '../../app-context'
import { Button } from '../../ui/Button'
import { Menu } from '../../ui/Menu'
import { Problem } from '../../ui/Problem'
import { Segmented } from '../../ui/Segmented'
import { TextField } from '../../ui/TextField'
import { useCommand } from '../../use-command'
import { CommitConsent } from './CommitConsent'
import { GateRegion } from './GateRegion'
import { IdentityForm } from './IdentityForm'
import { LaneLine } from './LaneLine'
import { ReadinessLine } from './ReadinessLine'
import { SessionOn } from './SessionOn'
import { useStartDraft } from './use-start-draft'

/** What is tried, so that it can be tried again once it is agreed to. */
interface Attempt {
  readonly does: 'commit' | 'commit-and-start' | 'start'
  readonly tryAnyway: boolean
}

/** From here a session starts, with a commit before it where one is needed. */
export function StartCard({ repo }: { readonly repo: RepoView }) {
  const { dispatch } = useApp()
  const { run, problem } = useCommand()
  const commit = useSnapshot((snapshot) => snapshot.commit)
  const standardPolicy = useSnapshot((snapshot) => snapshot.settings.standardPolicy)
  const readinessOf = useSnapshot((snapshot) => snapshot.readiness)
  const sessions = useSnapshot((snapshot) => snapshot.sessions)
  const [draft, change] = useStartDraft()
  const [attempt, setAttempt] = useState<Attempt | null>(null)
  const [notAgreed, setNotAgreed] = useState<unknown>(null)
  const why = useId()

  const { repoId } = repo
  const { lane } = draft
  const files = repo.gate.kind === 'closed' ? repo.gate.files : []
  const ticked = files.map((file) => file.path).filter((path) => !draft.unticked.has(path))
  const message = draft.message ?? commit.message
  const identity = draft.identity.name.trim() === '' || draft.identity.email.trim() === '' ? null : draft.identity
  const session = sessions.find((one) => isOn(one, repo) && one.lane === lane) ?? null
  const readiness = readinessOf[lane]
  const card = startCard({
    lane,
    repo,
    standardPolicy,
    readiness,
    running: commit.running,
    sessionOn: session !== null,
    ticked: ticked.length,
    hasMessage: message.trim() !== '',
    identityNeeded: commit.identityMissing && identity === null,
  })
  const consent = commit.consent === notAgreed ? null : commit.consent

  async function go({ does, tryAnyway }: Attempt, confirmed = false) {
    setAttempt({ does, tryAnyway })
    setNotAgreed(null)
    // Whoever goes on with the line about checkpoints in view has been told.
    if (repo.captureNoticeDue) await dispatch({ type: 'repo/accept-capture', repoId })
    const prompt = draft.prompt.trim() === '' ? null : draft.prompt.trim()
    const commitWish = { repoId, files: ticked, message, identity, confirmed }
    const done =
      does === 'start'
        ? await run({ type: 'session/start', repoId, lane, prompt, tryAnyway })
        : does === 'commit'
          ? await run({ type: 'repo/commit', ...commitWish })
          : await run({ type: 'session/commit-and-start', ...commitWish, lane, prompt, tryAnyway })
    if (done)
      change(
        does === 'commit' ? { message: null, unticked: new Set() } : { message: null, unticked: new Set(), prompt: '' },
      )
  }

  async function byHand() {
    if (repo.captureNoticeDue) await dispatch({ type: 'repo/accept-capture', repoId })
    await run({ type: 'session/start-by-hand', repoId, lane })
  }

  async function holdBackRest() {
    for (const { path } of files) if (draft.unticked.has(path)) await run({ type: 'repo/hold-back', repoId, path })
  }

  function press() {
    if (card.primary.does === 'show-diff') void run({ type: 'window/open', view: 'diff', repoId })
    else void go({ does: card.primary.does, tryAnyway: false })
  }

  const failure = commit.failure ?? (problem === null || saidElsewhere.has(problem.code) ? null : problem)
  return (
    <section className="card start" aria-label="Start a session">
      <h2>{session === null ? 'Start a session' : 'Session'}</h2>
      <div className="stack">
        <div className="stack tight">
          <Segmented
            label="Lane"
            value={lane}
            onChange={(value) => change({ lane: value })}
            choices={[
              { value: 'spark', label: 'Spark', tone: 'ember' },
              { value: 'standard', label: 'Standard', tone: 'lake' },
            ]}
          />
          <LaneLine lane={lane} />
        </div>
        {session === null ? (
          <div className="stack tight">
            <TextField
              label="First prompt"
              placeholder="First prompt (optional)"
              value={draft.prompt}
              onChange={(prompt) => change({ prompt })}
            />
            {draft.prompt === '' ? null : (
              <p className="small faint">Other programs on this computer can see the first prompt.</p>
            )}
          </div>
        ) : (
          <SessionOn session={session} />
        )}
        <GateRegion repo={repo} draft={draft} change={change} message={message} card={card} />
        {commit.identityMissing ? (
          <IdentityForm identity={draft.identity} onChange={(value) => change({ identity: value })} />
        ) : null}
        {session === null ? (
          <ReadinessLine
            lane={lane}
            readiness={readiness}
            onTryAnyway={
              card.canTryAnyway && card.primary.does !== 'show-diff'
                ? () => void go({ does: card.primary.does === 'start' ? 'start' : 'commit-and-start', tryAnyway: true })
                : null
            }
          />
        ) : null}
        {failure === null ? null : <Problem {...failure} />}
        {consent === null ? (
          <div className="stack tight">
            <div className="row wrap">
              <Button look="primary" disabled={card.primary.disabledWhy !== null} describedBy={why} onPress={press}>
                {card.primary.label}
              </Button>
              {card.commitOnly === null ? null : (
                <Button
                  disabled={card.commitOnly.disabledWhy !== null}
                  describedBy={why}
                  onPress={() => void go({ does: 'commit', tryAnyway: false })}
                >
                  {card.commitOnly.label}
                </Button>
              )}
              <span className="grow" />
              <Menu
                label="More"
                face="More ▾"
                side="end"
                up
                choices={[
                  {
                    key: 'by-hand',
                    label: 'I start it myself',
                    detail: 'Baseline now; the next session here is followed',
                    onChoose: () => void byHand(),
                  },
                  {
                    key: 'checkpoint',
                    label: 'Checkpoint now',
                    detail: 'Hidden; the branch stays as it is',
                    onChoose: () => void run({ type: 'checkpoint/create', repoId }),
                  },
                ]}
              />
            </div>
            <div className="row wrap small muted" id={why}>
              {card.primary.disabledWhy ?? card.commitOnly?.disabledWhy ?? ''}
              {card.leftOver > 0 && ticked.length > 0 ? (
                <Button look="slim" onPress={() => void holdBackRest()}>
                  {card.leftOver === 1 ? 'Hold it back' : 'Hold them back'}
                </Button>
              ) : null}
            </div>
          </div>
        ) : (
          <CommitConsent
            preview={consent}
            label={
              startsToo(attempt, card.primary.does)
                ? `Commit anyway and start ${lane === 'spark' ? 'Spark' : 'it'}`
                : 'Commit anyway'
            }
            onAgree={() =>
              void go(
                attempt ?? {
                  does: card.primary.does === 'commit-and-start' ? card.primary.does : 'commit',
                  tryAnyway: false,
                },
                true,
              )
            }
            onNotNow={() => setNotAgreed(commit.consent)}
          />
        )}
      </div>
    </section>
  )
}

/** Refusals that have a block of their own on the card. */
const saidElsewhere: ReadonlySet<string> = new Set(['commit-consent-needed', 'identity-missing'])

function isOn(session: SessionView, repo: RepoView): boolean {
  return (
    session.repoId === repo.repoId && session.following && (session.state === 'live' || session.state === 'starting')
  )
}

function startsToo(attempt: Attempt | null, primary: 'commit-and-start' | 'start' | 'show-diff'): boolean {
  return (attempt?.does ?? primary) === 'commit-and-start'
}
