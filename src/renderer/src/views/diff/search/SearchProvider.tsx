import { type ReactNode, useEffect, useLayoutEffect, useState } from 'react'
import { useApp } from '../../../app-context'
import { useShownFiles } from '../rail/use-shown-files'
import { GoToFile } from './GoToFile'
import { SearchContext } from './search-context'
import { createSearch } from './search-store'
import './search.css'

/** What is shown can be searched by all parts of the window. */
export function SearchProvider({ children }: { readonly children: ReactNode }) {
  const { clock } = useApp()
  const [search] = useState(() => createSearch(clock, () => performance.now()))
  const files = useShownFiles()
  useLayoutEffect(() => search.setFiles(files), [search, files])
  useEffect(() => search.stop, [search])
  return (
    <SearchContext value={search}>
      {children}
      <GoToFile files={files} />
    </SearchContext>
  )
}
