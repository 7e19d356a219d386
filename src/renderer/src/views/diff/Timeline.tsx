import { useState } from 'react'
import type { ChangeView, SessionView } from '../../../../core/app/snapshot'
import type { Scope } from '../../../../core/diff/scope'
import { displayName, shortName } from '../../../../core/words/display-name'
import { clockTimeWithSeconds } from '../../../../core/words/times'
import { Button } from '../../ui/Button'
import { ChangeEntry } from './ChangeEntry'

interface Props {
  readonly session: SessionView | null
  readonly scope: Scope
  readonly onScope: (scope: Scope) => void
}

const shownAtFirst = 200

/** The changes of a session, newest first, each group above the prompt that led to it. */
export function Timeline({ session, scope, onScope }: Props) {
  const [all, setAll] = useState(false)
  if (session === null) return <Empty text="Changes show up here once a session is on." />
  const changes = session.changes.toReversed()
  const shown = all ? changes : changes.slice(0, shownAtFirst)
  return (
    <ul aria-label="Changes">
      {changes.length === 0 ? <li className="rail-none">No change yet</li> : null}
      {shown.map((change, at) => (
        <ChangeEntry
          key={change.number}
          change={change}
          chosen={scope.kind === 'change' && scope.number === change.number}
          onChoose={() => onScope({ kind: 'change', number: change.number })}
          prompt={promptBelow(change, shown[at + 1], session)}
        />
      ))}
      {shown.length < changes.length ? (
        <li className="rail-none">
          <Button look="quiet slim" onPress={() => setAll(true)}>
            Show {changes.length - shown.length} more
          </Button>
        </li>
      ) : null}
      {session.baseline === null ? null : (
        <li className="turn num-wrap">
          Baseline{' '}
          {session.baseline.commit === null ? null : (
            <>
              <span className="mono">{session.baseline.commit.slice(0, 7)}</span>,{' '}
            </>
          )}
          {clockTimeWithSeconds(session.baseline.atMs)}
        </li>
      )}
    </ul>
  )
}

function Empty({ text }: { readonly text: string }) {
  return (
    <ul aria-label="Changes">
      <li className="rail-none">{text}</li>
    </ul>
  )
}

/** The prompt of a turn stands below its oldest change. */
function promptBelow(change: ChangeView, older: ChangeView | undefined, session: SessionView): string | null {
  if (change.turnId === null || older?.turnId === change.turnId) return null
  const prompt = session.turns.find((turn) => turn.turnId === change.turnId)?.prompt ?? null
  return prompt === null ? null : shortName(displayName(prompt.trim()), 160)
}
