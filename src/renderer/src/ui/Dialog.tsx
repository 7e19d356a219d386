import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'

interface Props {
  readonly title: string
  readonly children: ReactNode
  /** Esc. */
  readonly onCancel: () => void
  /** Room for lists. */
  readonly wide?: boolean
  /** The focus begins at the title, so that what is asked is read before anything can be pressed. */
  readonly titleFirst?: boolean
}

/** A question that has to be answered first. */
export function Dialog({ title, children, onCancel, wide = false, titleFirst = false }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useLayoutEffect(() => {
    const element = dialog.current
    if (element !== null && !element.open) {
      element.showModal()
      if (titleFirst) element.querySelector('h2')?.focus()
    }
    // Before it leaves the page, so that the focus goes back to where it was.
    return () => element?.close()
  }, [titleFirst])
  return (
    <dialog
      ref={dialog}
      className={`dialog ${wide ? 'wide' : ''}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        onCancel()
      }}
    >
      <div className="stack">
        <h2 id={heading} tabIndex={titleFirst ? -1 : undefined}>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  )
}
