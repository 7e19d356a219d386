import { useEffect } from 'react'
import type { KeyRegistry } from './key-registry'

/** The one listener for keys of the live diff window: they work wherever the focus is. */
export function useKeys(keys: KeyRegistry): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || belongsElsewhere(event)) return
      if (keys.handle(event, isTyping(event.target))) event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [keys])
}

/** A dialog and an open menu have the keys to themselves, and what can be pressed keeps Enter and Space. */
function belongsElsewhere({ key, target }: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]') !== null) return true
  if (!(target instanceof Element)) return false
  if (target.closest('[role=menu], [role=listbox]') !== null) return true
  return (key === 'Enter' || key === ' ') && target.closest('button, summary, a, input, [role=button]') !== null
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.matches('input:not([type=radio], [type=checkbox], [type=button]), textarea, select, [contenteditable]')
  )
}
