import { useContext } from 'react'
import { Button } from '../../ui/Button'
import { OpenHistory } from './open-history'

/** Opens the history of the limits. */
export function HistoryButton() {
  const open = useContext(OpenHistory)
  return (
    <Button look="quiet slim" label="Limits history" onPress={open}>
      History
    </Button>
  )
}
