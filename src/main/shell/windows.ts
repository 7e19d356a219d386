import type { BrowserWindow } from 'electron'
import type { Clock } from '../../core/clock'
import type { RepoId } from '../../core/repo/repo-status'
import type { WindowPlace } from '../../core/window/window-places'
import type { PreparedWindow, View } from '../shell-port'
import { boundsOf, keyOf, leastSize, makeWindow, placeNow, urlOf } from './make-window'

interface Deps {
  /** Last place of a window, by its key; null where none is kept. */
  readonly placeOf: (key: string) => WindowPlace | null
  /** A window was put here by somebody, or is about to go. */
  readonly onPlaced: (key: string, place: WindowPlace) => void
  /** One that was in sight has gone. */
  readonly onClosed: (view: View) => void
  /** Which live diff windows are above all others now. */
  readonly onTop: (repoIds: readonly RepoId[]) => void
  /** Size of everything in a window; 1 is the usual one. */
  readonly zoom: () => number
  readonly clock: Clock
  readonly icon: string
}

/** Windows that are prepared and out of sight are not open: only `viewOf` and `send` know them. */
export interface Windows {
  /** Opens or shows the one window of this view; without `focus` it appears behind nothing but takes no focus. */
  open(view: View, options: { readonly focus: boolean }): void
  /** Makes the window of this view and loads it out of sight, or holds the one that was made before. An open one stays as it is. */
  prepare(view: View): PreparedWindow
  isOpen(view: View): boolean
  /** The window of this view; one that is prepared is waited for until it is opened. Null when there is none, or it goes. */
  opened(view: Pick<View & { view: 'diff' }, 'view' | 'repoId'>): Promise<BrowserWindow | null>
  /** All open windows. */
  all(): readonly { readonly view: View; readonly window: BrowserWindow }[]
  /** What the page with this id shows, in sight or not; null when it is none of ours. */
  viewOf(webContentsId: number): View | null
  /** Where each open window is. */
  places(): Readonly<Record<string, WindowPlace>>
  /** False when no diff window of this repository is open. */
  keepOnTop(repoId: RepoId, on: boolean): boolean
  /** Puts every window where it belongs on the screens of this moment. */
  putInPlace(): void
  setZoom(zoom: number): void
  /** Sends to every window what is for its kind of view. */
  send(channel: string, payloadFor: (view: View['view']) => unknown): void
}

interface Entry {
  readonly view: View
  readonly window: BrowserWindow
  /** Its first content is painted. */
  ready: boolean
  /** Whether it takes the focus when it appears. */
  focus: boolean
  /** Null once it was opened. */
  prepared: { holders: number; readonly waiting: ((opened: boolean) => void)[] } | null
}

/** Moving and resizing come in steps; the place is where they rest. */
const restMs = 500

/** Chromium does not say of every page that it is painted (seen in two of 820 starts); then one that is loaded is shown so long after. */
const unsaidMs = 500

/** Windows are made when they are first needed and destroyed when they are closed: a hidden one would keep its memory. */
export function createWindows(deps: Deps): Windows {
  const { placeOf, onPlaced, onClosed, icon, clock } = deps
  const entries = new Map<string, Entry>()
  const inSight = () => [...entries].filter(([, { prepared }]) => prepared === null)

  function create(view: View, how: Pick<Entry, 'focus' | 'prepared'>): Entry {
    const key = keyOf(view)
    const window = makeWindow(view, { place: placeOf(key), zoom: deps.zoom(), icon })
    const entry: Entry = { view, window, ready: false, ...how }
    const becomeReady = () => {
      if (entry.ready || window.isDestroyed()) return
      entry.ready = true
      if (entry.prepared === null) appear(entry)
    }
    window.once('ready-to-show', becomeReady)
    // Chromium keeps a size of its own for the origin, which would win.
    window.webContents.on('did-navigate', () => window.webContents.setZoomFactor(deps.zoom()))
    const placed = () => {
      if (entry.prepared === null) onPlaced(key, placeNow(window))
    }
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
      entries.delete(key)
      for (const answer of entry.prepared?.waiting ?? []) answer(false)
      if (entry.prepared !== null) return
      tellOnTop()
      onClosed(view)
    })
    const loaded = window.loadURL(urlOf(view)).catch((error: unknown) => {
      if (!window.isDestroyed()) console.error('firebreak: a window did not load', error)
    })
    void loaded.then(() => clock.after(unsaidMs, becomeReady))
    entries.set(key, entry)
    if (entry.prepared === null) tellOnTop()
    return entry
  }

  function appear({ view, window, focus }: Entry): void {
    if (focus) window.show()
    else window.showInactive()
    // Not before: maximizing shows a window that is not shown yet, and gives it the focus.
    if (placeOf(keyOf(view))?.maximized === true) window.maximize()
  }

  function tellOnTop(): void {
    deps.onTop(
      inSight().flatMap(([, { view, window }]) =>
        view.view === 'diff' && window.isAlwaysOnTop() ? [view.repoId] : [],
      ),
    )
  }

  return {
    open(view, { focus }) {
      const entry = entries.get(keyOf(view))
      if (entry === undefined) {
        create(view, { focus, prepared: null })
        return
      }
      const { window, prepared } = entry
      if (prepared !== null) {
        entry.prepared = null
        entry.focus = focus
        // One that still loads appears when it is ready.
        if (entry.ready) appear(entry)
        tellOnTop()
        for (const answer of prepared.waiting) answer(true)
        return
      }
      if (window.isMinimized()) window.restore()
      if (focus) {
        window.show()
        window.focus()
      } else window.showInactive()
    },
    prepare(view) {
      const entry = entries.get(keyOf(view)) ?? create(view, { focus: false, prepared: { holders: 0, waiting: [] } })
      if (entry.prepared === null) return { letGo: () => {}, takeBack: () => {} }
      entry.prepared.holders++
      let held = true
      const destroy = () => {
        if (!entry.window.isDestroyed()) entry.window.destroy()
      }
      const letGo = () => {
        if (!held || entry.prepared === null) return
        held = false
        entry.prepared.holders--
        if (entry.prepared.holders === 0) destroy()
      }
      return { letGo, takeBack: () => (entry.prepared === null ? destroy() : letGo()) }
    },
    isOpen: (view) => entries.get(keyOf(view))?.prepared === null,
    async opened(view) {
      const entry = entries.get(keyOf({ ...view, repoName: '' }))
      if (entry === undefined) return null
      const { prepared } = entry
      if (prepared === null) return entry.window
      return (await new Promise<boolean>((resolve) => prepared.waiting.push(resolve))) ? entry.window : null
    },
    all: () => inSight().map(([, entry]) => entry),
    viewOf: (id) =>
      [...entries.values()].find(({ window }) => !window.isDestroyed() && window.webContents.id === id)?.view ?? null,
    places: () => Object.fromEntries(inSight().map(([key, { window }]) => [key, placeNow(window)])),
    keepOnTop(repoId, on) {
      const shown = inSight().find(([, { view }]) => view.view === 'diff' && view.repoId === repoId)
      if (shown === undefined) return false
      const [key, { window }] = shown
      window.setAlwaysOnTop(on)
      onPlaced(key, placeNow(window))
      tellOnTop()
      return true
    },
    putInPlace() {
      for (const [key, { view, window, prepared }] of entries) {
        const place = placeOf(key)
        if (place === null || window.isMinimized() || window.isFullScreen()) continue
        window.setBounds(boundsOf(place))
        if (place.maximized && prepared === null) window.maximize()
        if (view.view === 'diff') window.setAlwaysOnTop(place.alwaysOnTop)
      }
      tellOnTop()
    },
    setZoom(zoom) {
      for (const { window } of entries.values()) {
        const { minWidth, minHeight } = leastSize(zoom)
        window.setMinimumSize(minWidth, minHeight)
        if (window.webContents.getZoomFactor() !== zoom) window.webContents.setZoomFactor(zoom)
      }
    },
    send(channel, payloadFor) {
      for (const { view, window } of entries.values())
        if (!window.isDestroyed()) window.webContents.send(channel, payloadFor(view.view))
    },
  }
}
