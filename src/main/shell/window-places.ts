import type { AppStore } from '../app-store'
import type { WindowPlace } from './windows'

export interface WindowPlaces {
  placeOf(key: string): WindowPlace | null
  onPlaced(key: string, place: WindowPlace): void
  /** Reads kept places from the settings from now on, and tells of new ones. */
  follow(store: AppStore, keep: (places: Readonly<Record<string, WindowPlace>>) => void): void
}

/** Each window comes back where it was. A diff window has a place of its own per repository. */
export function createWindowPlaces(): WindowPlaces {
  let store: AppStore | null = null
  let keep: (places: Readonly<Record<string, WindowPlace>>) => void = () => {}
  return {
    placeOf(key) {
      const place = store?.state().settings.windowPlaces[key]
      if (place === undefined || place.x === null || place.y === null) return null
      const { x, y, width, height } = place
      return { x, y, width, height }
    },
    onPlaced: (key, place) => keep({ [key]: place }),
    follow(from, keepPlaces) {
      store = from
      keep = keepPlaces
    },
  }
}
