import { ChevronDown, ChevronUp, WholeWord } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { count, grouped } from '../../../../../core/words/counts'
import { Button } from '../../../ui/Button'
import { useDiff } from '../diff-context'
import { foldFiles, isFolded } from '../folded-files'
import { useKeyBindings } from '../key-bindings'
import { useSearch } from './search-context'
import { mostFound, sameFound, type SearchState } from './search-store'

/** Searches the changed lines and the names of the files. */
export function SearchBox() {
  const { reader, view } = useDiff()
  const search = useSearch()
  const { query } = useStore(search.store)
  const field = useRef<HTMLInputElement>(null)

  const go = (direction: 1 | -1) => {
    const next = search.step(direction, reader.current()?.path ?? null)
    if (next === null) return
    const { path, hunkId, at } = next
    if (hunkId === null) return reader.goToFile(path)
    if (isFolded(view.folded.getState(), path)) {
      foldFiles(view.folded, [path], false)
      // Its lines are in the page with the next frame.
      requestAnimationFrame(() => reader.goToLine(path, hunkId, at))
    } else reader.goToLine(path, hunkId, at)
    showInLine()
  }
  const focus = () => field.current?.select()
  useKeyBindings([
    { key: '/', does: 'search', group: 'Read', run: focus },
    { key: 'f', mod: true, whileTyping: true, does: 'search', group: 'Read', run: focus },
    { key: 'F3', whileTyping: true, does: 'next match', group: 'Read', run: () => go(1) },
    { key: 'Shift+F3', whileTyping: true, does: 'previous match', group: 'Read', run: () => go(-1) },
    { key: 'g', mod: true, whileTyping: true, does: 'next match', group: 'Read', run: () => go(1) },
    { key: 'G', mod: true, whileTyping: true, does: 'previous match', group: 'Read', run: () => go(-1) },
  ])
  return (
    <div className="search" role="search">
      <input
        ref={field}
        type="search"
        className="input"
        aria-label="Search"
        placeholder="Search"
        value={query.text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => search.setQuery({ ...query, text: event.target.value })}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Enter') go(event.shiftKey ? -1 : 1)
          else if (event.key === 'Escape') {
            search.setQuery({ ...query, text: '' })
            event.currentTarget.blur()
          } else return
          event.preventDefault()
        }}
      />
      {query.text === '' ? null : (
        <>
          <Count />
          <button
            type="button"
            className="btn quiet slim icon"
            aria-pressed={query.words}
            aria-label="Whole words"
            title="Whole words"
            onClick={() => search.setQuery({ ...query, words: !query.words })}
          >
            <WholeWord size={16} aria-hidden="true" />
          </button>
          <Button look="quiet slim" label="Previous match" title="Previous match (Shift+F3)" onPress={() => go(-1)}>
            <ChevronUp size={16} aria-hidden="true" />
          </Button>
          <Button look="quiet slim" label="Next match" title="Next match (F3)" onPress={() => go(1)}>
            <ChevronDown size={16} aria-hidden="true" />
          </Button>
        </>
      )}
    </div>
  )
}

/** A portion that holds up nothing; the next one is asked for when it is there. */
const loadedAtOnce = 200

function Count() {
  const { diff } = useDiff()
  const search = useSearch()
  const state = useStore(search.store)
  const left = state.notSearched.length
  const [wanted, setWanted] = useState(false)
  useEffect(() => {
    if (wanted && state.notSearched.length > 0) diff.load(state.notSearched.slice(0, loadedAtOnce))
  }, [wanted, diff, state.notSearched])
  return (
    <span className="search-count small num" role="status">
      {countWords(state)}
      {left === 0 ? null : (
        <Button
          look="quiet slim"
          title="Their lines are not loaded yet; only their names were searched"
          onPress={() => setWanted(true)}
        >
          not searched: {count(left, 'file')}
        </Button>
      )}
    </span>
  )
}

/** Once its row is in the page, a match far to the right is brought into sight. */
function showInLine(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() =>
      document.querySelector('mark.found.now')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    ),
  )
}

/** "3 of 27", "27 matches", "No match". */
function countWords({ found, current, searching }: SearchState): string {
  if (searching && found.length === 0) return 'Searching…'
  if (found.length === 0) return 'No match'
  const all = found.length >= mostFound ? `${grouped(mostFound)}+` : String(found.length)
  const at = current === null ? -1 : found.findIndex((one) => sameFound(one, current))
  if (at >= 0) return `${at + 1} of ${all}`
  return found.length === 1 ? '1 match' : `${all} matches`
}
