import type { ReactNode } from 'react'

interface Props {
  readonly children: ReactNode
  readonly onPress: () => void
  readonly look?: 'plain' | 'primary' | 'quiet' | 'slim' | 'quiet slim'
  /** A disabled button can still be reached by keyboard, so that its reason is read out. */
  readonly disabled?: boolean
  readonly label?: string | undefined
  readonly describedBy?: string | undefined
  readonly title?: string | undefined
}

export function Button({ children, onPress, look = 'plain', disabled = false, label, describedBy, title }: Props) {
  return (
    <button
      type="button"
      className={`btn ${look}`}
      aria-disabled={disabled}
      aria-label={label}
      aria-describedby={describedBy}
      title={title}
      onClick={() => {
        if (!disabled) onPress()
      }}
    >
      {children}
    </button>
  )
}
