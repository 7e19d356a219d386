import { screen } from 'electron'
import type { Clock } from '../../core/clock'
import { type KeptPlace, placeOn, screenSetKey, type WindowPlace } from '../../core/window/window-places'
import type { AppStore } from '../app-store'

type Places = Readonly<Record<string, WindowPlace>>

export interface WindowPlaces {
  /** Where a window opens; null where none is kept. */
  readonly placeOf: (key: string) => WindowPlace | null
  /** A window was put somewhere, or is about to go. */
  readonly onPlaced: (key: string, place: WindowPlace) => void
  /** Reads kept places from the settings from now on, and tells of new ones. */
  follow(store: AppStore, keep: (set: string, places: Places) => void): void
  /** Calls back when other screens are plugged in, once they have settled. */
  onOtherScreens(listener: () => void): void
  /** The screens that places are kept for now, by `screenSetKey`. */
  set(): string
}

/** Screens come and go one by one, and the desktop moves windows meanwhile. */
const settledAfterMs = 500

/** Each window comes back where it was on the screens of this moment. A diff window has a place of its own per repository. */
export function createWindowPlaces(clock: Clock): WindowPlaces {
  let store: AppStore | null = null
  let keep: (set: string, places: Places) => void = () => {}
  let settled = currentSet()
  /** Of each window, with its screens. The settings have it once it is written, and a window may be opened again before. */
  const newest = new Map<string, { readonly set: string; readonly place: WindowPlace }>()
  const kept = (key: string, set: string): KeptPlace | undefined => {
    const last = newest.get(key)
    return last?.set === set ? { ...last.place, screens: {} } : store?.state().settings.windowPlaces[key]
  }
  const listeners = new Set<() => void>()

  let cancel = (): void => {}
  const onScreens = () => {
    cancel()
    cancel = clock.after(settledAfterMs, () => {
      if (currentSet() === settled) return
      settled = currentSet()
      for (const listener of listeners) listener()
    })
  }
  screen.on('display-added', onScreens)
  screen.on('display-removed', onScreens)
  screen.on('display-metrics-changed', onScreens)

  return {
    placeOf(key) {
      const set = currentSet()
      return placeOn(
        kept(key, set),
        set,
        screen.getAllDisplays().map(({ workArea }) => workArea),
      )
    },
    onPlaced(key, place) {
      // What the desktop does to windows while screens change is nobody's wish.
      if (currentSet() !== settled) return
      newest.set(key, { set: settled, place })
      keep(settled, { [key]: place })
    },
    follow(from, keepPlaces) {
      store = from
      keep = keepPlaces
    },
    onOtherScreens: (listener) => void listeners.add(listener),
    set: () => settled,
  }
}

function currentSet(): string {
  return screenSetKey(screen.getAllDisplays().map(({ bounds }) => bounds))
}
