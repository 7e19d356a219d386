import { lazy, Suspense, useState } from 'react'
import { Button } from '../../ui/Button'

/** Loaded when somebody looks: home opens without it. */
const LimitHistory = lazy(async () => ({ default: (await import('./LimitHistory')).LimitHistory }))

/** Opens the history of the limits. */
export function HistoryButton() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button look="quiet slim" label="Limits history" onPress={() => setOpen(true)}>
        History
      </Button>
      {open ? (
        <Suspense>
          <LimitHistory onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  )
}
