import { zoomStep } from '../../core/window/zoom'
import type { AppContextValue } from './app-context'

/** Ctrl/Cmd with +, − and 0 change the size of everything, in every window and whatever has the focus; it is remembered. */
export function followZoomKeys(page: Window, { mirror, dispatch }: Pick<AppContextValue, 'mirror' | 'dispatch'>): void {
  page.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return
    const direction = directionOf(event.key)
    if (direction === null) return
    event.preventDefault()
    const { zoom } = mirror.getState().snapshot.settings
    const next = zoomStep(zoom, direction)
    if (next !== zoom) void dispatch({ type: 'settings/set', change: { key: 'zoom', value: next } })
  })
}

function directionOf(key: string): 1 | 0 | -1 | null {
  if (key === '+' || key === '=') return 1
  if (key === '-' || key === '_') return -1
  return key === '0' ? 0 : null
}
