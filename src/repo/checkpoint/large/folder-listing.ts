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
  readonly names: () => RawPath[]
  /** Undefined for a name that is not there. The next look overwrites it, as so many objects would cost more than the looks. */
  readonly look: (name: RawPath) => Looked | undefined
}

/**
 * For `find -printf`: depth, kind and name, a NUL, then permissions, size, inode, time of the last write and of the last
 * change. A folder has its path for a name.
 */
export const listingFormat = (name: '%f' | '%p') => `%d%y${name}\\0%m %s %i %T@ %C@\\n`

const kindAt = 1
const nameAt = 2
// Two times take more already.
const fewestAfterName = 44
// Of a time, after the point.
const fractionDigits = 10
const zero = 0x30

/**
 * Reads the output of `find` for several folders, a character a byte: a record of depth 0 for each, followed by those of
 * depth 1 for all that is in it. Adds the folders that are over, as another one follows, and answers what comes after them.
 * A folder with nothing in it may be one that could not be read, and is left out.
 */
export function readListing(out: string, into: Map<RawPath, ListedFolder>): string {
  let open: { readonly path: RawPath; readonly start: number } | null = null
  let keepFrom = 0
  for (let at = 0; at < out.length; ) {
    const nameEnd = out.indexOf('\0', at)
    const end = nameEnd < 0 ? -1 : out.indexOf('\n', nameEnd + fewestAfterName)
    if (end < 0) break
    if (out[at] === '0') {
      if (open !== null && open.start < at) into.set(open.path, listedFolder(out, open.start, at))
      open = out[at + kindAt] === 'd' ? { path: askedFolder(out.slice(at + nameAt, nameEnd)), start: end + 1 } : null
      keepFrom = at
    }
    at = end + 1
  }
  return out.slice(keepFrom)
}

function askedFolder(path: string): RawPath {
  return path === '.' ? '' : path.slice('./'.length)
}

function listedFolder(out: string, start: number, end: number): ListedFolder {
  const places = new Map<RawPath, number>()
  return {
    names() {
      for (let at = start; at < end; ) {
        const nameEnd = out.indexOf('\0', at)
        const from = out[at + kindAt] === 'd' ? out.lastIndexOf('/', nameEnd) + 1 : at + nameAt
        places.set(out.slice(from, nameEnd), at)
        at = out.indexOf('\n', nameEnd + fewestAfterName) + 1
      }
      return [...places.keys()]
    },
    look(name) {
      const at = places.get(name)
      return at === undefined ? undefined : listedLook.read(out, at)
    },
  }
}

class ListedLook implements Looked {
  mode = 0
  size = 0
  ino = 0
  mtimeMs = 0
  ctimeMs = 0
  #kind = ''
  #at = 0

  read(out: string, at: number): this {
    this.#kind = out[at + kindAt] ?? ''
    this.#at = out.indexOf('\0', at) + 1
    this.mode = this.#number(out, 8)
    this.size = this.#number(out, 10)
    this.ino = this.#number(out, 10)
    this.mtimeMs = this.#time(out)
    this.ctimeMs = this.#time(out)
    return this
  }
  isFile() {
    return this.#kind === 'f'
  }
  isDirectory() {
    return this.#kind === 'd'
  }
  isSymbolicLink() {
    return this.#kind === 'l'
  }

  /** And steps over what ends it. */
  #number(out: string, base: number): number {
    let value = 0
    let at = this.#at
    for (let digit = out.charCodeAt(at) - zero; digit >= 0 && digit < base; digit = out.charCodeAt(++at) - zero) {
      value = value * base + digit
    }
    this.#at = at + 1
    return value
  }

  /** Not a number for a time that is written in another way, which is no file as git saw it. */
  #time(out: string): number {
    const seconds = this.#number(out, 10)
    const from = this.#at
    const fraction = this.#number(out, 10)
    return this.#at - from === fractionDigits + 1 ? seconds * 1000 + fraction / 10 / 1e6 : Number.NaN
  }
}

const listedLook = new ListedLook()
