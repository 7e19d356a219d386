import { killGroup, spawnGroup } from '../../git/child'
import type { RawPath } from '../raw-path'
import { listingFormat, readListing, type ListedFolder } from './folder-listing'

/** Another process that looks at folders which a walk will come to. */
export interface ListAhead {
  /** What is in the folder, once; null when it is not known, and is to be read here. */
  get(folder: RawPath): ListedFolder | null
  /** Ends it. False when something went wrong that `get` may have said as if it were not there. */
  end(): Promise<boolean>
}

// By its whole name, as no program of that name that a repository brings along may run.
const program = '/usr/bin/find'
const action = ['-type', 'd', '-printf', listingFormat('%p'), '-o', '-printf', listingFormat('%f')]
const args = ['-P', '-files0-from', '-', '-maxdepth', '1', ...action]
// More says nothing new.
const stderrChars = 4_096

/**
 * Lists the folders in this order, with GNU find (findutils 4.9 on), which needs a part of the time that a look at each name
 * takes here, and reads from a cold disk at the same time. Where there is no such program nothing is ever known.
 */
export function listAhead(top: string, folders: readonly RawPath[]): ListAhead {
  const child = spawnGroup(program, args, { cwd: top, env: { LC_ALL: 'C' }, stdin: 'pipe' })
  const known = new Map<RawPath, ListedFolder>()
  let rest = ''
  let said = ''
  let isRelied = false
  const closed = new Promise<void>((resolve) => {
    child.once('close', resolve)
    child.once('error', () => resolve())
  })
  child.stdout?.setEncoding('latin1').on('data', (chunk: string) => {
    rest = readListing(rest + chunk, known)
  })
  child.stderr?.setEncoding('latin1').on('data', (chunk: string) => {
    said = `${said}${chunk}`.slice(0, stderrChars)
  })
  // It ends without reading all where it is not the find we know.
  child.stdin?.on('error', () => {})
  child.stdin?.end(folders.map((folder) => (folder === '' ? '.\0' : `./${folder}\0`)).join(''), 'latin1')
  return {
    get(folder) {
      const found = known.get(folder) ?? null
      isRelied ||= found !== null
      known.delete(folder)
      return found
    },
    async end() {
      killGroup(child, 'SIGKILL')
      await closed
      known.clear()
      return !isRelied || saysOnlyGone(said)
    },
  }
}

function saysOnlyGone(stderr: string): boolean {
  return stderr.split('\n').every((line) => line === '' || line.endsWith(': No such file or directory'))
}
