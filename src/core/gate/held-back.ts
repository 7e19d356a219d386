import { foldersOf } from '../repo/folders-of'
import type { RepoPath } from '../repo/repo-path'
import type { RepoId, RepoStatus } from '../repo/repo-status'
import type { Settings } from '../settings'
import { type CommitGate, decideCommitGate, type HeldBackRules } from './commit-gate'
import { bareFolder } from './left-out'

/** What is held back in a repository; nothing where the settings do not allow it. */
export function heldBackRules({ repositories, checkpoints, waysOut }: Settings, repoId: RepoId): HeldBackRules {
  return {
    paths: new Set(waysOut.holdBack ? repositories.heldBack[repoId] : []),
    leftOut: checkpoints.leaveOut[repoId] ?? [],
  }
}

/** The gate of a repository under these settings; windows, tray, start and command line all ask here. */
export function gateOf(status: RepoStatus, settings: Settings, repoId: RepoId): CommitGate {
  return decideCommitGate(status, heldBackRules(settings, repoId))
}

/** Until when the gate of a repository is paused, in milliseconds since the Unix epoch; null when it is not. */
export function pausedUntil({ gatePause, waysOut }: Settings, repoId: RepoId, nowMs: number): number | null {
  if (gatePause === null || gatePause.repoId !== repoId || gatePause.untilMs <= nowMs || !waysOut.pause) return null
  return gatePause.untilMs
}

/** Files of a commit, apart from those that stay out of it because the user holds them back. */
export interface ApartHeldBack<File> {
  readonly free: readonly File[]
  readonly heldBack: readonly File[]
}

/**
 * Takes out of the files of a commit what is held back; a folder in the list stands for all in it. So are a file that was
 * moved from such a path, and one that stands where a folder with such a file was: to commit it would take that file out.
 */
export function apartHeldBack<File extends { readonly path: RepoPath; readonly from: RepoPath | null }>(
  files: readonly File[],
  { paths }: Pick<HeldBackRules, 'paths'>,
): ApartHeldBack<File> {
  if (paths.size === 0) return { free: files, heldBack: [] }
  const listed = new Set([...paths].map(bareFolder))
  const isListed = (path: RepoPath | null) =>
    path !== null && (listed.has(path) || foldersOf(path).some((folder) => listed.has(folder)))
  const ownFiles = files.filter(({ path, from }) => isListed(path) || isListed(from))
  const replaced = new Set(ownFiles.flatMap(({ path, from }) => [path, from ?? ''].flatMap(foldersOf)))
  const held = new Set([...ownFiles, ...files.filter(({ path }) => replaced.has(path))])
  return { free: files.filter((file) => !held.has(file)), heldBack: files.filter((file) => held.has(file)) }
}
