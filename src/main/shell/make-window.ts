import path from 'node:path'
import { BrowserWindow, nativeTheme } from 'electron'
import { unreachable } from '../../core/result'
import type { WindowPlace } from '../../core/window/window-places'
import type { View } from '../shell-port'
import { appOrigin } from './app-protocol'

const smallest = { width: 420, height: 320 }
const sizes = { home: [960, 720], diff: [1280, 800], settings: [760, 640] } as const

/** A window of this view, where it was last, out of sight and with nothing in it yet. */
export function makeWindow(
  view: View,
  { place, zoom, icon }: { readonly place: WindowPlace | null; readonly zoom: number; readonly icon: string },
): BrowserWindow {
  const [width, height] = sizes[view.view]
  const window = new BrowserWindow({
    width,
    height,
    ...(place === null ? {} : boundsOf(place)),
    ...(place !== null && view.view === 'diff' ? { alwaysOnTop: place.alwaysOnTop } : {}),
    ...leastSize(zoom),
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
      zoomFactor: zoom,
    },
  })
  window.setMenuBarVisibility(false)
  window.on('page-title-updated', (event) => event.preventDefault())
  // A page that crashed shows itself again; what it knew comes back with the snapshot.
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload()
  })
  return window
}

/** Where a window is; while it is maximized, minimized or full screen, where it goes back to. */
export function placeNow(window: BrowserWindow): WindowPlace {
  const isUsual = !window.isMaximized() && !window.isMinimized() && !window.isFullScreen()
  // Right after it was unmaximized and moved, its normal bounds are still those from before.
  const bounds = isUsual ? window.getBounds() : window.getNormalBounds()
  return { ...bounds, maximized: window.isMaximized(), alwaysOnTop: window.isAlwaysOnTop() }
}

export function boundsOf({ x, y, width, height }: WindowPlace) {
  return { x, y, width, height }
}

/** A window can be made as narrow as 320 of its own pixels (WCAG 2.2, 1.4.10). */
export function leastSize(zoom: number) {
  return { minWidth: Math.max(smallest.width, Math.round(320 * zoom)), minHeight: smallest.height }
}

/** Of each there is one window. */
export function keyOf(view: View): string {
  return view.view === 'diff' ? `diff:${view.repoId}` : view.view
}

export function urlOf(view: View): string {
  if (view.view === 'diff') return `${appOrigin}/diff.html?${new URLSearchParams({ view: 'diff', repo: view.repoId })}`
  return `${appOrigin}/${view.view === 'settings' ? 'settings' : 'index'}.html?${new URLSearchParams({ view: view.view })}`
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
