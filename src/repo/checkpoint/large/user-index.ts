import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { isExecutable } from '../disk'
import { errnoOf } from '../fault'
import type { ObjectId } from '../loose-object'
import type { RawPath } from '../raw-path'
import { readRegularFile, type FileStamp } from '../read-regular-file'
import { treeMode } from '../tree-format'
import { findCacheTree } from './cache-tree'
import type { Looked } from './folder-listing'
import { indexPaths, type IndexPaths } from './index-paths'
import { readCut, shortenedNames } from './shortened-names'

/** The user's index as it lies on disk: what git last saw of each file, and what it was then. */
export interface UserIndex {
  readonly paths: IndexPaths
  /** Unmerged paths and files that are only intended to be added: nothing is known of what is on disk. */
  readonly otherPaths: ReadonlySet<RawPath>
  /** Submodules with their commits. */
  readonly submodules: ReadonlyMap<RawPath, ObjectId>
  /** Folders that a sparse index names instead of what is in them. */
  readonly sparseFolders: readonly RawPath[]
  /** The blobs of conflicts. */
  readonly unmerged: ReadonlySet<ObjectId>
  readonly bytes: Buffer
  readonly stamp: FileStamp
  at(position: number): UserIndexEntry
  /** Whether the file is just as git last saw it, by all that a look at it says, and git could not have looked too early. */
  isAsSeen(position: number, stats: Looked): boolean
  idAt(position: number): ObjectId
  /** The ids of the paths from one place up to another, one a line. */
  idLines(from: number, to: number): Buffer
  /** The tree that git wrote of all that is in it; null when it has changed since. */
  tree(): ObjectId | null
  /** That tree and all below it, the topmost first. */
  trees(): readonly ObjectId[] | null
}

export interface UserIndexEntry {
  readonly mode: number
  /** Size of the file in the work tree, modulo 2^32; 0 where git is not sure of the rest. */
  readonly size: number
}

const headerBytes = 12
const idAt = 40
const flagsAt = 60
const extendedFlag = 0x4000
const stageFlags = 0x3000
const nameBits = 0xfff
const intentToAdd = 0x2000
const checksumBytes = 20
const idBytes = 20

/**
 * Reads the index of a SHA-1 repository (git's index-format, versions 2 to 4). Its assume-unchanged and skip-worktree bits
 * are not read at all, so that nothing can be hidden behind them. Null when there is none, when it is damaged, or when it
 * is split: then nothing is known of any file.
 */
export function readUserIndex(file: string): UserIndex | null {
  const read = readIfThere(file)
  return read === null ? null : parse(read.bytes, read.stamp, Math.floor(read.modifiedMs / 1000))
}

/** `UserIndex.tree` of an index that was read already. */
export function treeOfIndex(bytes: Buffer): ObjectId | null {
  return parse(bytes, '', 0)?.tree() ?? null
}

function parse(bytes: Buffer, stamp: FileStamp, writtenSeconds: number): UserIndex | null {
  const end = bytes.length - checksumBytes
  if (end < headerBytes || bytes.toString('latin1', 0, 4) !== 'DIRC' || !isWhole(bytes, end)) return null
  const version = bytes.readUInt32BE(4)
  if (version < 2 || version > 4) return null
  const count = bytes.readUInt32BE(8)
  if (count > end / flagsAt) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const places = new Uint32Array(count)
  const starts = new Uint32Array(count)
  const ends = new Uint32Array(count)
  let files = 0
  const sparseFolders: RawPath[] = []
  const otherPaths = new Set<RawPath>()
  const submodules = new Map<RawPath, ObjectId>()
  const unmerged = new Set<ObjectId>()
  const shortened = version === 4 ? shortenedNames(bytes) : null
  let at = headerBytes
  for (let left = count; left > 0; left--) {
    if (at + flagsAt + 2 > end) return null
    const flags = view.getUint16(at + flagsAt)
    const isExtended = (flags & extendedFlag) !== 0
    let nameAt = at + flagsAt + (isExtended ? 4 : 2)
    let cut = 0
    if (shortened !== null) ({ value: cut, end: nameAt } = readCut(bytes, nameAt))
    const isLong = shortened !== null || (flags & nameBits) === nameBits
    const nameEnd = isLong ? bytes.indexOf(0, nameAt) : nameAt + (flags & nameBits)
    if (nameEnd < 0 || nameEnd >= end) return null
    if (shortened !== null && !shortened.add(cut, nameAt, nameEnd)) return null
    const start = shortened?.start() ?? nameAt
    const pathEnd = shortened?.end() ?? nameEnd
    const mode = view.getUint32(at + 24)
    const isIntended = isExtended && (view.getUint16(at + flagsAt + 2) & intentToAdd) !== 0
    const isOther = (flags & stageFlags) !== 0 || isIntended
    if (mode !== treeMode.folder && mode !== treeMode.nestedRepo && !isOther) {
      places[files] = at
      starts[files] = start
      ends[files++] = pathEnd
    } else {
      const path = (shortened?.bytes() ?? bytes).toString('latin1', start, pathEnd)
      if (mode === treeMode.folder) sparseFolders.push(path.replace(/\/$/, ''))
      else if (mode === treeMode.nestedRepo) submodules.set(path, bytes.toString('hex', at + idAt, at + flagsAt))
      else {
        otherPaths.add(path)
        if (!isIntended) unmerged.add(bytes.toString('hex', at + idAt, at + flagsAt))
      }
    }
    // Entries are padded with one to eight NULs to a multiple of eight, those of version 4 end with one.
    at = shortened === null ? at + ((nameEnd - at + 8) & ~7) : nameEnd + 1
  }
  if (isSplit(bytes, at, end)) return null
  const entriesEnd = at
  const placeOf = places.subarray(0, files)
  const findTrees = () => findCacheTree(bytes, entriesEnd, end, count)
  const hexId = (from: number) => bytes.toString('hex', from, from + idBytes)
  return {
    paths: indexPaths(shortened?.bytes() ?? bytes, starts.subarray(0, files), ends.subarray(0, files)),
    otherPaths,
    submodules,
    sparseFolders,
    unmerged,
    bytes,
    stamp,
    isAsSeen: (position, stats) => isAsSeen(view, placeOf[position] ?? end, stats, writtenSeconds),
    at: (position) => entryAt(view, placeOf[position] ?? end),
    idAt: (position) => hexId((placeOf[position] ?? end) + idAt),
    idLines: (from, to) => hexLines(view, placeOf.subarray(from, to)),
    tree: () => {
      const [first] = findTrees() ?? []
      return first === undefined ? null : hexId(first)
    },
    trees: () => findTrees()?.map((from) => hexId(from)) ?? null,
  }
}

function entryAt(view: DataView, at: number): UserIndexEntry {
  return { mode: view.getUint32(at + 24), size: view.getUint32(at + 36) }
}

/**
 * A file as young as the index may have been written again right after git looked, so git has to have seen it in an earlier
 * second than the index was written in. Times are compared in milliseconds with fractions, as `fs.Stats` has them.
 */
function isAsSeen(view: DataView, at: number, stats: Looked, writtenSeconds: number): boolean {
  const modifiedSeconds = view.getUint32(at + 8)
  return (
    modifiedSeconds < writtenSeconds &&
    stats.isFile() &&
    stats.size === view.getUint32(at + 36) &&
    stats.mtimeMs === modifiedSeconds * 1000 + view.getUint32(at + 12) / 1e6 &&
    stats.ctimeMs === view.getUint32(at) * 1000 + view.getUint32(at + 4) / 1e6 &&
    stats.ino % 2 ** 32 === view.getUint32(at + 20) &&
    view.getUint32(at + 24) === (isExecutable(stats.mode) ? treeMode.executable : treeMode.file)
  )
}

/** By hand, two bytes at a time: asking for each id in hex would take ten times as long. */
function hexLines(view: DataView, places: Uint32Array): Buffer {
  const lines = Buffer.allocUnsafe(places.length * (idBytes * 2 + 1))
  const digits = hexDigits()
  const out = new DataView(lines.buffer, lines.byteOffset, lines.length)
  let end = 0
  for (const place of places) {
    for (let at = place + idAt; at < place + flagsAt; at += 2, end += 4) {
      const two = view.getUint16(at)
      out.setUint32(end, ((digits[two >> 8] ?? 0) << 16) | (digits[two & 0xff] ?? 0))
    }
    lines[end++] = 0x0a
  }
  return lines
}

/** The two digits of each byte as one number. */
function hexDigits(): Uint16Array {
  const digit = (value: number) => value + (value < 10 ? 0x30 : 0x57)
  return Uint16Array.from({ length: 256 }, (_, byte) => (digit(byte >> 4) << 8) | digit(byte & 15))
}

/** The checksum at the end; with `index.skipHash` git writes zeros instead. */
function isWhole(bytes: Buffer, end: number): boolean {
  const checksum = bytes.subarray(end)
  if (checksum.every((byte) => byte === 0)) return true
  return createHash('sha1').update(bytes.subarray(0, end)).digest().equals(checksum)
}

/** Extensions follow the entries: a name of four letters, a size, content. One called `link` says the rest is elsewhere. */
function isSplit(bytes: Buffer, from: number, end: number): boolean {
  for (let at = from; at + 8 <= end; at += 8 + bytes.readUInt32BE(at + 4)) {
    if (bytes.toString('latin1', at, at + 4) === 'link') return true
  }
  return false
}

function readIfThere(file: string) {
  try {
    return readRegularFile(file)
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return null
  }
}
