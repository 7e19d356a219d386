import { zoomStep } from '../../core/window/zoom'
import type { AppContextValue } from './app-context'

/** Ctrl/Cmd with +, − and 0 change the size of everything, in every window and whatever has the focus; it is remembered. */
export function followZoomKeys(page: Window, { mirror, dispatch }: Pick<AppContextValue, 'mirror' | 'dispatch'>): void {
  // What was asked for and is not in force yet: a key that is pressed twice goes two steps.
  let asked: number | null = null
  mirror.subscribe(({ snapshot }) => {
    if (snapshot.settings.zoom === asked) asked = null
  })
  const ask = async (value: number) => {
    asked = value
    const answer = await dispatch({ type: 'settings/set', change: { key: 'zoom', value } })
    if (!answer.ok && asked === value) asked = null
  }
  page.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return
    const direction = directionOf(event.key)
    if (direction === null) return
    event.preventDefault()
    const zoom = asked ?? mirror.getState().snapshot.settings.zoom
    const next = zoomStep(zoom, direction)
    if (next !== zoom) void ask(next)
  })
}

function directionOf(key: string): 1 | 0 | -1 | null {
  if (key === '+' || key === '=') return 1
  if (key === '-' || key === '_') return -1
  return key === '0' ? 0 : null
}
