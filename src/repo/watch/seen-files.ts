import type { RepoPath } from '../../core/repo/repo-path'
import { fileStamp, type FileStamp } from './file-stamp'

/** The files that were looked at since they were last written, so that a write nobody told of is found by comparing. */
export interface SeenFiles {
  readonly stamps: ReadonlyMap<RepoPath, FileStamp | null>
  /** Takes the path as it is now. */
  look(path: RepoPath): void
}

export function createSeenFiles(top: string): SeenFiles {
  const stamps = new Map<RepoPath, FileStamp | null>()
  return {
    stamps,
    look(path) {
      const stamp = fileStamp(top, path)
      // A folder's own times say nothing about the files in it, which are named by themselves.
      if (isFolder(stamp)) stamps.delete(path)
      else stamps.set(path, stamp)
    },
  }
}

function isFolder(stamp: FileStamp | null): boolean {
  return stamp !== null && (Number.parseInt(stamp, 10) & 0o170000) === 0o040000
}
