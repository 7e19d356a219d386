import { useEffect } from 'react'

/** The page's title, the same as the window's. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title
  }, [title])
}
