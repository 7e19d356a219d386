import { useState } from 'react'
import { displayName } from '../../../../../core/words/display-name'
import { useApp, useSnapshot } from '../../../app-context'
import { Button } from '../../../ui/Button'
import { Segmented } from '../../../ui/Segmented'
import { EffortMenu } from './EffortMenu'
import { ModelMenu, type SwitchScope } from './ModelMenu'

/** What Codex sessions use that Firebreak does not start, and the switch of it in three scopes. */
export function ModelCard() {
  const { dispatch } = useApp()
  const [scope, setScope] = useState<SwitchScope>('everywhere')
  const { state, configured, override, models } = useSnapshot((snapshot) => snapshot.models)
  const { repository, back, timed, unchanged } = useSnapshot((snapshot) => snapshot.modelSwitch)
  const next = useSnapshot((snapshot) => snapshot.nextSessionModel)
  if (state === 'unknown') return null
  const name = models.find((model) => model.configured)?.name ?? configured
  const ways = [
    ...(back.everywhere === null ? [] : [{ place: 'everywhere' as const, label: back.everywhere }]),
    ...(back.repository === null || repository === null
      ? []
      : [{ place: 'repository' as const, label: `${back.repository} in ${repository.name}` }]),
  ]
  return (
    <section className="card" aria-label="Model">
      <h2>New Codex sessions</h2>
      <div className="stack tight">
        {state === 'unavailable' && name === null ? (
          <p className="muted">Which model they use is not known: Codex did not answer.</p>
        ) : (
          <p className="any-break">
            <b>{name === null ? 'The model Codex chooses' : displayName(name)}</b>
          </p>
        )}
        {timed === null ? null : <p className="small any-break">{displayName(timed.words)}</p>}
        {override === null ? null : <p className="small muted any-break">{displayName(override)}</p>}
        {next === null ? null : (
          <p className="small any-break">
            The next session started here: {displayName(next.modelName)}
            {next.effort === null ? null : `, effort ${displayName(next.effort)}`}
          </p>
        )}
        {models.length === 0 ? null : (
          <>
            <Segmented
              label="Where the model is set"
              value={scope}
              onChange={setScope}
              choices={[
                { value: 'everywhere', label: 'Everything' },
                { value: 'repository', label: 'This repository' },
                { value: 'next-session', label: 'Next session' },
              ]}
            />
            <p className="small muted any-break">{scopeWords(scope, repository)}</p>
            <div className="row wrap">
              <ModelMenu scope={scope} />
              {scope === 'repository' && repository === null ? null : <EffortMenu scope={scope} />}
            </div>
          </>
        )}
        {ways.length === 0 ? null : (
          <div className="row wrap">
            {ways.map(({ place, label }) => (
              <Button key={place} look="slim" onPress={() => void dispatch({ type: 'model/back', place })}>
                {displayName(label)}
              </Button>
            ))}
          </div>
        )}
        <details className="small muted">
          <summary>What this does not change</summary>
          <ul>
            {unchanged.map((words) => (
              <li key={words} className="any-break">
                {displayName(words)}
              </li>
            ))}
          </ul>
        </details>
      </div>
    </section>
  )
}

function scopeWords(
  scope: SwitchScope,
  repository: { readonly file: string; readonly disabledWhy: string | null } | null,
): string {
  if (scope === 'everywhere') return 'Your Codex configuration: terminal, IDE and app.'
  if (scope === 'next-session') return 'The next session started in Firebreak. No file is touched.'
  if (repository === null) return 'No repository is chosen.'
  return displayName(repository.disabledWhy ?? `${repository.file}, a change in the repository.`)
}
