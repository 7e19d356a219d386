import { memo } from 'react'
import type { FileDiff } from '../../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { isUncounted } from '../../../../../core/diff/line-total'
import { count, grouped } from '../../../../../core/words/counts'
import { displayName } from '../../../../../core/words/display-name'
import { linesNotCounted } from '../../../../../core/words/line-words'
import { useMovedFile } from '../../../highlight/line-marks'
import { PathText } from '../../../ui/PathText'
import { LineCounts } from '../LineCounts'
import { namingOf } from '../rename-words'

/** Where the review of a file stands: unreviewed lines, `read` when none are left, null when nobody owes one. */
export type FileDebt = number | 'read' | null

interface Props {
  readonly file: FileDiff
  readonly debt: FileDebt
  readonly at: number
  readonly of: number
  readonly onFile: (path: RepoPath) => void
}

/** One file of the list; choosing it scrolls to it. */
export const FileEntry = memo(function FileEntry({ file, debt, at, of, onFile }: Props) {
  const { mark, other } = namingOf(file, useMovedFile(file.path))
  const title = [displayName(file.path), other, isUncounted(file) ? linesNotCounted : null]
  const name = [
    displayName(file.path),
    mark.word,
    other,
    countWords(file),
    typeof debt === 'number' && debt > 0 ? `${debt} unreviewed` : debt === 'read' ? 'all reviewed' : null,
  ]
  return (
    <li aria-setsize={of} aria-posinset={at}>
      <button
        type="button"
        className="rail-file"
        data-path={file.path}
        aria-label={joined(name)}
        title={joined(title)}
        onClick={(event) => {
          onFile(file.path)
          // Chosen with the mouse it is to be read, and the arrows select lines; by keyboard one goes on through the list.
          if (event.detail > 0) event.currentTarget.blur()
        }}
      >
        <abbr className={`mark ${mark.tone}`} title={mark.word}>
          {mark.letter}
        </abbr>
        <span className="rail-name">
          <PathText path={file.path} />
          {other === null ? null : <span className="small muted cut">{other}</span>}
        </span>
        <LineCounts file={file} />
        <Debt debt={debt} />
      </button>
    </li>
  )
})

function joined(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(', ')
}

function countWords(file: FileDiff): string | null {
  if (isUncounted(file)) return linesNotCounted
  return file.added + file.removed === 0 ? null : `+${grouped(file.added)} −${grouped(file.removed)}`
}

function Debt({ debt }: { readonly debt: FileDebt }) {
  if (debt === null || debt === 0) return null
  if (debt === 'read')
    return (
      <span className="rail-read" title="all reviewed">
        ✓
      </span>
    )
  return (
    <span className="debt num" title={`${count(debt, 'line')} unreviewed`}>
      {debt}
    </span>
  )
}
