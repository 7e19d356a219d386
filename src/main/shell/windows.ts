import path from 'node:path'
import { BrowserWindow, nativeTheme } from 'electron'
import type { Clock } from '../../core/clock'
import type { RepoId } from '../../core/repo/repo-status'
import { unreachable } from '../../core/result'
import type { WindowPlace } from '../../core/window/window-places'
import type { View } from '../shell-port'
import { appOrigin } from './app-protocol'

interface Deps {
  /** Last place of a window, by its key; null where none is kept. */
  readonly placeOf: (key: string) => WindowPlace | null
  /** A window was put here by somebody, or is about to go. */
  readonly onPlaced: (key: string, place: WindowPlace) => void
  readonly onClosed: (view: View) => void
  /** Which live diff windows are above all others now. */
  readonly onTop: (repoIds: readonly RepoId[]) => void
  /** Size of everything in a window; 1 is the usual one. */
  readonly zoom: () => number
  readonly clock: Clock
  readonly icon: string
}

export interface Windows {
  /** Opens or shows the one window of this view; without `focus` it appears behind nothing but takes no focus. */
  open(view: View, options: { readonly focus: boolean }): void
  /** Makes the window of this view and loads it out of sight. Answers how to take it back; one that was there already stays. */
  prepare(view: View): () => void
  isOpen(view: View): boolean
  /** The views of all open windows. */
  all(): readonly { readonly view: View; readonly window: BrowserWindow }[]
  /** Where each open window is. */
  places(): Readonly<Record<string, WindowPlace>>
  /** False when no diff window of this repository is open. */
  keepOnTop(repoId: RepoId, on: boolean): boolean
  /** Puts every window where it belongs on the screens of this moment. */
  putInPlace(): void
  setZoom(zoom: number): void
  /** Sends to every open window what is for its kind of view. */
  send(channel: string, payloadFor: (view: View['view']) => unknown): void
}

const smallest = { width: 420, height: 320 }
/** Moving and resizing come in steps; the place is where they rest. */
const restMs = 500

const sizes = { home: [960, 720], diff: [1280, 800], settings: [760, 640] } as const

/** Windows are made when they are first needed and destroyed when they are closed: a hidden one would keep its memory. */
export function createWindows(deps: Deps): Windows {
  const { placeOf, onPlaced, onClosed, icon, clock } = deps
  const open = new Map<string, { view: View; window: BrowserWindow }>()
  /** Windows out of sight, and whether they are loaded. */
  const prepared = new Map<string, { loaded: boolean }>()

  function create(view: View, focus: boolean): BrowserWindow {
    const key = keyOf(view)
    const [width, height] = sizes[view.view]
    const place = placeOf(key)
    const zoom = deps.zoom()
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
    window.once('ready-to-show', () => {
      if (focus) window.show()
      else window.showInactive()
      // Not before: maximizing shows a window that is not shown yet, and gives it the focus.
      if (place?.maximized === true) window.maximize()
    })
    // Chromium keeps a size of its own for the origin, which would win.
    window.webContents.on('did-navigate', () => window.webContents.setZoomFactor(deps.zoom()))
    const placed = () => onPlaced(key, placeNow(window))
    let cancel = (): void => {}
    const atRest = () => {
      cancel()
      cancel = clock.after(restMs, placed)
    }
    window.on('resize', atRest)
    window.on('move', atRest)
    window.on('close', () => {
      cancel()
      placed()
    })
    window.on('closed', () => {
      cancel()
      open.delete(key)
      prepared.delete(key)
      tellOnTop()
      onClosed(view)
    })
    // A page that crashed shows itself again; what it knew comes back with the snapshot.
    window.webContents.on('render-process-gone', (_event, details) => {
      if (details.reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload()
    })
    void window.loadURL(urlOf(view))
    open.set(key, { view, window })
    tellOnTop()
    return window
  }

  function tellOnTop(): void {
    deps.onTop(
      [...open.values()].flatMap(({ view, window }) =>
        view.view === 'diff' && window.isAlwaysOnTop() ? [view.repoId] : [],
      ),
    )
  }

  return {
    open(view, { focus }) {
      const key = keyOf(view)
      const shown = open.get(key)
      if (shown === undefined) {
        create(view, focus)
        return
      }
      const waits = prepared.get(key)
      prepared.delete(key)
      // One that still loads appears when it is ready.
      if (waits !== undefined && !(waits.loaded || focus)) return
      if (waits !== undefined) return appear(shown.window, focus, placeOf(key))
      if (shown.window.isMinimized()) shown.window.restore()
      if (focus) {
        shown.window.show()
        shown.window.focus()
      } else shown.window.showInactive()
    },
    prepare(view) {
      const key = keyOf(view)
      if (open.has(key)) return () => {}
      prepared.set(key, { loaded: false })
      const window = create(view, false)
      return () => {
        if (!window.isDestroyed()) window.destroy()
      }
    },
    isOpen: (view) => open.has(keyOf(view)),
    all: () => [...open.values()],
    places: () => Object.fromEntries([...open].map(([key, { window }]) => [key, placeNow(window)])),
    keepOnTop(repoId, on) {
      const shown = [...open].find(([, { view }]) => view.view === 'diff' && view.repoId === repoId)
      if (shown === undefined) return false
      const [key, { window }] = shown
      window.setAlwaysOnTop(on)
      onPlaced(key, placeNow(window))
      tellOnTop()
      return true
    },
    putInPlace() {
      for (const [key, { view, window }] of open) {
        const place = placeOf(key)
        if (place === null || window.isMinimized() || window.isFullScreen()) continue
        window.setBounds(boundsOf(place))
        if (place.maximized) window.maximize()
        if (view.view === 'diff') window.setAlwaysOnTop(place.alwaysOnTop)
      }
      tellOnTop()
    },
    setZoom(zoom) {
      for (const { window } of open.values()) {
        const { minWidth, minHeight } = leastSize(zoom)
        window.setMinimumSize(minWidth, minHeight)
        if (window.webContents.getZoomFactor() !== zoom) window.webContents.setZoomFactor(zoom)
      }
    },
    send(channel, payloadFor) {
      for (const { view, window } of open.values())
        if (!window.isDestroyed()) window.webContents.send(channel, payloadFor(view.view))
    },
  }
}

/** Where a window is; while it is maximized, minimized or full screen, where it goes back to. */
function placeNow(window: BrowserWindow): WindowPlace {
  return { ...window.getNormalBounds(), maximized: window.isMaximized(), alwaysOnTop: window.isAlwaysOnTop() }
}

function boundsOf({ x, y, width, height }: WindowPlace) {
  return { x, y, width, height }
}

/** A window can be made as narrow as 320 of its own pixels (WCAG 2.2, 1.4.10). */
function leastSize(zoom: number) {
  return { minWidth: Math.max(smallest.width, Math.round(320 * zoom)), minHeight: smallest.height }
}

function appear(window: BrowserWindow, focus: boolean, place: WindowPlace | null): void {
  if (place?.maximized === true) window.maximize()
  if (focus) window.show()
  else window.showInactive()
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
  if (view.view === 'diff') return `${appOrigin}/diff.html?${new URLSearchParams({ view: 'diff', repo: view.repoId })}`
  return `${appOrigin}/index.html?${new URLSearchParams({ view: view.view })}`
}
