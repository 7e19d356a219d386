import { useState } from 'react'
import type { RepoView } from '../../../../core/app/snapshot'
import type { SessionView } from '../../../../core/app/session-views'
import type { CommitPreview } from '../../../../core/repo/commit'
import { countNew, tooManyNewFiles } from '../../../../core/repo/commit-warnings'
import type { WishedWay } from '../../../../core/start/passage'
import { startCard } from '../../../../core/start/start-card'
import { type WayOut, waysOutOf } from '../../../../core/start/ways-out'
import { useApp, useSnapshot } from '../../app-context'
import { useRefusal } from '../../refusal'
import { sameData } from '../../stores/same-data'
import { Button } from '../../ui/Button'
import { Problem } from '../../ui/Problem'
import { Segmented } from '../../ui/Segmented'
import { CommitConsent } from './CommitConsent'
import { CommitFailure } from './CommitFailure'
import { FirstPrompt } from './FirstPrompt'
import { GateRegion } from './GateRegion'
import { IdentityForm } from './IdentityForm'
import { LaneLine } from './LaneLine'
import { ReadinessLine } from './ReadinessLine'
import { SessionOn } from './SessionOn'
import { StartAnyway } from './StartAnyway'
import { StartButtons } from './StartButtons'
import { type Attempt, useStartActions } from './use-start-actions'
import { isTicked, useStartDraft } from './use-start-draft'

/** From here a session starts, with a commit before it where one is needed. */
export function StartCard({ repo }: { readonly repo: RepoView }) {
  const { dispatch } = useApp()
  const commit = useSnapshot((snapshot) => snapshot.commit)
  const { standardPolicy, waysOut } = useSnapshot((snapshot) => snapshot.settings)
  const readinessOf = useSnapshot((snapshot) => snapshot.readiness)
  const sessions = useSnapshot((snapshot) => snapshot.sessions)
  const [draft, change] = useStartDraft()
  const [putOff, setPutOff] = useState<CommitPreview | null>(null)
  const [asksReason, setAsksReason] = useState(false)

  const { lane } = draft
  const files = repo.gate.kind === 'closed' ? repo.gate.files.map((file) => file.path) : []
  const marked = new Map(commit.warnings.marked.map((file) => [file.path, file]))
  const ticked = files.filter((path) => isTicked(path, draft.ticks, marked))
  const newTicked = repo.gate.kind === 'closed' ? countNew(repo.gate.files, new Set(ticked)) : 0
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
    newFilesToConfirm: newTicked > tooManyNewFiles && draft.newFiles !== newTicked ? newTicked : null,
    holdBackOff: !waysOut.holdBack,
  })
  const { go, pause, holdBack, lastAttempt, trying } = useStartActions({
    repo,
    draft,
    change,
    ticked,
    marked,
    message,
    identity,
  })
  const { does } = card.primary
  const attempt: Attempt = lastAttempt ?? { does: does === 'commit-and-start' ? does : 'commit', tryAnyway: false }
  // While an attempt waits for its answer, what is known is the question of an earlier one.
  const consent = trying || sameData(commit.consent, putOff) ? null : commit.consent
  const refused = useRefusal()
  const refusal = refused === null || saidElsewhere.has(refused.code) ? null : refused
  const isPartial = [refused?.code, commit.failure?.code].includes('checkpoint-partial')

  const startBy = (way: WishedWay) => void go({ does: 'start', tryAnyway: false, way })
  const take: Readonly<Record<WayOut, () => void>> = {
    'checkpoint-only': () => startBy({ kind: 'checkpoint-only' }),
    'by-hand': () => void go({ does: 'by-hand', tryAnyway: false }),
    'start-anyway': () => setAsksReason(true),
    pause: () => void pause(),
  }
  const ways = waysOutOf({
    lane,
    repo,
    standardPolicy,
    waysOut,
    readiness,
    running: commit.running,
    sessionOn: session !== null,
  })

  return (
    <section className="card" aria-label="Start a session">
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
          <FirstPrompt prompt={draft.prompt} onChange={(prompt) => change({ prompt })} />
        ) : (
          <SessionOn session={session} />
        )}
        <GateRegion
          repo={repo}
          draft={draft}
          change={change}
          message={message}
          commit={commit}
          marked={marked}
          newTicked={newTicked}
          card={card}
          sessionOn={session !== null}
          onSideBranch={() => void go({ does: 'commit', tryAnyway: false, sideBranch: true })}
        />
        {commit.identityMissing ? (
          <IdentityForm identity={draft.identity} onChange={(value) => change({ identity: value })} />
        ) : null}
        {session === null ? (
          <ReadinessLine
            lane={lane}
            readiness={readiness}
            onTryAnyway={card.canTryAnyway && does !== 'show-diff' ? () => void go({ does, tryAnyway: true }) : null}
          />
        ) : null}
        {commit.failure === null ? null : (
          <CommitFailure
            failure={commit.failure}
            onSideBranch={() => void go({ ...attempt, sideBranch: true })}
            onCheckpointOnly={waysOut.checkpointOnly ? take['checkpoint-only'] : null}
          />
        )}
        {refusal === null || refusal.message === commit.failure?.message ? null : (
          <Problem message={refusal.message} next={refusal.next} output={refusal.output} />
        )}
        {isPartial && lastAttempt !== null ? (
          <div className="row wrap">
            <Button onPress={() => void go(onPartial(lastAttempt))}>Start on a partial checkpoint</Button>
          </div>
        ) : null}
        {consent === null ? (
          <StartButtons
            card={card}
            canHoldBackRest={waysOut.holdBack && card.leftOver > 0 && ticked.length > 0}
            onPrimary={() => {
              setPutOff(null)
              if (does === 'show-diff') void dispatch({ type: 'window/open', view: 'diff', repoId: repo.repoId })
              else void go({ does, tryAnyway: false })
            }}
            onCommit={() => {
              setPutOff(null)
              void go({ does: 'commit', tryAnyway: false })
            }}
            onHoldBackRest={() => void holdBack(files.filter((path) => !isTicked(path, draft.ticks, marked)))}
            more={ways.map(({ way, ...choice }) => ({ key: way, ...choice, onChoose: take[way] }))}
          />
        ) : (
          <CommitConsent
            preview={consent}
            label={agreeLabel(attempt.does, lane)}
            onAgree={() => void go(attempt, true)}
            onNotNow={() => setPutOff(consent)}
          />
        )}
        {asksReason ? (
          <StartAnyway
            onCancel={() => setAsksReason(false)}
            onStart={(reason) => {
              setAsksReason(false)
              startBy({ kind: 'start-anyway', reason })
            }}
          />
        ) : null}
      </div>
    </section>
  )
}

/** The same once more; what was to be committed is committed by then. */
function onPartial(attempt: Attempt): Attempt {
  return { ...attempt, does: attempt.does === 'commit-and-start' ? 'start' : attempt.does, acceptPartial: true }
}

/** Refusals that have a block of their own on the card. */
const saidElsewhere: ReadonlySet<string> = new Set(['commit-consent-needed', 'identity-missing'])

/** One that rests elsewhere stands in nobody's way. */
function isOn({ repoId, following, state, rests }: SessionView, repo: RepoView): boolean {
  return repoId === repo.repoId && following && !rests && (state === 'live' || state === 'starting')
}

function agreeLabel(does: Attempt['does'], lane: 'spark' | 'standard'): string {
  if (does !== 'commit-and-start') return 'Commit anyway'
  return `Commit anyway and start ${lane === 'spark' ? 'Spark' : 'standard session'}`
}
