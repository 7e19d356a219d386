import { lstatSync, statSync } from 'node:fs'
import type { RepoLayout } from '../../git/repo-layout'
import { errnoOf, StoreFault } from '../fault'

/**
 * A test that faults with `folder-gone` when the work tree is not there any more: its drive was unplugged or it was moved
 * away. Then nothing may count as done or be written into what stands in its place, and the journal has to stay.
 */
export function createTopCheck({ top, gitDir }: Pick<RepoLayout, 'top' | 'gitDir'>): () => void {
  const gone = () => new StoreFault({ kind: 'folder-gone', path: top })
  const look = () => {
    try {
      const { dev, ino } = statSync(top)
      return `${dev}:${ino}`
    } catch (thrown) {
      if (errnoOf(thrown) === null) throw thrown
      return null
    }
  }
  const then = look()
  if (then === null || !isThere(gitDir)) throw gone()
  return () => {
    if (look() !== then) throw gone()
  }
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path).isDirectory()
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return false
  }
}
