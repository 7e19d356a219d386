import { pageHeight, type PageLayout } from './page-layout'
import { type ReadingPlace, readingPlace, topForPlace } from './reading-place'

/** Where the window stands on the page. It is known before the browser is asked, so that a refresh is laid out once. */
export interface PageScroll {
  /** Where the window stands in this layout: what is read stays where it is. */
  topIn(page: PageLayout): number
  /** The window stands there now. */
  stands(page: PageLayout, top: number): void
}

export function createPageScroll(): PageScroll {
  let seen: { readonly page: PageLayout; readonly top: number; readonly place: ReadingPlace | null } | null = null
  let answered: { readonly page: PageLayout; readonly top: number } | null = null
  return {
    topIn(page) {
      if (seen === null) return 0
      if (seen.page === page) return seen.top
      if (answered?.page === page) return answered.top
      const top = seen.place === null ? seen.top : topForPlace(page, seen.place)
      answered = { page, top: Math.max(0, Math.min(top, pageHeight(page))) }
      return answered.top
    },
    stands(page, top) {
      answered = null
      if (seen?.page === page && seen.top === top) return
      seen = { page, top, place: readingPlace(page, top) }
    },
  }
}
