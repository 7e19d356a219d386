import { memo } from 'react'
import type { Hunk } from '../../../../core/diff/file-diff'

/** Where the lines below stand in the file as it is now. */
export const HunkHeader = memo(function HunkHeader({ hunk }: { readonly hunk: Hunk }) {
  return <p className="hunk-header mono">@@ {range(hunk)}</p>
})

function range({ newStart, newCount, oldStart, oldCount }: Hunk): string {
  if (newCount === 0) return `${oldStart}–${oldStart + oldCount - 1} removed`
  return newCount === 1 ? String(newStart) : `${newStart}–${newStart + newCount - 1}`
}
