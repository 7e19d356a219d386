import { useEffect } from 'react'
import type { KeyRegistry } from './key-registry'

/** The one listener for keys of the live diff window: they work wherever the focus is. */
export function useKeys(keys: KeyRegistry): void {
  useEffect(() => {
    const pointed = watchPointed()
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || belongsElsewhere(event, pointed.has)) return
      if (keys.handle(event, isTyping(event.target))) event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => {
      pointed.stop()
      window.removeEventListener('keydown', onKey)
    }
  }, [keys])
}

const pressable = 'button, summary, a, input, [role=button]'
/** Space scrolls and never marks, so of the buttons that mark it presses none; Enter does. */
const marking = '.mark-reviewed'

/** A dialog and an open menu have the keys to themselves, and what can be pressed keeps Enter and, mostly, Space. */
function belongsElsewhere({ key, target }: KeyboardEvent, isPointed: (control: Element) => boolean): boolean {
  if (document.querySelector('dialog[open]') !== null) return true
  if (!(target instanceof Element)) return false
  if (target.closest('[role=menu], [role=listbox]') !== null) return true
  const control = target.closest(pressable)
  if (control === null) return false
  return key === 'Enter' || (key === ' ' && !control.matches(marking) && !isPointed(control))
}

/**
 * Which controls have the focus from the mouse: whoever clicks one reads on, and Space scrolls. One that is gone to with Tab
 * or the arrows is pressed by Space again.
 */
function watchPointed() {
  const pointed = new WeakSet<Element>()
  let moving = false
  const onPointer = ({ target }: Event) => {
    moving = false
    const control = controlAt(target)
    if (control !== null) pointed.add(control)
  }
  const onKey = ({ key }: KeyboardEvent) => {
    if (/^(?:Tab|Arrow|Home$|End$)/.test(key)) moving = true
  }
  const onFocus = ({ target }: Event) => {
    const control = controlAt(target)
    if (moving && control !== null) pointed.delete(control)
  }
  // Before anybody else has them, as a list moves the focus while it handles the key, and keeps the key to itself.
  const over = new AbortController()
  const first = { capture: true, signal: over.signal }
  window.addEventListener('pointerdown', onPointer, first)
  window.addEventListener('keydown', onKey, first)
  window.addEventListener('focusin', onFocus, first)
  return { has: (control: Element) => pointed.has(control), stop: () => over.abort() }
}

function controlAt(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest(pressable) : null
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.matches('input:not([type=radio], [type=checkbox], [type=button]), textarea, select, [contenteditable]')
  )
}
