import { useState } from 'react'
import type { Lane } from '../../../../core/lanes/lanes'
import { displayName, shortName } from '../../../../core/words/display-name'
import type { AppCommand } from '../../../../shared/contract'
import { useApp, useSnapshot } from '../../app-context'
import { Button } from '../../ui/Button'
import { Menu } from '../../ui/Menu'
import { TextField } from '../../ui/TextField'

type Change = Extract<AppCommand, { type: 'settings/set' }>['change']
type Set = (change: Change) => void

/** Which model plays each lane, with which effort, and which limits count for it. */
export function LaneSettings({ set }: { readonly set: Set }) {
  return (
    <section className="card" aria-label="Lanes">
      <h2>Lanes</h2>
      <LaneSetting
        lane="spark"
        title="Spark lane"
        note="Fast and gated: a session needs committed work first."
        set={set}
      />
      <LaneSetting lane="standard" title="Standard lane" note="For sessions that work by themselves." set={set} />
    </section>
  )
}

function LaneSetting(props: { readonly lane: Lane; readonly title: string; readonly note: string; readonly set: Set }) {
  const { lane, title, note, set } = props
  const { dispatch } = useApp()
  const card = useSnapshot((snapshot) => snapshot.lanes[lane])
  const { models } = useSnapshot((snapshot) => snapshot.models)
  const { effort, efforts, defaultEffort, limitIds } = useSnapshot((snapshot) => snapshot.modelSwitch.lanes[lane])
  const putIn = (modelId: string) => void dispatch({ type: 'lane/use-model', lane, modelId })
  const setEffort = (value: string | null) =>
    void dispatch({ type: 'lane/use-model', lane, modelId: card.modelId, effort: value })
  return (
    <div className="setting">
      <div>
        <b>{title}</b>
        <p className="small muted">{note}</p>
        {card.offered === 'no' ? (
          <p className="small any-break">
            {displayName(card.modelName)} is not offered to this account.{' '}
            {card.suggestion === null ? null : (
              <Button look="slim" onPress={() => card.suggestion !== null && putIn(card.suggestion.modelId)}>
                Use {displayName(card.suggestion.modelName)} in this lane
              </Button>
            )}
          </p>
        ) : null}
      </div>
      <div className="stack tight">
        <div className="row wrap">
          {models.length === 0 ? (
            <span className="any-break">{displayName(card.modelName)}</span>
          ) : (
            <Menu
              label={`Model of the ${title}`}
              face={`${shortName(card.modelName, 40)} ▾`}
              slim
              side="end"
              choices={models.map((model) => ({
                key: model.modelId,
                label: shortName(model.name, 60),
                ...(model.facts.length === 0
                  ? {}
                  : { detail: model.facts.map((fact) => shortName(fact, 80)).join(' · ') }),
                checked: model.modelId === card.modelId,
                onChoose: () => putIn(model.modelId),
              }))}
            />
          )}
          {efforts.length === 0 ? null : (
            <Menu
              label={`Effort of the ${title}`}
              face={`Effort: ${effort === null ? 'the model’s own' : shortName(effort, 30)} ▾`}
              slim
              side="end"
              choices={[
                {
                  key: '',
                  label: 'The model’s own',
                  ...(defaultEffort === null ? {} : { detail: displayName(defaultEffort) }),
                  checked: effort === null,
                  onChoose: () => setEffort(null),
                },
                ...efforts.map((one) => ({
                  key: one,
                  label: shortName(one, 30),
                  checked: one === effort,
                  onChoose: () => setEffort(one),
                })),
              ]}
            />
          )}
        </div>
        <LimitIds key={limitIds.join(' ')} lane={lane} title={title} limitIds={limitIds} set={set} />
      </div>
    </div>
  )
}

function LimitIds(props: {
  readonly lane: Lane
  readonly title: string
  readonly limitIds: readonly string[]
  readonly set: Set
}) {
  const { lane, title, limitIds, set } = props
  const [text, setText] = useState(limitIds.join(' '))
  const keep = () => {
    const value = text.split(/[\s,]+/).filter((id) => id !== '')
    if (value.join(' ') !== limitIds.join(' ')) set({ key: 'laneLimits', lane, value })
  }
  return (
    <div onBlur={keep} className="small">
      <TextField label={`Limits of the ${title}`} value={text} onChange={setText} onEnter={keep} />
      <p className="small muted">The limits that count for it, as the server names them.</p>
    </div>
  )
}
