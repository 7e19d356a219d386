import { useState } from 'react'
import { Button } from '../../ui/Button'
import { LimitHistory } from './LimitHistory'

/** Opens the history of the limits. */
export function HistoryButton() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button look="quiet slim" label="Limits history" onPress={() => setOpen(true)}>
        History
      </Button>
      {open ? <LimitHistory onClose={() => setOpen(false)} /> : null}
    </>
  )
}
