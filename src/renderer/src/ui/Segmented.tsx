import { useId } from 'react'

interface Choice<T extends string> {
  readonly value: T
  readonly label: string
  readonly tone?: 'ember' | 'lake'
}

interface Props<T extends string> {
  readonly label: string
  readonly choices: readonly Choice<T>[]
  readonly value: T | null
  readonly onChange: (value: T) => void
}

/** A few choices side by side: a radio group. */
export function Segmented<T extends string>({ label, choices, value, onChange }: Props<T>) {
  const name = useId()
  return (
    <div className="seg" role="radiogroup" aria-label={label}>
      {choices.map((choice) => (
        <label key={choice.value} className={choice.tone}>
          <input
            type="radio"
            name={name}
            aria-label={choice.label}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          <span data-text={choice.label}>{choice.label}</span>
        </label>
      ))}
    </div>
  )
}
