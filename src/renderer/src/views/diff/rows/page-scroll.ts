import type { RepoPath } from '../../../../../core/repo/repo-path'
import type { Gap } from './context-gaps'
import { hunkOfOldLine } from './file-layout'
import { pageHeight, type PageLayout } from './page-layout'
import { type ReadingPlace, readingPlace, topForPlace } from './reading-place'

/** Where the window stands on the page. It is known before the browser is asked, so that a refresh is laid out once. */
export interface PageScroll {
  /** Where the window stands in this layout: what is read stays where it is. */
  topIn(page: PageLayout): number
  /** The window stands there now. */
  stands(page: PageLayout, top: number): void
  /** Lines are about to appear above or below a gap. Those above a hunk push it down, as they are what somebody wants to see. */
  holdAbove(path: RepoPath, gap: Gap, side: 'above' | 'below'): void
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
    holdAbove(path, gap, side) {
      if (seen === null || side === 'below') return
      const { page, top } = seen
      const index = page.files.findIndex((file) => file.file.path === path)
      const file = page.files[index]
      const hunk = file === undefined ? undefined : file.hunk(hunkOfOldLine(file, gap.end ?? gap.start))
      if (file === undefined || hunk === undefined) return
      const place = { path, hunk: { key: hunk.key, id: hunk.hunk.id, oldStart: hunk.hunk.oldStart }, row: null }
      // A header that is stuck at the top goes back to its lines.
      const offset = Math.max(file.headPx, (page.tops[index] ?? 0) + hunk.top - top)
      seen = { page, top, place: { ...place, offset } }
    },
  }
}
