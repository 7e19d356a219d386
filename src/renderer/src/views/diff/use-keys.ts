import { useEffect, useRef } from 'react'
import type { Scope } from '../../../../core/diff/scope'
import type { KeyRegistry } from './key-bindings'
import type { RowReader } from './row-reader'

interface Keys {
  readonly keys: KeyRegistry
  readonly reader: RowReader
  readonly show: (scope: Scope) => void
  readonly keysShown: boolean
  readonly setKeysShown: (shown: boolean) => void
}

/** What the sheet of keys lists. */
export const keyList: readonly (readonly [key: string, does: string])[] = [
  ['j / k', 'next / previous hunk'],
  ['J / K', 'next / previous file'],
  ['1', 'last change'],
  ['2', 'since baseline'],
  ['3', 'uncommitted'],
  ['?', 'this list'],
  ['Esc', 'close the list'],
]

/** Single keys of the live diff window; not while text is typed, and not with a modifier. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target)) return
      if (latest.current.keys.handle(event)) return event.preventDefault()
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (act(event.key, latest.current)) event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

function act(key: string, { reader, show, keysShown, setKeysShown }: Keys): boolean {
  switch (key) {
    case 'j':
      reader.nextHunk()
      return true
    case 'k':
      reader.previousHunk()
      return true
    case 'J':
      reader.nextFile()
      return true
    case 'K':
      reader.previousFile()
      return true
    case '1':
      show({ kind: 'last-change' })
      return true
    case '2':
      show({ kind: 'since-baseline' })
      return true
    case '3':
      show({ kind: 'uncommitted' })
      return true
    case '?':
      setKeysShown(!keysShown)
      return true
    case 'Escape':
      if (keysShown) setKeysShown(false)
      return keysShown
    default:
      return false
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=radio]), textarea, [contenteditable]')
}
