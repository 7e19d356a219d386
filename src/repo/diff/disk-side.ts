import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type BigIntStats } from 'node:fs'
import { open, readlink, type FileHandle } from 'node:fs/promises'
import type { Clock } from '../../core/clock'
import { largestImageBytes } from '../../core/diff/largest-image'
import type { RepoPath } from '../../core/repo/repo-path'
import { unreachable } from '../../core/result'
import { absolutePath } from '../absolute-path'
import { createDisk } from '../checkpoint/disk'
import { errnoOf } from '../checkpoint/fault'
import { rawPath } from '../checkpoint/raw-path'
import { nestedGitDir, readHead } from '../checkpoint/read-head'
import { largestTextBytes, type Side } from './side'

/** What told a file apart from its earlier self without reading it, and when that was. */
export interface Stamp {
  readonly size: bigint
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
  readonly ino: bigint
  readonly mode: bigint
  readonly readAtMs: number
}

const attempts = 3
/** A link is not followed, and a FIFO that took the place of a file does not block. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
/** A rename over a file that was removed first shows nothing for a moment. */
const missingRetryMs = 20
/** A file that is written in place is empty for a moment, longer where the computer is busy; what was emptied for good waits so long. */
const emptyRetries = 3
/** Kernel time stamps step by a tick, so a file saved twice within one can keep its stamp. */
const racyMs = 100

/** The stamp of a path, from one lstat; null when nothing can be said about it. */
export function stampOf(top: string, path: RepoPath, nowMs: number): Stamp | null {
  try {
    // Synchronous on purpose: it takes microseconds, a trip to the thread pool ten times as long.
    const { size, mtimeNs, ctimeNs, ino, mode } = lstatSync(absolutePath(top, path), { bigint: true })
    return { size, mtimeNs, ctimeNs, ino, mode, readAtMs: nowMs }
  } catch {
    return null
  }
}

/** Whether a file still is what it was at the last read. A stamp younger than its read by less than a tick proves nothing. */
export function isUntouched(last: Stamp | null, now: Stamp | null): boolean {
  if (last === null || now === null) return false
  // What is written into a repository inside does not show on its folder.
  if ((now.mode & 0o170000n) === 0o040000n) return false
  const old = BigInt(Math.floor(last.readAtMs)) - last.mtimeNs / 1_000_000n >= racyMs
  const same =
    last.size === now.size &&
    last.mtimeNs === now.mtimeNs &&
    last.ctimeNs === now.ctimeNs &&
    last.ino === now.ino &&
    last.mode === now.mode
  return old && same
}

/**
 * Reads what stands at a path of the work tree now. Symlinks are not followed, neither the last part nor a folder above.
 * With `expected` a missing file is looked for once more, because many editors remove before they write, and one that was
 * emptied just now is looked at again, because the others empty it. That is not waited for once `signal` says that the
 * path was touched again.
 */
export async function readDiskSide(
  top: string,
  path: RepoPath,
  clock: Clock,
  expected: boolean,
  signal?: AbortSignal,
): Promise<Side> {
  const side = await readOnce(top, path)
  if (!expected) return side
  const wait = () => pause(clock, missingRetryMs, signal)
  if (side.kind === 'absent') {
    await wait()
    return readOnce(top, path)
  }
  let now: Side = side
  for (let look = 0; look < emptyRetries && isEmptiedJustNow(top, path, now, clock); look++) {
    await wait()
    now = await readOnce(top, path)
  }
  return now
}

/** Resolves after so long, or at once when the signal is or becomes aborted. */
function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve()
    const end = () => {
      cancel()
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.after(ms, end)
    signal?.addEventListener('abort', end)
  })
}

function isEmptiedJustNow(top: string, path: RepoPath, side: Side, clock: Clock): boolean {
  if (side.kind !== 'file' || side.bytes.length > 0) return false
  const stamp = stampOf(top, path, clock.now())
  return stamp !== null && BigInt(Math.floor(stamp.readAtMs)) - stamp.mtimeNs / 1_000_000n < racyMs
}

async function readOnce(top: string, path: RepoPath): Promise<Side> {
  const disk = createDisk(top)
  const raw = rawPath(path)
  if (disk.obstacleAbove(raw) !== null) return { kind: 'absent' }
  const entry = disk.look(raw)
  const full = absolutePath(top, path)
  try {
    switch (entry.kind) {
      case 'missing':
        return { kind: 'absent' }
      case 'unreadable':
        return entry
      case 'special':
        return { kind: 'unreadable', why: 'NOT_REGULAR' }
      case 'folder':
        // git sees the files in it under their own paths, and a nested repository as its commit.
        return await readNested(full.toString())
      case 'symlink':
        return { kind: 'symlink', target: await readlink(full, { encoding: 'buffer' }) }
      case 'file':
        return await readFileSide(full)
      default:
        return unreachable(entry)
    }
  } catch (thrown) {
    const why = errnoOf(thrown)
    if (why === null) throw thrown
    return why === 'ENOENT' || why === 'ENOTDIR' ? { kind: 'absent' } : { kind: 'unreadable', why }
  }
}

/** A nested repository is its HEAD, as its files say it; one kept in another way has an unknown commit. */
async function readNested(folder: string): Promise<Side> {
  const nested = nestedGitDir(folder)
  if (nested === null) return { kind: 'absent' }
  return { kind: 'submodule', commit: readHead(nested.gitDir, nested.commonDir)?.commit ?? null }
}

/** A file that was just saved is in memory: reading even a large one takes less than the trips to the thread pool. */
function readSmallFile(full: Buffer): Side | null {
  const fd = openSync(full, flags)
  try {
    const before = fstatSync(fd, { bigint: true })
    if (!before.isFile() || before.size > BigInt(largestTextBytes)) return null
    const bytes = Buffer.allocUnsafeSlow(Number(before.size))
    const read = readSync(fd, bytes, 0, bytes.length, 0)
    return isSteady(before, fstatSync(fd, { bigint: true }), read)
      ? { kind: 'file', mode: gitMode(before), bytes }
      : null
  } finally {
    closeSync(fd)
  }
}

async function readFileSide(full: Buffer, largest = largestTextBytes): Promise<Side> {
  const small = readSmallFile(full)
  if (small !== null) return small
  const handle = await open(full, flags)
  try {
    for (let attempt = 1; ; attempt++) {
      const before = await handle.stat({ bigint: true })
      if (!before.isFile()) return { kind: 'unreadable', why: 'NOT_REGULAR' }
      const mode = gitMode(before)
      const size = Number(before.size)
      if (size > largest) {
        const stamp = [size, before.mtimeNs, before.ctimeNs, before.ino].join('-')
        return {
          kind: 'large',
          mode,
          size,
          id: null,
          stamp,
          isBlob: (id) => isBlobOnDisk(full, size, id),
          content: () => readPicture(full),
        }
      }
      const bytes = await readAll(handle, size)
      // A write that goes on shows in the file's stamp; the watcher will report its end as well.
      if (attempt === attempts || isSteady(before, await handle.stat({ bigint: true }), bytes.length)) {
        return { kind: 'file', mode, bytes }
      }
    }
  } finally {
    await handle.close()
  }
}

/** The bytes of a file that is no larger than a picture by now; null when it cannot be read. */
async function readPicture(full: Buffer): Promise<Buffer | null> {
  try {
    const side = await readFileSide(full, largestImageBytes)
    return side.kind === 'file' ? side.bytes : null
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return null
  }
}

function gitMode(stats: BigIntStats): number {
  return (stats.mode & 0o100n) === 0n ? 0o100644 : 0o100755
}

async function readAll(handle: FileHandle, expected: number): Promise<Buffer> {
  // Not from the shared pool: old sides are kept, and a slice would keep its whole slab.
  const bytes = Buffer.allocUnsafeSlow(expected)
  let at = 0
  while (at < expected) {
    const { bytesRead } = await handle.read(bytes, at, expected - at, at)
    if (bytesRead === 0) break
    at += bytesRead
  }
  return bytes.subarray(0, at)
}

function isSteady(before: BigIntStats, after: BigIntStats, read: number): boolean {
  return (
    BigInt(read) === after.size &&
    before.size === after.size &&
    before.mtimeNs === after.mtimeNs &&
    before.ctimeNs === after.ctimeNs
  )
}

/** Whether a file's bytes are the blob with this id (SHA-1 or SHA-256, by its length). */
async function isBlobOnDisk(full: Buffer, size: number, id: string): Promise<boolean> {
  const hash = createHash(id.length === 64 ? 'sha256' : 'sha1').update(`blob ${size}\0`)
  try {
    const handle = await open(full, flags)
    for await (const chunk of handle.createReadStream()) if (Buffer.isBuffer(chunk)) hash.update(chunk)
    return hash.digest('hex') === id
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
    return false
  }
}
