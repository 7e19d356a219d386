import { Buffer } from 'node:buffer'
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { Cancel, Clock } from '../core/clock'
import { type CommitScan, emptyScan, largeFileBytes, type ScannedFile } from '../core/repo/commit-warnings'
import type { RepoPath } from '../core/repo/repo-path'
import type { ChangedFile, CommitId } from '../core/repo/repo-status'
import { findSecrets } from '../core/repo/secret-content'
import { absolutePath } from './absolute-path'
import { createBreather } from './checkpoint/breathe'
import type { CatFile } from './git/cat-file'
import { readFilters } from './git/decide-filtered'
import type { GitRunner } from './git/git-port'
import type { RepoLayout } from './git/repo-layout'
import { type FileStamp, fileStamp } from './watch/file-stamp'

/** Keys stand at the beginning of files or in short ones; what lies behind is not looked at. */
const readBytes = 2 ** 20
const mostFiles = 2000
const mostBytes = 128 * 2 ** 20
/** Nobody commits within this time after a save, and a generator that writes is not in anybody's way. */
const restMs = 400

/** Looks into uncommitted files before they are committed. What a secret is leaves this process never: only path, kind and line do. */
export interface CommitScanner {
  /** These files are uncommitted now, on top of `head`; looked into when the tree has rested a little. */
  listed(files: readonly ChangedFile[], head: CommitId | null): void
  /** Looks into these files now. */
  look(files: readonly ChangedFile[], head: CommitId | null): Promise<CommitScan>
  stop(): void
}

export interface CommitScannerDeps {
  readonly top: string
  readonly clock: Clock
  readonly catFile: Pick<CatFile, 'read'>
  /** Whether a filter makes the file small when it is committed (LFS). Asked for large files only. */
  readonly isStoredElsewhere: (paths: readonly RepoPath[]) => Promise<ReadonlySet<RepoPath>>
  /** Called when the answer is another one than before. */
  readonly onScan: (scan: CommitScan) => void
  readonly onFault: (fault: unknown) => void
}

/** What one look may still read, and how many files were left out for it. */
interface Budget {
  files: number
  bytes: number
  unread: number
}

interface Known {
  readonly stamp: FileStamp
  readonly head: CommitId | null
  readonly file: ScannedFile
}

export function createCommitScanner(deps: CommitScannerDeps): CommitScanner {
  const { top, clock, catFile } = deps
  const known = new Map<RepoPath, Known>()
  let said = JSON.stringify(emptyScan)
  let waiting: Cancel | null = null
  let running: Promise<unknown> = Promise.resolve()
  let stopped = false

  /** Null for what is no regular file. */
  const scanOne = async (
    file: ChangedFile,
    head: CommitId | null,
    budget: Budget,
    breathe: () => Promise<void> | undefined,
  ): Promise<ScannedFile | null> => {
    const { path } = file
    const stamp = fileStamp(top, path)
    const size = stamp === null ? null : sizeOf(stamp)
    if (stamp === null || size === null) return null
    const before = known.get(path)
    if (before?.stamp === stamp && before.head === head) return before.file
    if (budget.files <= 0 || budget.bytes <= 0) {
      budget.unread += 1
      return { path, bytes: size, secrets: [] }
    }
    const read = readStart(top, path)
    if (read === null) return null
    budget.files -= 1
    budget.bytes -= read.bytes.length
    const found = await findSecrets(asText(read.bytes), breathe)
    const kept = found.length === 0 ? '' : await committedText(file, head)
    const secrets = found.filter((secret) => !kept.includes(secret.text)).map(({ kind, line }) => ({ kind, line }))
    const scanned: ScannedFile = { path, bytes: read.size, secrets }
    known.set(path, { stamp, head, file: scanned })
    return scanned
  }

  /** What HEAD holds already does not get out by one more commit. */
  const committedText = async ({ path, from, status }: ChangedFile, head: CommitId | null): Promise<string> => {
    if (head === null || status === 'untracked' || status === 'added') return ''
    const read = await catFile.read(`${head}:${from ?? path}`, { maxBytes: 4 * readBytes })
    return read.ok && 'bytes' in read.value ? asText(read.value.bytes) : ''
  }

  const look = async (files: readonly ChangedFile[], head: CommitId | null): Promise<CommitScan> => {
    const wanted = files.filter(({ status }) => status !== 'deleted' && status !== 'conflicted')
    const breathe = createBreather()
    const budget = { files: mostFiles, bytes: mostBytes, unread: 0 }
    const found: ScannedFile[] = []
    for (const file of wanted) {
      const scanned = await scanOne(file, head, budget, breathe)
      if (scanned !== null && (scanned.secrets.length > 0 || scanned.bytes > largeFileBytes)) found.push(scanned)
      await breathe()
    }
    const large = found.filter(({ bytes }) => bytes > largeFileBytes).map(({ path }) => path)
    const elsewhere = large.length === 0 ? new Set<RepoPath>() : await deps.isStoredElsewhere(large)
    return {
      files: found
        // What LFS takes is a few lines in history.
        .map((file) => (elsewhere.has(file.path) ? { ...file, bytes: 0 } : file))
        .filter(({ secrets, bytes }) => secrets.length > 0 || bytes > largeFileBytes),
      looked: wanted.length - budget.unread,
      unread: budget.unread,
    }
  }

  /** One at a time: each is done before the next reads the same files again. */
  const inTurn = (files: readonly ChangedFile[], head: CommitId | null): Promise<CommitScan> => {
    const mine = running.then(() => look(files, head))
    running = mine.catch(() => {})
    return mine
  }

  const tell = (scan: CommitScan): void => {
    const text = JSON.stringify(scan)
    if (stopped || text === said) return
    said = text
    deps.onScan(scan)
  }

  return {
    listed(files, head) {
      waiting?.()
      if (stopped) return
      waiting = clock.after(restMs, () => {
        waiting = null
        const listedPaths = new Set(files.map(({ path }) => path))
        for (const path of known.keys()) if (!listedPaths.has(path)) known.delete(path)
        inTurn(files, head).then(tell, deps.onFault)
      })
    },
    look: inTurn,
    stop() {
      stopped = true
      waiting?.()
      known.clear()
    },
  }
}

/** The size of a regular file, from its stamp ("mode size …"); null for anything else. */
function sizeOf(stamp: FileStamp): number | null {
  const [mode, size] = stamp.split(' ')
  return (Number(mode) & 0o170000) === 0o100000 ? Number(size) : null
}

/**
 * The first bytes and the size of a regular file; null for anything else. A link is not followed, a FIFO not waited for.
 * Synchronous on purpose: thousands of small files are read in a fifth of the time that promises take, with pauses between.
 */
function readStart(top: string, path: RepoPath): { bytes: Buffer; size: number } | null {
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
  try {
    const fd = openSync(absolutePath(top, path), flags)
    try {
      const stats = fstatSync(fd)
      if (!stats.isFile()) return null
      const bytes = Buffer.alloc(Math.min(stats.size, readBytes))
      return { bytes: bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0)), size: stats.size }
    } finally {
      closeSync(fd)
    }
  } catch {
    return null
  }
}

/** Those of the files that git-lfs takes: what is committed of them is a pointer. */
export async function storedByLfs(
  runner: GitRunner,
  layout: RepoLayout,
  paths: readonly RepoPath[],
): Promise<ReadonlySet<RepoPath>> {
  const filters = await readFilters(runner, layout, paths)
  return new Set(filters.ok ? paths.filter((path) => filters.value.get(path) === 'lfs') : [])
}

/** Every byte as a character, so that nothing can fail; UTF-16 with its mark as what it says. */
function asText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2)
  return bytes.toString('latin1')
}
