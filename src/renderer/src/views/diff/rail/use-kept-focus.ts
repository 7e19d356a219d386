import { type RefObject, useLayoutEffect, useRef } from 'react'

/** Gives the focus back to a file of the list that lost it only because the list was put in another order. */
export function useKeptFocus(list: RefObject<HTMLElement | null>): void {
  const focused = useRef<string | null>(null)
  useLayoutEffect(() => {
    const element = list.current
    if (element === null) return undefined
    const onFocus = ({ target }: FocusEvent) => {
      focused.current = target instanceof HTMLElement ? (target.dataset['path'] ?? null) : null
    }
    // A node that is taken out of its place loses the focus to nobody; a person gives it to something.
    const onBlur = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null) focused.current = null
    }
    element.addEventListener('focusin', onFocus)
    element.addEventListener('focusout', onBlur)
    return () => {
      element.removeEventListener('focusin', onFocus)
      element.removeEventListener('focusout', onBlur)
    }
  }, [list])
  useLayoutEffect(() => {
    const path = focused.current
    if (path === null || document.activeElement !== document.body) return
    const files = list.current?.querySelectorAll<HTMLElement>('[data-path]') ?? []
    for (const file of files) if (file.dataset['path'] === path) file.focus({ preventScroll: true })
  })
}
