import { useState } from 'react'
import type { GuardView } from '../../../../core/app/guard'
import { useApp } from '../../app-context'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'

interface Props {
  readonly guard: GuardView
  /** Also offers to take it out. */
  readonly full: boolean
}

/** What can be done about the guard. Nothing is written before the user has read what that means. */
export function GuardActions({ guard, full }: Props) {
  const { dispatch } = useApp()
  const [asking, setAsking] = useState(false)
  const { light, busy } = guard
  const isIn = light !== 'not-installed' && light !== 'unknown'
  const canInstall =
    light === 'not-trusted' ||
    light === 'modified' ||
    (light === 'not-installed' && (full || guard.offered || guard.lost))
  const canCheck = light === 'unknown' || light === 'off-by-config'
  if (!canInstall && !canCheck && !(full && isIn)) return null
  return (
    <div className="row wrap">
      {canInstall ? (
        <Button look="slim" disabled={busy} onPress={() => setAsking(true)}>
          {light === 'not-installed' ? 'Install guard…' : 'Install it again…'}
        </Button>
      ) : null}
      {canCheck ? (
        <Button look="slim" disabled={busy} onPress={() => void dispatch({ type: 'guard/check' })}>
          Check again
        </Button>
      ) : null}
      {full && isIn ? (
        <Button look="quiet slim" disabled={busy} onPress={() => void dispatch({ type: 'guard/uninstall' })}>
          Uninstall
        </Button>
      ) : null}
      {asking ? (
        <Dialog title="Install the guard?" onCancel={() => setAsking(false)}>
          {guard.consent.map((sentence) => (
            <p key={sentence} className="any-break">
              {sentence}
            </p>
          ))}
          <div className="row wrap">
            <Button
              look="primary"
              onPress={() => {
                setAsking(false)
                void dispatch({ type: 'guard/install' })
              }}
            >
              Install guard
            </Button>
            <Button onPress={() => setAsking(false)}>Not now</Button>
          </div>
        </Dialog>
      ) : null}
    </div>
  )
}
