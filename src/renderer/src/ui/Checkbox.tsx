interface Props {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly tabIndex?: number
}

/** A tick box; whoever shows it puts it in a `label`, so that the whole row is its target. */
export function Checkbox({ label, checked, onChange, tabIndex }: Props) {
  return (
    <input
      type="checkbox"
      className="tick"
      aria-label={label}
      checked={checked}
      tabIndex={tabIndex}
      onChange={(event) => onChange(event.target.checked)}
    />
  )
}
