import { ChevronDown, ChevronUp, UnfoldVertical } from 'lucide-react'
import { useStore } from 'zustand'
import type { Hunk } from '../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../core/repo/repo-path'
import type { HunkReview } from '../../../../core/review/review-view'
import { count } from '../../../../core/words/counts'
import { HunkActions } from './HunkActions'
import { moreLines } from './rows/context-lines'
import type { HunkLayout } from './rows/hunk-layout'
import { useRows } from './rows/rows-context'

interface Props {
  readonly laid: HunkLayout
  readonly path: RepoPath
  readonly review: HunkReview | null
}

/** Where the lines below stand in the file as it is now, what may be done with them, and the way to the lines around them. */
export function HunkHeader({ laid, path, review }: Props) {
  const { hunk, at, of } = laid
  const { context } = useRows()
  const unreadable = useStore(context.store, (state) => state.unreadable.has(path))
  return (
    <div className="hunk-header">
      <span className="hunk-more">
        <MoreAbove laid={laid} path={path} />
      </span>
      <span className="hunk-range mono">@@ {range(hunk)}</span>
      {unreadable ? <span className="small muted">unchanged lines cannot be read</span> : null}
      {review === 'later' ? <span className="small muted">written over since</span> : null}
      <span className="hunk-actions">
        <HunkActions path={path} hunk={hunk} at={at} of={of} />
      </span>
    </div>
  )
}

/** The lines between this hunk and the one above it: more after that one, more before this one, or all. */
function MoreAbove({ laid, path }: Omit<Props, 'review'>) {
  const { context } = useRows()
  const { before, at } = laid
  if (before.hidden === null || before.hidden === 0) return null
  const { hidden } = before
  const some = Math.min(moreLines, hidden)
  return (
    <>
      {at > 1 && hidden > moreLines ? (
        <button
          type="button"
          className="more"
          aria-label={`Show ${some} more below hunk ${at - 1}`}
          title={`Show ${some} more below hunk ${at - 1}`}
          onClick={() => context.show(path, before, 'below', some)}
        >
          <ChevronDown size={14} aria-hidden />
        </button>
      ) : null}
      {hidden > moreLines ? (
        <button
          type="button"
          className="more"
          aria-label={`Show ${some} more above`}
          title={`Show ${some} more above`}
          onClick={() => context.show(path, before, 'above', some)}
        >
          <ChevronUp size={14} aria-hidden />
        </button>
      ) : null}
      <button
        type="button"
        className="more"
        aria-label={`Show all ${hidden} above`}
        title={`Show all ${count(hidden, 'line')} above`}
        onClick={() => context.show(path, before, 'above', 'all')}
      >
        <UnfoldVertical size={14} aria-hidden />
      </button>
    </>
  )
}

/** Below the last hunk: the way to the rest of the file. */
export function HunkFoot({ laid, path }: Omit<Props, 'review'>) {
  const { context } = useRows()
  const { after } = laid
  const some = after.hidden === null ? moreLines : Math.min(moreLines, after.hidden)
  return (
    <div className="hunk-foot" style={{ height: laid.footPx }}>
      {after.hidden === null || after.hidden > moreLines ? (
        <button type="button" className="btn quiet slim" onClick={() => context.show(path, after, 'below', some)}>
          <ChevronDown size={14} aria-hidden /> Show {some} more
        </button>
      ) : null}
      <button type="button" className="btn quiet slim" onClick={() => context.show(path, after, 'below', 'all')}>
        <UnfoldVertical size={14} aria-hidden /> Show all{after.hidden === null ? '' : ` ${after.hidden}`}
      </button>
    </div>
  )
}

function range({ newStart, newCount, oldStart, oldCount }: Hunk): string {
  if (newCount === 0) return `${oldStart}–${oldStart + oldCount - 1} removed`
  return newCount === 1 ? String(newStart) : `${newStart}–${newStart + newCount - 1}`
}
