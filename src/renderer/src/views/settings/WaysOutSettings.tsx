import type { SettingsView } from '../../../../core/app/snapshot'
import type { AppCommand } from '../../../../shared/contract'
import { Checkbox } from '../../ui/Checkbox'

type Change = Extract<AppCommand, { type: 'settings/set' }>['change']
type Way = keyof SettingsView['waysOut']

const ways: readonly { readonly way: Way; readonly label: string; readonly note: string }[] = [
  { way: 'holdBack', label: 'Hold back', note: 'Keep a file out of the commit; every checkpoint has it' },
  { way: 'checkpointOnly', label: 'Checkpoint only', note: 'A hidden checkpoint instead of a commit' },
  { way: 'startMyself', label: 'I start it myself', note: 'Baseline now, Codex by your own hand' },
  { way: 'startAnyway', label: 'Start anyway', note: 'With a reason, which the session keeps' },
  { way: 'pause', label: 'Pause gate', note: 'For a while; it ends by itself' },
]

interface Props {
  readonly waysOut: SettingsView['waysOut']
  readonly set: (change: Change) => void
}

/** Which ways out of a closed gate are offered besides committing. */
export function WaysOutSettings({ waysOut, set }: Props) {
  return (
    <fieldset className="ways-out">
      <legend className="hidden-text">Ways out</legend>
      {ways.map(({ way, label, note }) => (
        <label key={way} className="way-out">
          <Checkbox label={label} checked={waysOut[way]} onChange={(value) => set({ key: 'waysOut', way, value })} />
          <span>
            {label} <span className="small muted">{note}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
