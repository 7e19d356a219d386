import type { Buffer } from 'node:buffer'
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync, type BigIntStats } from 'node:fs'
import { errnoOf } from './fault'

/** Tells a file from another one that took its place, by one stat. */
export type FileStamp = string

// A pipe in place of a file would block for ever.
const flags = constants.O_RDONLY | constants.O_NONBLOCK

/**
 * A file of a git directory with the stamp it had when it was read; null when there is none, when it is no regular file
 * or larger than `maxBytes`. Throws errno errors such as EACCES.
 */
export function readRegularFile(
  file: string,
  maxBytes = Number.POSITIVE_INFINITY,
): { readonly bytes: Buffer; readonly stamp: FileStamp; readonly modifiedMs: number } | null {
  let fd: number
  try {
    fd = openSync(file, flags)
  } catch (thrown) {
    if (isMissing(thrown)) return null
    throw thrown
  }
  try {
    const stats = fstatSync(fd, { bigint: true })
    if (!stats.isFile() || stats.size > maxBytes) return null
    return { bytes: readFileSync(fd), stamp: stampFrom(stats), modifiedMs: Number(stats.mtimeMs) }
  } finally {
    closeSync(fd)
  }
}

/** The stamp of a regular file now; null when there is none. */
export function stampOfFile(file: string): FileStamp | null {
  try {
    const stats = statSync(file, { bigint: true })
    return stats.isFile() ? stampFrom(stats) : null
  } catch (thrown) {
    if (isMissing(thrown)) return null
    throw thrown
  }
}

function stampFrom({ mtimeNs, size, ino }: BigIntStats): FileStamp {
  return `${mtimeNs} ${size} ${ino}`
}

function isMissing(thrown: unknown): boolean {
  const why = errnoOf(thrown)
  // ENXIO: a socket.
  return why === 'ENOENT' || why === 'ENOTDIR' || why === 'ENXIO'
}
