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

function isText(element: Element | null): element is HTMLInputElement | HTMLTextAreaElement {
  return element?.matches('textarea, input[type=text], input[type=search]') ?? false
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
    return () => {
      element?.close()
      const back = document.activeElement
      // The caret was in the dialog and goes with it; without one a text field takes no letters.
      if (isText(back)) queueMicrotask(() => back.setSelectionRange(back.selectionStart, back.selectionEnd))
    }
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
