import type { RepoPath } from '../../core/repo/repo-path'
import type { RawEvent } from './native-watch'

/** A directory that could not be watched, and the errno name of why. */
export interface Refused {
  readonly path: RepoPath
  readonly code: string
}

/** Holds one watch per directory. Which directories, and what their events mean, is decided by the directory tree. */
export interface DirectoryBackend {
  /** Resolves when all of them are watched, but for the refused ones. */
  add(directories: readonly RepoPath[]): Promise<readonly Refused[]>
  remove(directory: RepoPath): void
  /** Watches held now. */
  count(): number
  close(): Promise<void>
}

/** What a backend reports. */
export interface BackendEvents {
  onEvent(directory: RepoPath, event: RawEvent, name: string): void
  /** Names came through that cannot be told apart, so the directory has to be read again. */
  onUnreadableName(directory: RepoPath): void
  /** The watch of this directory broke. */
  onBroken(directory: RepoPath, code: string): void
}

export type CreateBackend = (events: BackendEvents) => DirectoryBackend
