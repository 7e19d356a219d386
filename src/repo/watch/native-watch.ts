import { Buffer, isUtf8 } from 'node:buffer'
import { watch, type PathLike } from 'node:fs'
import { decodePath, type RepoPath } from '../../core/repo/repo-path'
import { absolutePath } from '../absolute-path'

/** What inotify tells: `rename` is appeared or vanished, `change` is content or attributes. */
export type RawEvent = 'rename' | 'change'

export interface NativeWatch {
  close(): void
}

/**
 * Watches one directory, not what lies below it. Throws when the system refuses. `onEvent` gets a name as its exact
 * bytes, or null; `onError` gets an errno name, after which the watch is of no use.
 */
export type WatchDirectory = (
  path: PathLike,
  onEvent: (event: RawEvent, name: Uint8Array | null) => void,
  onError: (code: string) => void,
) => NativeWatch

/** fs.watch without its recursive mode, which loses atomic renames on Linux and cannot leave directories out. */
export const watchDirectory: WatchDirectory = (path, onEvent, onError) => {
  const watcher = watch(path, { encoding: 'buffer' }, onEvent)
  watcher.on('error', (error) => onError(errorCode(error)))
  return watcher
}

/** The errno name of a failed call, or `UNKNOWN`. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN'
}

/** Whether the system has no more watches, or no more files, to give. */
export function isLimit(code: string): boolean {
  return code === 'ENOSPC' || code === 'EMFILE' || code === 'ENFILE'
}

/** A name from its bytes. Nearly all are plain UTF-8, which is decoded natively. */
export function decodeName(name: Uint8Array): string {
  return isUtf8(name) ? Buffer.from(name.buffer, name.byteOffset, name.length).toString('utf8') : decodePath(name)
}

/** Where a path lies, as a string where one can hold it: cheaper than bytes, and most do. */
export function diskPath(top: string, path: RepoPath): PathLike {
  if (path === '') return top
  return /[\ud800-\udfff]/.test(path) ? absolutePath(top, path) : `${top}/${path}`
}

/** The path of `name` in `directory`; the top level is the empty path. */
export function childPath(directory: RepoPath, name: string): RepoPath {
  return directory === '' ? name : `${directory}/${name}`
}

/** The directory that holds `path`. */
export function parentPath(path: RepoPath): RepoPath {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
