interface Props {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

const mostRows = 8

/** Text of one line or a few; it is as high as what it holds. */
export function TextArea({ label, value, onChange }: Props) {
  return (
    <label className="field">
      <span className="hidden-text">{label}</span>
      <textarea
        className="input text-area"
        aria-label={label}
        value={value}
        rows={Math.min(mostRows, value.split('\n').length)}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  )
}
