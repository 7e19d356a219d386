import { Fragment, useId, useState } from 'react'
import { flushSync } from 'react-dom'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { fuzzyRank } from '../../../../../core/search/fuzzy'
import { count } from '../../../../../core/words/counts'
import { displayName } from '../../../../../core/words/display-name'
import { changeMark } from '../../../../../core/words/file-words'
import { Dialog } from '../../../ui/Dialog'
import { useDiff } from '../diff-context'
import { useKeyBindings } from '../key-bindings'
import { LineCounts } from '../LineCounts'
import { useShownFiles } from '../rail/use-shown-files'

/** As many as fit; more letters find the others. */
const mostListed = 50

/** Ctrl/Cmd+P: a file by some of its letters. */
export function GoToFile() {
  const { reader } = useDiff()
  const [open, setOpen] = useState(false)
  useKeyBindings([
    { key: 'p', mod: true, whileTyping: true, does: 'go to file', group: 'Move', run: () => setOpen(true) },
  ])
  if (!open) return null
  return (
    <Picker
      onClose={() => setOpen(false)}
      onFile={(path) => {
        // First, as it gives the focus back, and the hunk that gets it would be the one that keys act on.
        flushSync(() => setOpen(false))
        reader.goToFile(path)
        // What was gone to is to be read, whatever had the focus before.
        requestAnimationFrame(() => {
          const rows = document.querySelector<HTMLElement>('.rows')
          if (rows?.contains(document.activeElement) === false) rows.focus({ preventScroll: true })
        })
      }}
    />
  )
}

interface Props {
  readonly onFile: (path: RepoPath) => void
  readonly onClose: () => void
}

function Picker({ onFile, onClose }: Props) {
  const files = useShownFiles()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  const ranked = fuzzyRank(query, files, ({ path }) => path, mostListed)
  const chosen = Math.min(at, ranked.length - 1)
  const move = (to: number) => {
    const next = (to + ranked.length) % Math.max(1, ranked.length)
    setAt(next)
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <Dialog title="Go to file" onCancel={onClose} wide>
      <input
        type="text"
        role="combobox"
        className="input"
        aria-label="File"
        aria-expanded
        aria-autocomplete="list"
        aria-controls={id}
        aria-activedescendant={chosen < 0 ? undefined : `${id}-${chosen}`}
        placeholder="Some letters of its path"
        value={query}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'ArrowDown') move(chosen + 1)
          else if (event.key === 'ArrowUp') move(chosen - 1)
          else if (event.key === 'Enter') {
            const file = ranked[chosen]?.item
            if (file !== undefined) onFile(file.path)
          } else return
          event.preventDefault()
        }}
      />
      <div role="listbox" id={id} aria-label="Files of this scope" className="picker">
        {ranked.map(({ item, letters }, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are those of the field above
          <div
            key={item.path}
            role="option"
            id={`${id}-${index}`}
            tabIndex={-1}
            aria-selected={index === chosen}
            className="picker-file"
            onClick={() => onFile(item.path)}
          >
            <span className={`mark ${changeMark(item.change).tone}`}>{changeMark(item.change).letter}</span>
            <span className="cut mono">
              <Marked path={item.path} letters={letters} />
            </span>
            <LineCounts file={item} />
          </div>
        ))}
      </div>
      <p className="small muted" role="status">
        {ranked.length === 0
          ? `No file has these letters in this order`
          : ranked.length < files.length && query.trim() === ''
            ? `${mostListed} of ${count(files.length, 'file')}`
            : count(ranked.length, 'file')}
      </p>
    </Dialog>
  )
}

/** The path, with the letters that matched stronger. Characters that cannot be seen are shown as such. */
function Marked({ path, letters }: { readonly path: RepoPath; readonly letters: readonly number[] }) {
  const strong = new Set(letters)
  const parts: { readonly text: string; readonly strong: boolean }[] = []
  for (let at = 0; at < path.length; ) {
    const from = at
    const isStrong = strong.has(at)
    while (at < path.length && strong.has(at) === isStrong) at++
    parts.push({ text: displayName(path.slice(from, at)), strong: isStrong })
  }
  return (
    <bdi>
      {parts.map((part, index) =>
        part.strong ? (
          // oxlint-disable-next-line react/no-array-index-key -- parts of one path have no other name
          <b key={index}>{part.text}</b>
        ) : (
          // oxlint-disable-next-line react/no-array-index-key -- parts of one path have no other name
          <Fragment key={index}>{part.text}</Fragment>
        ),
      )}
    </bdi>
  )
}
