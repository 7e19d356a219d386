import { X } from 'lucide-react'
import { displayName } from '../../../../core/words/display-name'
import { useApp, useSnapshot } from '../../app-context'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'

/** What is said once, until it is put away. */
export function Notices() {
  const { dispatch } = useApp()
  const all = useSnapshot((snapshot) => snapshot.notices)
  const failure = useSnapshot((snapshot) => snapshot.commit.failure?.message ?? null)
  // A start that was refused is said on the card that it was pressed on.
  const notices = all.filter(({ message }) => message !== failure)
  if (notices.length === 0) return null
  return (
    <ul className="stack" aria-label="Notices">
      {notices.map((notice) => (
        <li key={notice.id} className="notice">
          {notice.kind === 'warning' ? <Chip tone="warn">Look</Chip> : null}
          <p className="grow any-break" role={notice.kind === 'warning' ? 'alert' : 'status'}>
            {displayName(notice.message)}
            {notice.next === null ? null : <span className="muted"> {displayName(notice.next)}</span>}
          </p>
          {(notice.ways ?? []).map(({ label, wish }) => (
            <Button
              key={label}
              look="slim"
              onPress={() =>
                void dispatch(wish).then(({ ok }) => (ok ? dispatch({ type: 'notice/dismiss', id: notice.id }) : null))
              }
            >
              {displayName(label)}
            </Button>
          ))}
          <Button
            look="quiet slim"
            label="Dismiss"
            onPress={() => void dispatch({ type: 'notice/dismiss', id: notice.id })}
          >
            <X size="1rem" aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  )
}
