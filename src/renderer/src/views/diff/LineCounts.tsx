import type { FileDiff } from '../../../../core/diff/file-diff'
import { grouped } from '../../../../core/words/counts'

/** "+3 −1"; nothing for a file of which no lines are counted. */
export function LineCounts({ file }: { readonly file: Pick<FileDiff, 'added' | 'removed'> }) {
  if (file.added + file.removed === 0) return null
  return (
    <span className="small num line-counts">
      {file.added === 0 ? null : <span className="plus">+{grouped(file.added)}</span>}{' '}
      {file.removed === 0 ? null : <span className="minus">−{grouped(file.removed)}</span>}
    </span>
  )
}
