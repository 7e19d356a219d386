import { X } from 'lucide-react'
import type { RefusalView } from '../../../../core/app/guard'
import { displayName } from '../../../../core/words/display-name'
import { clockTime } from '../../../../core/words/times'
import { useApp, useSnapshot } from '../../app-context'
import { Button } from '../../ui/Button'
import { Chip } from '../../ui/Chip'

/** Prompts that the guard refused and that nobody has answered yet, newest first; the ways to let them through are one press. */
export function RefusedPrompts() {
  const refusals = useSnapshot((snapshot) => snapshot.guard.refusals.filter(({ open }) => open))
  const committing = useSnapshot((snapshot) => snapshot.commit.running !== null)
  if (refusals.length === 0) return null
  return (
    <ul className="stack" aria-label="Refused prompts">
      {refusals.slice(0, 3).map((refusal) => (
        <Refused key={refusal.id} refusal={refusal} committing={committing} />
      ))}
    </ul>
  )
}

function Refused({ refusal, committing }: { readonly refusal: RefusalView; readonly committing: boolean }) {
  const { dispatch } = useApp()
  const { id: refusalId, name, path, atMs, message, canCommit, canLetThrough } = refusal
  return (
    <li className="notice wrap">
      <Chip tone="warn">Refused</Chip>
      <p className="grow notice-text any-break" role="alert" title={displayName(path)}>
        A Spark prompt in {displayName(name)} at {clockTime(atMs)}. {message}{' '}
        <span className="muted">Nothing was sent; send it again afterwards.</span>
      </p>
      {canCommit ? (
        <Button
          look="primary slim"
          disabled={committing}
          onPress={() => void dispatch({ type: 'guard/commit-and-let-through', refusalId })}
        >
          Commit and let through
        </Button>
      ) : null}
      {canLetThrough ? (
        <Button look="slim" onPress={() => void dispatch({ type: 'guard/let-through', refusalId })}>
          Let this one through
        </Button>
      ) : null}
      <Button look="quiet slim" label="Dismiss" onPress={() => void dispatch({ type: 'guard/dismiss', refusalId })}>
        <X size="1rem" aria-hidden />
      </Button>
    </li>
  )
}
