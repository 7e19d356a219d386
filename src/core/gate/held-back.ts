import type { RepoId, RepoStatus } from '../repo/repo-status'
import type { Settings } from '../settings'
import { type CommitGate, decideCommitGate, type HeldBackRules } from './commit-gate'

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
