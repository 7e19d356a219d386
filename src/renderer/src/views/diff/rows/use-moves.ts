import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RowReader } from '../row-reader'
import { currentHunk, fileBeside, type HunkName, hunkBeside, type PlacedHunk, placeOf } from './current-hunk'
import { keyOfHunk } from './hunk-keys'
import type { PageLayout } from './page-layout'
import { coveredPx } from './reading-place'
import { topOfRow } from './row-heights'
import { rowOfLine } from './row-lines'

interface Moves {
  readonly box: RefObject<HTMLElement | null>
  readonly page: PageLayout
  readonly top: number
  readonly height: number
  readonly reader: RowReader
  readonly scrollTo: (top: number) => void
}

/** Lines above one that is gone to, in px of a rem. */
const aboveRem = 5

/**
 * Which hunk the keys act on, and the ways to others. What is gone to is that hunk, wherever the page can be scrolled to. It
 * gets the focus where a key of the rows led there, or where the focus is among the rows already.
 */
export function useMoves(given: Moves): { readonly current: PlacedHunk | null; readonly focused: HunkName | null } {
  const { box, page, top, height, reader } = given
  const [focused, setFocused] = useState<HunkName | null>(null)
  const [wanted, setWanted] = useState<HunkName | null>(null)
  const current = currentHunk(page, top, height, focused)

  /** What has the focus; null once a person gave it to something else. */
  const holder = useRef<Element | null>(null)
  useEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const onFocus = ({ target }: FocusEvent) => {
      holder.current = target instanceof Element ? target : null
      const name = nameAt(target)
      // The rows as a whole are no hunk, so that the one that was gone to stays.
      if (name !== null) setFocused(name)
    }
    const onBlur = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null) holder.current = null
    }
    element.addEventListener('focusin', onFocus)
    element.addEventListener('focusout', onBlur)
    return () => {
      element.removeEventListener('focusin', onFocus)
      element.removeEventListener('focusout', onBlur)
    }
  }, [box])
  // A hunk that goes while it has the focus, as it was taken back or its file is written anew, gives it to the one that keys act on.
  useLayoutEffect(() => {
    const [element, held] = [box.current, holder.current]
    if (element === null || held === null || held.isConnected || document.activeElement !== document.body) return
    holder.current = null
    ;(element.querySelector<HTMLElement>('[data-key][aria-current]') ?? element).focus({ preventScroll: true })
  })

  // By now the hunk is in the page, also where it was out of sight before.
  useLayoutEffect(() => {
    if (wanted === null || box.current === null) return
    const found = [...box.current.querySelectorAll<HTMLElement>('[data-key]')].find(
      (element) =>
        element.dataset['key'] === wanted.key &&
        element.closest<HTMLElement>('[data-path]')?.dataset['path'] === wanted.path,
    )
    ;(found ?? box.current).focus({ preventScroll: true })
  }, [wanted, box])

  const latest = useRef({ ...given, focused })
  useLayoutEffect(() => {
    latest.current = { ...given, focused }
  })
  const hold = useCallback((name: HunkName, focus: boolean) => {
    setFocused(name)
    // The next key can come before this is drawn.
    latest.current = { ...latest.current, focused: name }
    const rows = latest.current.box.current
    if (focus || rows?.contains(document.activeElement) === true) setWanted(name)
  }, [])
  /** Where the window stands now: what is given the focus comes in sight at once, and that is told a frame later. */
  const topNow = useCallback(() => latest.current.box.current?.scrollTop ?? latest.current.top, [])
  const goTo = useCallback(
    (place: PlacedHunk | null, focus: boolean, withFile = false) => {
      if (place === null) return
      const { page: now, height: size, scrollTo } = latest.current
      const from = topNow()
      const covered = coveredPx(now.style.remPx)
      const fileHead = now.files[place.file]?.headPx ?? 0
      const isFirst = withFile || place.laid === null
      const start = isFirst ? (now.tops[place.file] ?? 0) : place.top - fileHead
      const inSight = place.top >= from + fileHead && place.top + Math.min(place.height, covered * 2) <= from + size
      if (withFile || !inSight) scrollTo(Math.max(0, start))
      hold({ path: place.path, key: place.key }, focus)
    },
    [hold, topNow],
  )

  useEffect(() => {
    const currentNow = () => {
      const { page: now, height: size, focused: held } = latest.current
      return currentHunk(now, topNow(), size, held)
    }
    const hunkOf = (path: string, hunkId: string) => {
      const { page: now } = latest.current
      const keys = now.files.find((file) => file.file.path === path)?.keys
      const at = keys?.hunks.findIndex(({ id }) => id === hunkId) ?? -1
      return keys === undefined || at < 0 ? null : placeOf(now, { path, key: keyOfHunk(keys, at) })
    }
    return reader.attach({
      goToFile: (path) => goTo(placeOf(latest.current.page, { path, key: null }), false, true),
      goToHunk: (path, hunkId) => goTo(hunkOf(path, hunkId), true),
      goToLine(path, hunkId, at) {
        const place = hunkOf(path, hunkId)
        if (place === null || place.laid === null) return
        const { page: now, height: size, scrollTo } = latest.current
        const from = topNow()
        const { laid } = place
        const y = place.top + laid.headPx + topOfRow(laid.rows, rowOfLine(laid, at))
        const covered = coveredPx(now.style.remPx)
        if (y < from + covered || y + 2 * covered > from + size)
          scrollTo(Math.max(0, y - covered - aboveRem * now.style.remPx))
        hold({ path: place.path, key: place.key }, false)
      },
      current() {
        const here = currentNow()
        return here === null ? null : { path: here.path, hunkId: here.laid?.hunk.id ?? null }
      },
      step(kind, direction) {
        const { page: now } = latest.current
        const here = currentNow()
        if (here === null) return
        if (kind === 'hunk') goTo(hunkBeside(now, here, direction), true)
        else goTo(fileBeside(now, here, direction), true, true)
      },
    })
  }, [reader, goTo, hold, topNow])

  return { current, focused }
}

function nameAt(target: EventTarget | null): HunkName | null {
  if (!(target instanceof HTMLElement)) return null
  const path = target.closest<HTMLElement>('[data-path]')?.dataset['path']
  return path === undefined ? null : { path, key: target.closest<HTMLElement>('[data-key]')?.dataset['key'] ?? null }
}
