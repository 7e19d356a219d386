import { displayName } from '../../../../core/words/display-name'
import { useSnapshot } from '../../app-context'

/** What Codex sessions use that Firebreak does not start. */
export function ModelLine() {
  const { state, configured, override, models } = useSnapshot((snapshot) => snapshot.models)
  if (state === 'unknown') return null
  const name = models.find((model) => model.configured)?.name ?? configured
  return (
    <div className="bucket small muted">
      {state === 'unavailable' && name === null ? (
        <p>Which model new Codex sessions use is not known: Codex did not answer.</p>
      ) : (
        <p className="any-break">
          New Codex sessions use {name === null ? 'the model Codex chooses' : displayName(name)}
        </p>
      )}
      {override === null ? null : <p className="any-break">{displayName(override)}</p>}
    </div>
  )
}
