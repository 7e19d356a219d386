import { useId, useState } from 'react'
import type { SettingsView } from '../../../../core/app/snapshot'
import { displayName } from '../../../../core/words/display-name'
import type { AppCommand } from '../../../../shared/contract'
import { useSnapshot } from '../../app-context'
import { LeftOut } from '../checkpoints/LeftOut'

type Change = Extract<AppCommand, { type: 'settings/set' }>['change']
type Limits = SettingsView['checkpoints']

interface Props {
  readonly limits: Limits
  readonly set: (change: Change) => void
}

const mib = 2 ** 20
const gib = 2 ** 30

/** How much checkpoints keep, and what they leave out. */
export function CheckpointSettings({ limits, set }: Props) {
  const repo = useSnapshot((snapshot) => snapshot.repo)
  const change = (part: Partial<Limits>) => set({ key: 'checkpoints', value: { ...limits, ...part } })
  return (
    <section className="card" aria-label="Limits of checkpoints">
      <h2>Checkpoints</h2>
      <div className="setting">
        <div>
          <b>Kept of each repository</b>
          <p className="small muted">
            What exceeds one of these goes, changes first. Named ones, those you keep and those of a session that is on
            always stay.
          </p>
        </div>
        <div className="number-fields">
          <NumberField label="Days" value={limits.days} least={1} most={3650} onSave={(days) => change({ days })} />
          <NumberField
            label="Number"
            value={limits.count}
            least={1}
            most={100_000}
            onSave={(count) => change({ count })}
          />
          <NumberField
            label="Size in GiB"
            value={limits.bytes / gib}
            least={0.01}
            most={10_000}
            fractions
            onSave={(size) => change({ bytes: size * gib })}
          />
        </div>
      </div>
      <div className="setting">
        <div>
          <b>Small ignored files</b>
          <p className="small muted">Such as .env. Ignored files above these sizes are left out; 0 leaves all out.</p>
        </div>
        <div className="number-fields">
          <NumberField
            label="Each in MiB"
            value={limits.ignoredFileBytes / mib}
            least={0}
            most={1024}
            fractions
            onSave={(size) => change({ ignoredFileBytes: size * mib })}
          />
          <NumberField
            label="In all in MiB"
            value={limits.ignoredTotalBytes / mib}
            least={0}
            most={1_000_000}
            fractions
            onSave={(size) => change({ ignoredTotalBytes: size * mib })}
          />
        </div>
      </div>
      {repo === null ? null : (
        <div className="setting">
          <div>
            <b>Left out of checkpoints</b>
            <p className="small muted">
              In {displayName(repo.name)}. What is left out is copied nowhere, so no restore can bring it back.
            </p>
          </div>
          <div className="setting-wide">
            <LeftOut repo={repo} />
          </div>
        </div>
      )}
    </section>
  )
}

interface NumberProps {
  readonly label: string
  readonly value: number
  readonly least: number
  readonly most: number
  readonly fractions?: boolean
  readonly onSave: (value: number) => void
}

/** Saved with Enter and when the field is left; a number that cannot be says which can. */
function NumberField({ label, value, least, most, fractions = false, onSave }: NumberProps) {
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const shown = String(Math.round(value * 100) / 100)
  const number = typed === null ? value : readNumber(typed, fractions)
  const wrong = number === null || number < least || number > most
  const save = () => {
    if (typed === null || wrong) return
    if (typed.trim() !== shown) onSave(number)
    setTyped(null)
  }
  return (
    <div className="field">
      <label htmlFor={id} className="small muted">
        {label}
      </label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        className="input num"
        value={typed ?? shown}
        autoComplete="off"
        aria-invalid={wrong}
        aria-describedby={wrong ? `${id}-why` : undefined}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save()
          else if (event.key === 'Escape') setTyped(null)
        }}
      />
      {wrong ? (
        <span id={`${id}-why`} className="field-wrong" role="alert">
          From {least} to {most}
        </span>
      ) : null}
    </div>
  )
}

function readNumber(text: string, fractions: boolean): number | null {
  const plain = text.trim().replace(',', '.')
  return (fractions ? /^\d+(?:\.\d+)?$/ : /^\d+$/).test(plain) ? Number(plain) : null
}
