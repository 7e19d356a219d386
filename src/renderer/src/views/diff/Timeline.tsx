import { useId, useState } from 'react'
import type { ChangeView, SessionView } from '../../../../core/app/session-views'
import { displayName, shortName } from '../../../../core/words/display-name'
import { clockTimeWithSeconds } from '../../../../core/words/times'
import { Button } from '../../ui/Button'
import { ChangeEntry } from './ChangeEntry'
import { type TimelinePoint, useScopes } from './scopes/scopes-context'
import './timeline/timeline.css'
import type { ComparedPoint } from './timeline/ComparePoints'
import { useTimelineKeys } from './timeline/use-timeline-keys'
import { usePage } from './timeline/use-page'

/** The changes of a session, newest first, each group above the prompt that led to it. Only changes are items of the list. */
export function Timeline() {
  const { session } = useScopes()
  useTimelineKeys()
  return session === null ? (
    <ul aria-label="Changes">
      <Note>Changes show up here once a session is on.</Note>
    </ul>
  ) : (
    <Changes key={session.id} session={session} />
  )
}

function Changes({ session }: { readonly session: SessionView }) {
  const { chosen, scope, start, act } = useScopes()
  const chosenNumber = chosen === 'change' && scope.kind === 'change' ? scope.number : null
  const { items, newer, older, showNewer, showOlder } = usePage(session.changes, chosenNumber)
  const newest = session.changes.at(-1)?.number ?? 0
  const [firstSeen] = useState(newest)
  return (
    <ul aria-label="Changes">
      {session.changes.length === 0 ? <Note>No change yet</Note> : null}
      {newer > 0 ? <More words={`${newer} newer`} onMore={showNewer} /> : null}
      {items.map((change, at) => (
        <ChangeEntry
          key={change.number}
          change={change}
          chosen={change.number === chosenNumber}
          fresh={change.number === newest && newest > firstSeen}
          prompt={promptBelow(change, items[at + 1], session)}
          point={pointOf(change, start)}
          act={act}
        />
      ))}
      {older > 0 ? <More words={`${older} older`} onMore={showOlder} /> : <Baseline session={session} />}
    </ul>
  )
}

/** Words in place of changes, which are no change themselves. */
function Note({ children }: { readonly children: string }) {
  return (
    <li role="presentation" className="rail-none">
      {children}
    </li>
  )
}

function More({ words, onMore }: { readonly words: string; readonly onMore: () => void }) {
  return (
    <li role="presentation" className="rail-none">
      <Button look="quiet slim" onPress={onMore}>
        Show {words}
      </Button>
    </li>
  )
}

function Baseline({ session: { baseline } }: { readonly session: SessionView }) {
  const { start, act } = useScopes()
  const id = useId()
  if (baseline === null) return null
  const isStart = start?.checkpointId === baseline.checkpointId
  return (
    <li role="presentation" className="turn num-wrap baseline">
      <span id={id}>
        Baseline{' '}
        {baseline.commit === null ? null : (
          <>
            <span className="mono">{baseline.commit.slice(0, 7)}</span>,{' '}
          </>
        )}
        {clockTimeWithSeconds(baseline.atMs)}
      </span>
      {isStart ? (
        <>
          <span className="from-here">Compared from here</span>
          <Button look="quiet slim" describedBy={id} onPress={act.compareWithNow}>
            With now
          </Button>
        </>
      ) : (
        <Button
          look="quiet slim"
          onPress={() => act.compareFrom({ checkpointId: baseline.checkpointId, change: null })}
        >
          Compare from the baseline
        </Button>
      )}
    </li>
  )
}

/** The prompt of a turn stands below its oldest change. */
function promptBelow(change: ChangeView, older: ChangeView | undefined, session: SessionView): string | null {
  if (change.turnId === null || older?.turnId === change.turnId) return null
  const prompt = session.turns.find((turn) => turn.turnId === change.turnId)?.prompt ?? null
  return prompt === null ? null : shortName(displayName(prompt.trim()), 160)
}

/** Ids sort by the order in which the states were captured. */
function pointOf({ number, checkpointId }: ChangeView, start: TimelinePoint | null): ComparedPoint {
  if (start === null || checkpointId === null) return null
  if (number === start.change) return 'start'
  if (checkpointId === start.checkpointId) return null
  return checkpointId > start.checkpointId ? 'later' : 'earlier'
}
