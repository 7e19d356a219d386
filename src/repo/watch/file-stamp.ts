import { lstatSync } from 'node:fs'
import type { RepoPath } from '../../core/repo/repo-path'
import { diskPath } from './native-watch'

/** What changes when a file does: mode, size, times in nanoseconds, inode. Only good for comparing. */
export type FileStamp = string

/** The stamp of a path as it is now, not following links; null when nothing is there. */
export function fileStamp(top: string, path: RepoPath): FileStamp | null {
  try {
    const stats = lstatSync(diskPath(top, path), { bigint: true, throwIfNoEntry: false })
    if (stats === undefined) return null
    return `${stats.mode} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs} ${stats.ino}`
  } catch {
    return null
  }
}
