import { useId } from 'react'
import type { StartCard } from '../../../../core/start/start-card'
import { Button } from '../../ui/Button'
import { Menu, type MenuChoice } from '../../ui/Menu'

interface Props {
  readonly card: StartCard
  /** Some files have no tick, and at least one has. */
  readonly canHoldBackRest: boolean
  readonly onPrimary: () => void
  readonly onCommit: () => void
  readonly onHoldBackRest: () => void
  /** What the menu offers. */
  readonly more: readonly MenuChoice[]
}

/** The one primary button, the commit without a start, and the rest in a menu; below them why something is disabled. */
export function StartButtons(props: Props) {
  const { card, canHoldBackRest, onPrimary, onCommit, onHoldBackRest, more } = props
  const why = useId()
  const reason = card.primary.disabledWhy ?? card.commitOnly?.disabledWhy ?? null
  return (
    <div className="stack tight">
      <div className="row wrap start-buttons">
        <Button look="primary" disabled={card.primary.disabledWhy !== null} describedBy={why} onPress={onPrimary}>
          {card.primary.label}
        </Button>
        {card.commitOnly === null ? null : (
          <Button disabled={card.commitOnly.disabledWhy !== null} describedBy={why} onPress={onCommit}>
            {card.commitOnly.label}
          </Button>
        )}
        <Menu label="More" face="More ▾" side="end" up choices={more} />
      </div>
      {reason === null ? null : (
        <div className="row wrap small muted">
          <span id={why}>{reason}</span>
          {canHoldBackRest ? (
            <Button look="slim" onPress={onHoldBackRest}>
              {card.leftOver === 1 ? 'Hold it back' : 'Hold them back'}
            </Button>
          ) : null}
        </div>
      )}
    </div>
  )
}
