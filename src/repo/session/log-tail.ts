import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** As much of the end of a log as is read at once. */
const tailBytes = 64 * 1024

/** The end of a log between the bytes `from` and `to`, as bytes in a string; empty when it cannot be read. */
export function readTail(file: string, from: number, to = Number.POSITIVE_INFINITY): string {
  let fd: number
  try {
    fd = openSync(file, 'r')
  } catch {
    return ''
  }
  try {
    const size = Math.min(fstatSync(fd).size, to)
    const start = Math.max(from, size - tailBytes)
    const bytes = Buffer.alloc(Math.max(0, size - start))
    return bytes.toString('latin1', 0, readSync(fd, bytes, 0, bytes.length, start))
  } finally {
    closeSync(fd)
  }
}
