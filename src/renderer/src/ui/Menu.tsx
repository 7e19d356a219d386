import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'

export interface MenuChoice {
  readonly key: string
  readonly label: string
  /** A second line in small type. */
  readonly detail?: string
  /** Set for one of several that exclude each other. */
  readonly checked?: boolean
  readonly afterLine?: boolean
  readonly onChoose: () => void
}

interface Props {
  readonly label: string
  readonly face: ReactNode
  readonly choices: readonly MenuChoice[]
  readonly side?: 'start' | 'end'
  readonly up?: boolean
}

/** A button with a menu: arrow keys move, Esc closes and gives the focus back. */
export function Menu({ label, face, choices, side = 'start', up = false }: Props) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const items = () => [...(box.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])]

  useEffect(() => {
    if (open) box.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus()
  }, [open, box])

  const close = () => {
    setOpen(false)
    button.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return
    const all = items()
    const at = all.findIndex((item) => item === document.activeElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
    if (event.key === 'Escape') close()
    else if (to !== undefined) all.at(to % all.length)?.focus()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div
      className="menu"
      ref={box}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false)
      }}
    >
      <button
        type="button"
        ref={button}
        className="btn quiet"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={label}
        onClick={() => setOpen(!open)}
      >
        {face}
      </button>
      {open ? (
        <div role="menu" id={id} aria-label={label} className={`menu-list ${side} ${up ? 'up' : ''}`}>
          {choices.map((choice) => (
            <div key={choice.key} role="none">
              {choice.afterLine === true ? <hr /> : null}
              <button
                type="button"
                tabIndex={-1}
                className="menu-item"
                role={choice.checked === undefined ? 'menuitem' : 'menuitemradio'}
                aria-checked={choice.checked}
                onClick={() => {
                  close()
                  choice.onChoose()
                }}
              >
                <span className="cut">{choice.label}</span>
                {choice.detail === undefined ? null : <span className="cut small muted">{choice.detail}</span>}
              </button>
            </div>
          ))}
        </div>
      ) : null}
    </div>
  )
}
