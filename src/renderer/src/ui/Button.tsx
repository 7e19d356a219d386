import type { ReactNode } from 'react'

interface Props {
  readonly children: ReactNode
  readonly onPress: () => void
  readonly look?: 'plain' | 'primary' | 'quiet' | 'slim' | 'quiet slim' | 'primary slim'
  /** A disabled button can still be reached by keyboard, so that its reason is read out. */
  readonly disabled?: boolean
  readonly label?: string | undefined
  readonly describedBy?: string | undefined
  readonly title?: string | undefined
  readonly tabIndex?: number | undefined
}

export function Button(props: Props) {
  const { children, onPress, look = 'plain', disabled = false, label, describedBy, title, tabIndex } = props
  return (
    <button
      type="button"
      className={`btn ${look}`}
      aria-disabled={disabled}
      aria-label={label}
      aria-describedby={describedBy}
      title={title}
      tabIndex={tabIndex}
      onClick={() => {
        if (!disabled) onPress()
      }}
    >
      {children}
    </button>
  )
}
