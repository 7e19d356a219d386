import { useState } from 'react'
import type { SettingsView } from '../../../../core/app/snapshot'
import { parseThresholds } from '../../../../core/limits/thresholds'
import type { AppCommand } from '../../../../shared/contract'
import { Checkbox } from '../../ui/Checkbox'
import { TextField } from '../../ui/TextField'

type Change = Extract<AppCommand, { type: 'settings/set' }>['change']
type Alerts = SettingsView['limitAlerts']
type Alert = Exclude<keyof Alerts, 'thresholds'>

const alerts: readonly { readonly alert: Alert; readonly label: string; readonly note: string }[] = [
  { alert: 'low', label: 'Little is left', note: 'At the percentages below' },
  { alert: 'runsOut', label: 'It will not last', note: 'At this pace it is used up before its reset' },
  { alert: 'reset', label: 'It was reset', note: 'Told when a second reading confirms it' },
  { alert: 'moved', label: 'It moved or vanished', note: 'The server calls it something else, or names it no more' },
]

interface Props {
  readonly alerts: Alerts
  readonly set: (change: Change) => void
}

/** Which facts about limits are told by a notification. */
export function LimitAlertSettings({ alerts: chosen, set }: Props) {
  const shown = chosen.thresholds.join(', ')
  const [typed, setTyped] = useState<string | null>(null)
  const thresholds = parseThresholds(typed ?? shown)
  const save = () => {
    if (thresholds === null) return
    if (typed !== null && typed !== shown) set({ key: 'limitThresholds', value: [...thresholds] })
    setTyped(null)
  }
  return (
    <fieldset className="ways-out">
      <legend className="hidden-text">Notifications about limits</legend>
      {alerts.map(({ alert, label, note }) => (
        <label key={alert} className="way-out">
          <Checkbox
            label={label}
            checked={chosen[alert]}
            onChange={(value) => set({ key: 'limitAlert', alert, value })}
          />
          <span>
            {label} <span className="small muted">{note}</span>
          </span>
        </label>
      ))}
      <div onBlur={save}>
        <TextField label="At percent left" value={typed ?? shown} onChange={setTyped} onEnter={save} labelled />
      </div>
      {thresholds === null ? <p className="field-wrong">Whole numbers from 0 to 99, such as 20, 10, 0.</p> : null}
    </fieldset>
  )
}
