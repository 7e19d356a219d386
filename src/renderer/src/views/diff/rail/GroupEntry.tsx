import { useMemo } from 'react'
import type { ArrangedGroup } from '../../../../../core/diff/arrange-files'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { groupName } from '../../../../../core/review/file-groups'
import { count } from '../../../../../core/words/counts'
import { LineCounts } from '../LineCounts'
import { LineTotals } from '../LineTotals'
import type { FileDebt } from './FileEntry'

interface Props {
  readonly group: ArrangedGroup
  readonly open: boolean
  readonly debtOf: (path: RepoPath) => FileDebt
  readonly onOpen: (open: boolean) => void
}

/** The heading of a group of files, which opens and closes it. */
export function GroupEntry({ group, open, debtOf, onOpen }: Props) {
  const { files } = group
  const debt = useMemo(() => debtOfAll(files, debtOf), [files, debtOf])
  const name = groupName[group.group]
  return (
    <li>
      <button type="button" className="rail-file rail-group" aria-expanded={open} onClick={() => onOpen(!open)}>
        <span className="rail-arrow" aria-hidden="true">
          {open ? '▾' : '▸'}
        </span>
        <span className="grow cut">
          {name} · {count(group.files.length, 'file')}
        </span>
        {group.uncounted === 0 ? (
          <LineCounts file={group} />
        ) : (
          <span className="small num line-counts">
            <LineTotals lines={group} files={files.length} />
          </span>
        )}
        {debt === 0 ? null : (
          <span className="debt num" title={`${count(debt, 'line')} unreviewed`}>
            {debt}
            <span className="hidden-text"> unreviewed</span>
          </span>
        )}
      </button>
    </li>
  )
}

/** Unreviewed lines of all files. */
function debtOfAll(files: ArrangedGroup['files'], debtOf: Props['debtOf']): number {
  let lines = 0
  for (const { path } of files) {
    const debt = debtOf(path)
    if (typeof debt === 'number') lines += debt
  }
  return lines
}
