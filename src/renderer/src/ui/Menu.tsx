import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'

export interface MenuChoice {
  readonly key: string
  readonly label: string
  /** A second line in small type. */
  readonly detail?: string
  /** Set for one of several that exclude each other. */
  readonly checked?: boolean
  readonly afterLine?: boolean
  /** Why it cannot be chosen, shown instead of the detail; it can still be reached by keyboard, so that this is read out. */
  readonly disabledWhy?: string | null
  readonly onChoose: () => void
}

interface Props {
  readonly label: string
  readonly face: ReactNode
  readonly choices: readonly MenuChoice[]
  readonly side?: 'start' | 'end'
  readonly up?: boolean
  /** Over everything, for a menu inside something that scrolls. */
  readonly floating?: boolean
  readonly slim?: boolean
  readonly tabIndex?: number
  readonly describedBy?: string
}

/** Between a floating menu and its button, in px. */
const gap = 4

/** A button with a menu: arrow keys move, Esc closes and gives the focus back. */
export function Menu(props: Props) {
  const { label, face, choices, side = 'start', up = false, floating = false, slim = false } = props
  const [open, setOpen] = useState(false)
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const items = () => [...(box.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])]

  useEffect(() => {
    if (open) box.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus({ preventScroll: floating })
  }, [open, floating, box])

  const list = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (!open || !floating || button.current === null || list.current === null) return undefined
    // In the top layer, as what scrolls may keep everything in it to itself.
    list.current.showPopover?.()
    const at = button.current.getBoundingClientRect()
    const height = list.current.offsetHeight
    const below = at.bottom + gap + height <= window.innerHeight
    list.current.style.top = `${below ? at.bottom + gap : Math.max(0, at.top - gap - height)}px`
    list.current.style.right = `${document.documentElement.clientWidth - at.right}px`
    const leave = ({ target }: Event) => {
      if (target !== list.current) setOpen(false)
    }
    window.addEventListener('scroll', leave, true)
    window.addEventListener('resize', leave)
    return () => {
      window.removeEventListener('scroll', leave, true)
      window.removeEventListener('resize', leave)
    }
  }, [open, floating])

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
        className={`btn quiet ${slim ? 'slim' : ''}`}
        tabIndex={props.tabIndex}
        aria-describedby={props.describedBy}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={label}
        onClick={() => setOpen(!open)}
      >
        {face}
      </button>
      {open ? (
        <div
          role="menu"
          ref={list}
          popover={floating ? 'manual' : undefined}
          id={id}
          aria-label={label}
          className={`menu-list ${floating ? 'floating' : `${side} ${up ? 'up' : ''}`}`}
        >
          {choices.map((choice) => (
            <div key={choice.key} role="none">
              {choice.afterLine === true ? <hr /> : null}
              <MenuItem
                choice={choice}
                onChoose={() => {
                  close()
                  choice.onChoose()
                }}
              />
            </div>
          ))}
        </div>
      ) : null}
    </div>
  )
}

function MenuItem({ choice, onChoose }: { readonly choice: MenuChoice; readonly onChoose: () => void }) {
  const note = useId()
  const disabled = choice.disabledWhy != null
  const detail = choice.disabledWhy ?? choice.detail
  return (
    <button
      type="button"
      tabIndex={-1}
      className="menu-item"
      role={choice.checked === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked={choice.checked}
      aria-label={choice.label}
      aria-describedby={detail === undefined ? undefined : note}
      aria-disabled={disabled}
      onClick={() => {
        if (!disabled) onChoose()
      }}
    >
      <span className="cut">{choice.label}</span>
      {detail === undefined ? null : (
        <span id={note} className="cut small muted">
          {detail}
        </span>
      )}
    </button>
  )
}
