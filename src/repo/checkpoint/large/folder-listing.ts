import type { RawPath } from '../raw-path'

/** What a look at a name says, as `fs.Stats` has it. */
export interface Looked {
  /** At least the permissions. */
  readonly mode: number
  readonly size: number
  readonly ino: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  isFile(): boolean
  isDirectory(): boolean
  isSymbolicLink(): boolean
}

/** A folder that was listed. */
export interface ListedFolder {
  /** In the order of their bytes; or the errno name of what went wrong. */
  readonly names: () => readonly RawPath[] | string
  /** Undefined for a name that is not there. The next look overwrites it, as so many objects would cost more than the looks. */
  readonly look: (name: RawPath) => Looked | undefined
}
