import type { ArrangedGroup } from '../../../../../core/diff/arrange-files'
import { groupName } from '../../../../../core/review/file-groups'
import { count } from '../../../../../core/words/counts'
import { LineCounts } from '../LineCounts'

interface Props {
  readonly group: ArrangedGroup
  readonly open: boolean
  /** Unreviewed lines of all its files. */
  readonly debt: number
  readonly onOpen: (open: boolean) => void
}

/** The heading of a group of files, which opens and closes it. */
export function GroupEntry({ group, open, debt, onOpen }: Props) {
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
        <LineCounts file={group} />
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
