import { Check } from 'lucide-react'
import type { Readiness } from '../../../../core/app/snapshot'
import type { Lane } from '../../../../core/lanes/lanes'
import { displayName } from '../../../../core/words/display-name'
import { useApp, useSnapshot } from '../../app-context'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'

interface Props {
  readonly lane: Lane
  readonly readiness: Readiness
  /** Null while a start is impossible for another reason. */
  readonly onTryAnyway: (() => void) | null
}

/** Usable now? */
const answers = { yes: 'Look', no: 'Not now', unsure: 'Perhaps' } as const

/** One line when all is well; otherwise only what is not. */
export function ReadinessLine({ lane, readiness, onTryAnyway }: Props) {
  if (readiness.kind === 'checking') return <p className="small muted">Looking for Codex…</p>
  if (readiness.kind === 'ready')
    return (
      <p className="small muted row ready">
        <Check size="0.875rem" aria-hidden className="plus" />
        <span>{displayName(readiness.text)}</span>
      </p>
    )
  return (
    <ul className="stack readiness" aria-label="Not ready">
      {readiness.items.map((item) => (
        <li key={`${item.code} ${item.message}`}>
          <div>
            <Chip tone="warn">{readiness.blocking ? 'Not ready' : answers[readiness.answer]}</Chip>{' '}
            <span className="any-break">{displayName(item.message)}</span>
          </div>
          <p className="small muted any-break">
            {displayName(item.next)} <span className="readiness-source">From {displayName(item.source)}.</span>
          </p>
          {item.code === 'model-not-offered' ? <OtherModel lane={lane} onTryAnyway={onTryAnyway} /> : null}
        </li>
      ))}
    </ul>
  )
}

function OtherModel({ lane, onTryAnyway }: Pick<Props, 'lane' | 'onTryAnyway'>) {
  const { dispatch } = useApp()
  const suggestion = useSnapshot((snapshot) => snapshot.lanes[lane].suggestion)
  return (
    <div className="row wrap readiness-actions">
      {suggestion === null ? null : (
        <Button
          look="slim"
          onPress={() => void dispatch({ type: 'lane/use-model', lane, modelId: suggestion.modelId })}
        >
          Use {displayName(suggestion.modelName)} in this lane
        </Button>
      )}
      {onTryAnyway === null ? null : (
        <Button look="quiet slim" onPress={onTryAnyway}>
          Try anyway
        </Button>
      )}
    </div>
  )
}
