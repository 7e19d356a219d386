import type { Buffer } from 'node:buffer'
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  statSync,
} from 'node:fs'
import { errnoOf } from '../fault'
import { ancestorsOf, isStorableName, join, onDisk, type RawPath } from '../raw-path'

/** A folder of the work tree that was reached without following any symlink, and stays the same one until it is closed. */
export interface OpenFolder {
  /** What node's file functions take for a name in it. */
  at(name: RawPath): string | Buffer
  /** Whether the path still leads to this folder. */
  isThere(): boolean
  /** Makes the names in it durable. */
  sync(): void
  close(): void
}

const flags = constants.O_RDONLY | constants.O_DIRECTORY
const hasProc = process.platform === 'linux' && existsSync('/proc/self/fd')

/**
 * Opens the folder of a path part by part. A part that was swapped for a symlink is ENOTDIR or ELOOP, and nothing that
 * happens to the path later leads elsewhere: names are addressed through the open folder. With `create` missing parts
 * are made.
 */
export function openFolder(top: string, folder: RawPath, create: boolean): OpenFolder {
  const parts = folder === '' ? [] : folder.split('/')
  if (!parts.every(isStorableName)) throw new Error(`not a path of a work tree: ${folder}`)
  return hasProc ? openByDescriptor(top, parts, create) : openByPath(top, folder, create)
}

function openByDescriptor(top: string, parts: readonly RawPath[], create: boolean): OpenFolder {
  let fd = openSync(top, flags)
  try {
    for (const part of parts) {
      const next = openPart(inFolder(fd, part), create)
      closeSync(fd)
      fd = next
    }
  } catch (thrown) {
    closeSync(fd)
    throw thrown
  }
  return {
    at: (name) => inFolder(fd, name),
    isThere: () => leadsTo(top, parts, fd),
    sync: () => fsyncSync(fd),
    close: () => closeSync(fd),
  }
}

function leadsTo(top: string, parts: readonly RawPath[], fd: number): boolean {
  try {
    const again = openByDescriptor(top, parts, false)
    try {
      const [a, b] = [statSync(again.at('.')), fstatSync(fd)]
      return a.ino === b.ino && a.dev === b.dev
    } finally {
      again.close()
    }
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return false
  }
}

function openPart(path: string | Buffer, create: boolean): number {
  try {
    return openSync(path, flags | constants.O_NOFOLLOW)
  } catch (thrown) {
    if (!create || errnoOf(thrown) !== 'ENOENT') throw thrown
  }
  makeFolderAt(path)
  return openSync(path, flags | constants.O_NOFOLLOW)
}

function inFolder(fd: number, name: RawPath): string | Buffer {
  return onDisk(`/proc/self/fd/${fd}`, name)
}

/** Without descriptors as paths, the parts are looked at before each use: a swap in between cannot be excluded. */
function openByPath(top: string, folder: RawPath, create: boolean): OpenFolder {
  const check = () => {
    for (const path of [...ancestorsOf(folder), ...(folder === '' ? [] : [folder])]) {
      const place = onDisk(top, path)
      if (create && !existsSync(place)) makeFolderAt(place)
      if (!lstatSync(place).isDirectory()) throw notAFolder(path)
    }
  }
  check()
  return {
    at(name) {
      check()
      return onDisk(top, join(folder, name))
    },
    isThere: () => true,
    sync: () => undefined,
    close: () => undefined,
  }
}

/** Another writer of the same restore may have made it just now. */
function makeFolderAt(path: string | Buffer): void {
  try {
    mkdirSync(path)
  } catch (thrown) {
    if (errnoOf(thrown) !== 'EEXIST') throw thrown
  }
}

function notAFolder(path: string): Error {
  return Object.assign(new Error(`ENOTDIR: ${path}`), { code: 'ENOTDIR', syscall: 'open' })
}
