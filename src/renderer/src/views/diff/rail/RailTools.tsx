import { memo, useRef } from 'react'
import type { FileSort } from '../../../../../core/diff/arrange-files'
import type { FileDiff } from '../../../../../core/diff/file-diff'
import { Menu } from '../../../ui/Menu'
import { useKeyBindings } from '../key-bindings'
import { FolderMenu } from './FolderMenu'

interface Props {
  readonly filter: string
  readonly onFilter: (filter: string) => void
  readonly sort: FileSort
  readonly onSort: (sort: FileSort) => void
  /** Named only: others of the same paths are as good. */
  readonly files: readonly FileDiff[]
  readonly onEnter: () => void
  readonly onDown: () => void
}

const sorts: readonly { readonly sort: FileSort; readonly label: string; readonly detail: string }[] = [
  { sort: 'path', label: 'By path', detail: 'The order of the changed lines' },
  { sort: 'recent', label: 'Recent first', detail: 'What was changed last' },
  { sort: 'size', label: 'Largest first', detail: 'Most changed lines' },
]

/** What the list of files shows, and in which order. */
export const RailTools = memo(function RailTools(props: Props) {
  const { filter, onFilter, sort, onSort, files, onEnter, onDown } = props
  const field = useRef<HTMLInputElement>(null)
  useKeyBindings([{ key: 'f', does: 'filter files', group: 'Read', run: () => field.current?.select() }])
  return (
    <>
      <div className="rail-head">
        <h2 className="rail-title">
          Files<span className="rail-more"> in this scope</span>
        </h2>
        <FolderMenu files={files} />
        <Menu
          label="Sort files"
          face={`${{ path: 'Path', recent: 'Recent', size: 'Size' }[sort]} ▾`}
          slim
          floating
          choices={sorts.map((choice) => ({
            key: choice.sort,
            label: choice.label,
            detail: choice.detail,
            checked: choice.sort === sort,
            onChoose: () => onSort(choice.sort),
          }))}
        />
      </div>
      <div className="rail-filter">
        <input
          ref={field}
          type="text"
          className="input"
          aria-label="Filter files"
          placeholder="Filter"
          value={filter}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onFilter(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return
            if (event.key === 'Escape' && filter !== '') onFilter('')
            else if (event.key === 'Enter') onEnter()
            else if (event.key === 'ArrowDown') onDown()
            else return
            event.preventDefault()
          }}
        />
      </div>
    </>
  )
})
