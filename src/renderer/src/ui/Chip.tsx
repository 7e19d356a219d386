import type { ReactNode } from 'react'

interface Props {
  readonly children: ReactNode
  readonly tone?: 'ok' | 'warn' | 'bad' | 'ember' | 'lake' | 'mono'
  readonly title?: string
}

/** A word or two about the thing beside it. */
export function Chip({ children, tone, title }: Props) {
  return (
    <span className={`chip ${tone ?? ''}`} title={title}>
      <span className="cut">{children}</span>
    </span>
  )
}
