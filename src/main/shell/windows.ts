import path from 'node:path'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import { unreachable } from '../../core/result'
import type { View } from '../shell-port'
import { appOrigin } from './app-protocol'

/** Place and size in device-independent pixels. */
export interface WindowPlace {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Deps {
  /** Last place of a window, by its key; null where none is kept. */
  readonly placeOf: (key: string) => WindowPlace | null
  /** A window is about to go; this is where it was. */
  readonly onPlaced: (key: string, place: WindowPlace) => void
  readonly onClosed: (view: View) => void
  readonly icon: string
}

export interface Windows {
  /** Opens or shows the one window of this view; without `focus` it appears behind nothing but takes no focus. */
  open(view: View, options: { readonly focus: boolean }): void
  isOpen(view: View): boolean
  /** The views of all open windows. */
  all(): readonly { readonly view: View; readonly window: BrowserWindow }[]
  /** Where each open window is. */
  places(): Readonly<Record<string, WindowPlace>>
  /** Sends to every open window. */
  send(channel: string, payload: unknown): void
}

const sizes = { home: [960, 720], diff: [1280, 800], settings: [760, 640] } as const

/** Windows are made when they are first needed and destroyed when they are closed: a hidden one would keep its memory. */
export function createWindows({ placeOf, onPlaced, onClosed, icon }: Deps): Windows {
  const open = new Map<string, { view: View; window: BrowserWindow }>()

  function create(view: View, focus: boolean): BrowserWindow {
    const key = keyOf(view)
    const [width, height] = sizes[view.view]
    const place = visible(placeOf(key))
    const window = new BrowserWindow({
      width,
      height,
      ...place,
      minWidth: 420,
      minHeight: 320,
      show: false,
      title: titleOf(view),
      icon,
      autoHideMenuBar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#151514' : '#f6f6f4',
      webPreferences: {
        preload: path.join(import.meta.dirname, '../preload/index.cjs'),
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
      },
    })
    window.setMenuBarVisibility(false)
    window.on('page-title-updated', (event) => event.preventDefault())
    window.once('ready-to-show', () => (focus ? window.show() : window.showInactive()))
    window.on('close', () => {
      if (isPlain(window)) onPlaced(key, window.getBounds())
    })
    window.on('closed', () => {
      open.delete(key)
      onClosed(view)
    })
    // A page that crashed shows itself again; what it knew comes back with the snapshot.
    window.webContents.on('render-process-gone', (_event, details) => {
      if (details.reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload()
    })
    void window.loadURL(urlOf(view))
    open.set(key, { view, window })
    return window
  }

  return {
    open(view, { focus }) {
      const shown = open.get(keyOf(view))
      if (shown === undefined) {
        create(view, focus)
        return
      }
      if (shown.window.isMinimized()) shown.window.restore()
      if (focus) {
        shown.window.show()
        shown.window.focus()
      } else shown.window.showInactive()
    },
    isOpen: (view) => open.has(keyOf(view)),
    all: () => [...open.values()],
    places: () =>
      Object.fromEntries(
        [...open].flatMap(([key, { window }]) => (isPlain(window) ? [[key, window.getBounds()]] : [])),
      ),
    send(channel, payload) {
      for (const { window } of open.values()) if (!window.isDestroyed()) window.webContents.send(channel, payload)
    },
  }
}

/** A place that is worth coming back to. */
function isPlain(window: BrowserWindow): boolean {
  return !window.isMinimized() && !window.isMaximized() && !window.isFullScreen()
}

function keyOf(view: View): string {
  return view.view === 'diff' ? `diff:${view.repoId}` : view.view
}

function titleOf(view: View): string {
  switch (view.view) {
    case 'home':
      return 'Firebreak'
    case 'settings':
      return 'Settings — Firebreak'
    case 'diff':
      return `Live diff — ${view.repoName}`
    default:
      return unreachable(view)
  }
}

function urlOf(view: View): string {
  const query = new URLSearchParams(view.view === 'diff' ? { view: 'diff', repo: view.repoId } : { view: view.view })
  return `${appOrigin}/index.html?${query}`
}

/** A place on a screen that was unplugged since is no place. */
function visible(place: WindowPlace | null): Partial<WindowPlace> {
  if (place === null) return {}
  const { workArea } = screen.getDisplayMatching(place)
  const overlapX = Math.min(place.x + place.width, workArea.x + workArea.width) - Math.max(place.x, workArea.x)
  const overlapY = Math.min(place.y + place.height, workArea.y + workArea.height) - Math.max(place.y, workArea.y)
  return overlapX > 80 && overlapY > 80 ? place : { width: place.width, height: place.height }
}
