import type { RepoError } from '../../core/repo/repo-status'
import type { RepoPath } from '../../core/repo/repo-path'
import type { Result } from '../../core/result'
import type { RawEvent } from './native-watch'

/** A part of the real git directory, or of the rules that decide what git sees. */
export type GitPart = 'head' | 'index' | 'refs' | 'operation' | 'config' | 'ignore-rules' | 'attributes' | 'lock'

/** Something that may have happened. A hint is never the truth: the disk and git are asked for that. */
export type WatchHint =
  /** The path may have appeared, changed or vanished. It may also name a directory, or nothing that ever existed. `event` is `rename` where the name itself may have come or gone. */
  | { readonly kind: 'work-tree'; readonly path: RepoPath; readonly event: RawEvent }
  /** `lock` is index.lock: git has begun or ended to write the index. */
  | { readonly kind: 'git'; readonly what: GitPart }
  /** A directory is watched from now on; hints for what it holds already follow. */
  | { readonly kind: 'directory-added'; readonly path: RepoPath }
  /** A directory vanished or was replaced: everything known below it may have changed. */
  | { readonly kind: 'directory-removed'; readonly path: RepoPath }
  /** Hints may have been lost. */
  | { readonly kind: 'overflow-risk'; readonly why: 'watch-error' | 'unreadable-name' }
  /** The system refuses more watches; `command` raises its limit. Said once. */
  | { readonly kind: 'limit-reached'; readonly code: string; readonly command: string }
  /** The work tree or its git directory is not where it was. */
  | { readonly kind: 'gone' }
  /** It is there again and watched; its layout may be another one. */
  | { readonly kind: 'back' }

export type WatchStart =
  /** `complete` is false when the watch limit was reached on the way. */
  | { readonly kind: 'watching'; readonly directories: number; readonly complete: boolean }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly error: RepoError }

/** Watches one work tree and gives hints, through the callback it was made with. */
export interface Watcher {
  /** Resolves when everything is watched. What happened before is for the first reconcile to find. */
  start(): Promise<WatchStart>
  /** Reads the directories and the ignore rules again, and watches what is missing. */
  refresh(): Promise<void>
  stop(): Promise<void>
  /** Watches held now, of directories and of the git directory. */
  watchCount(): number
}

/** What a watcher has to know from git. */
export interface WatchRules {
  /** Every directory that holds a tracked file, with its parents; the top level is the empty path. */
  listDirectories(): Promise<Result<readonly RepoPath[], RepoError>>
  /** Which of these directories are ignored by the rules of the (nested) repository at `root`. */
  checkIgnore(root: RepoPath, directories: readonly RepoPath[]): Promise<ReadonlySet<RepoPath>>
}

/** Where a work tree and its git directory lie: absolute real paths. */
export interface WatchPlace {
  readonly top: string
  readonly gitDir: string
  readonly commonDir: string
}
