import { constants } from 'node:fs'
import { createRequire } from 'node:module'
import { z } from 'zod'
import type { RawPath } from '../raw-path'
import type { ListedFolder, Looked } from './folder-listing'

/** What list-folders.c is compiled to; its comments say what goes in and comes out. */
export interface NativeLister {
  start(top: string, paths: RawPath, count: number): object | undefined
  take(handle: object, place: number, numbers: Float64Array): string | null | undefined
  end(handle: object): void
}

/** Null where there is none. */
export type FindLister = () => NativeLister | null

export const noLister: FindLister = () => null

/**
 * The native module at `file`, an absolute path inside our own build, loaded when it is first asked for. Where it cannot be
 * loaded `tell` learns why, once.
 */
export function listerAt(file: string, tell: (why: string) => void): FindLister {
  let found: NativeLister | null | undefined
  return () => {
    if (found === undefined) found = load(file, tell)
    return found
  }
}

const isFunction = (value: unknown) => typeof value === 'function'
const moduleShape = z.object({
  start: z.custom<NativeLister['start']>(isFunction),
  take: z.custom<NativeLister['take']>(isFunction),
  end: z.custom<NativeLister['end']>(isFunction),
})

function load(file: string, tell: (why: string) => void): NativeLister | null {
  try {
    const loaded = moduleShape.safeParse(createRequire(import.meta.url)(file))
    if (loaded.success) return loaded.data
    tell(`${file} is of another version`)
  } catch (thrown) {
    tell(thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : String(thrown))
  }
  return null
}

/** Folders of a work tree that are listed since it was made. */
export interface NativeListing {
  /** What is in the folder, once, and until the next call; null when that is not known, and it is to be read here. */
  get(folder: RawPath): ListedFolder | null
  end(): void
}

// As many as list-folders.c takes, so that nobody waits long for a call.
const mostNames = 4_096
const numbersPerName = 5
const gone: ListedFolder = { names: () => 'ENOENT', look: () => undefined }

/** `folders` as a walk comes to them: others list them meanwhile from the last one on. Null where nothing can be listed. */
export function listNatively(lister: NativeLister, top: string, folders: readonly RawPath[]): NativeListing | null {
  const handle = lister.start(top, folders.map((folder) => `${folder}\0`).join(''), folders.length)
  if (handle === undefined) return null
  const places = new Map(folders.map((folder, place) => [folder, place]))
  const numbers = new Float64Array(mostNames * numbersPerName)
  return {
    get(folder) {
      const place = places.get(folder)
      const names = place === undefined ? undefined : lister.take(handle, place, numbers)
      if (names === undefined) return null
      return names === null ? gone : listedFolder(names, numbers)
    },
    end: () => lister.end(handle),
  }
}

function listedFolder(joined: string, numbers: Float64Array): ListedFolder {
  const names = joined.split('\0')
  names.pop()
  let next = 0
  return {
    names: () => names,
    look(name) {
      // They are asked for one after the other.
      const place = names[next] === name ? next : names.indexOf(name)
      next = place + 1
      return place < 0 ? undefined : nativeLook.read(numbers, place * numbersPerName)
    },
  }
}

const kindBits = 0o170000

class NativeLook implements Looked {
  mode = 0
  size = 0
  ino = 0
  mtimeMs = 0
  ctimeMs = 0

  /** Undefined for a name that vanished while its folder was listed. */
  read(numbers: Float64Array, at: number): this | undefined {
    this.mode = numbers[at] ?? 0
    this.size = numbers[at + 1] ?? 0
    this.ino = numbers[at + 2] ?? 0
    this.mtimeMs = numbers[at + 3] ?? 0
    this.ctimeMs = numbers[at + 4] ?? 0
    return this.mode === 0 ? undefined : this
  }
  isFile() {
    return (this.mode & kindBits) === constants.S_IFREG
  }
  isDirectory() {
    return (this.mode & kindBits) === constants.S_IFDIR
  }
  isSymbolicLink() {
    return (this.mode & kindBits) === constants.S_IFLNK
  }
}

const nativeLook = new NativeLook()
