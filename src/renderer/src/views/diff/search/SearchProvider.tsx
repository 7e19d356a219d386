import { type ReactNode, useEffect, useLayoutEffect, useState } from 'react'
import { useApp } from '../../../app-context'
import { useDiff } from '../diff-context'
import { useFolder } from '../rail/use-folder'
import { filesShown } from '../rail/use-shown-files'
import { GoToFile } from './GoToFile'
import { SearchContext } from './search-context'
import { createSearch } from './search-store'
import './search.css'

/** What is shown can be searched by all parts of the window. */
export function SearchProvider({ children }: { readonly children: ReactNode }) {
  const { clock } = useApp()
  const { store } = useDiff().diff
  const [folder] = useFolder()
  const [search] = useState(() => createSearch(clock, () => performance.now()))
  // Heard of without being drawn: a save has nothing to do here while nothing is searched.
  useLayoutEffect(() => {
    const look = () => search.setFiles(filesShown(store.getState(), folder))
    look()
    return store.subscribe(look)
  }, [search, store, folder])
  useEffect(() => search.stop, [search])
  return (
    <SearchContext value={search}>
      {children}
      <GoToFile />
    </SearchContext>
  )
}
