import type { Settings } from '../settings'

/** In device-independent pixels; `x` grows to the right and `y` down. */
export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface WindowPlace extends Rect {
  /** The rectangle is then the one it goes back to. */
  readonly maximized: boolean
  readonly alwaysOnTop: boolean
}

/** What the settings keep of one window: its last place, and its place on each set of screens. */
export type KeptPlace = Settings['windowPlaces'][string]

/** Most people have two sets, at home and at work; what is older than these many is forgotten. */
const mostSets = 8

/** The screens that are plugged in now, as one text; their order plays no part. */
export function screenSetKey(screens: readonly Rect[]): string {
  return screens
    .map(({ x, y, width, height }) => `${x},${y},${width}x${height}`)
    .toSorted()
    .join(' ')
}

/**
 * Where a window opens: where it was on these screens, else where it was last, moved onto them. Null when it never had a
 * place. `workAreas` are the screens without their panels.
 */
export function placeOn(kept: KeptPlace | undefined, set: string, workAreas: readonly Rect[]): WindowPlace | null {
  if (kept === undefined) return null
  const here = kept.screens[set]
  const { x, y, width, height, maximized, alwaysOnTop } = here ?? kept
  if (x === null || y === null) return null
  const place = { x, y, width, height, maximized, alwaysOnTop }
  return here !== undefined && isReachable(place, workAreas) ? place : { ...place, ...within(place, workAreas) }
}

/** The settings' entry of a window that is at `place` on these screens. */
export function keepPlace(kept: KeptPlace | undefined, set: string, place: WindowPlace, atMs: number): KeptPlace {
  const older = Object.entries(kept?.screens ?? {}).filter(([key]) => key !== set)
  const newest = older.toSorted(([, a], [, b]) => b.atMs - a.atMs).slice(0, mostSets - 1)
  return { ...place, screens: Object.fromEntries([[set, { ...place, atMs }], ...newest]) }
}

/** Enough of the upper edge is on a screen to take hold of the window. */
export function isReachable(place: Rect, workAreas: readonly Rect[]): boolean {
  const edge = { ...place, height: Math.min(place.height, 40) }
  return workAreas.some((area) => {
    const [width, height] = overlap(edge, area)
    return width >= Math.min(120, place.width) && height >= 20
  })
}

/** The rectangle moved, and made smaller where it has to be, so that all of it is on the screen it fits best. */
export function within(place: Rect, workAreas: readonly Rect[]): Rect {
  const shared = (area: Rect) => overlap(place, area).reduce((a, b) => a * b)
  const [first, ...others] = workAreas
  if (first === undefined) return place
  const area = others.reduce((best, other) => (shared(other) > shared(best) ? other : best), first)
  const [width, height] = [Math.min(place.width, area.width), Math.min(place.height, area.height)]
  return {
    x: Math.max(area.x, Math.min(place.x, area.x + area.width - width)),
    y: Math.max(area.y, Math.min(place.y, area.y + area.height - height)),
    width,
    height,
  }
}

function overlap(a: Rect, b: Rect): readonly [width: number, height: number] {
  return [
    Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)),
    Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)),
  ]
}
