interface Props {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder?: string
  /** Shows the label above the field; otherwise only a screen reader says it. */
  readonly labelled?: boolean
  readonly onEnter?: () => void
}

export function TextField({ label, value, onChange, placeholder, labelled = false, onEnter }: Props) {
  return (
    <label className="field">
      <span className={labelled ? '' : 'hidden-text'}>{label}</span>
      <input
        type="text"
        className="input"
        aria-label={label}
        value={value}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) onEnter?.()
        }}
      />
    </label>
  )
}
