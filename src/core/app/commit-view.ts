import { type CommitScan, type CommitWarnings, commitWarnings, emptyScan } from '../repo/commit-warnings'
import { messageFromPrompts } from '../repo/propose-message'
import type { RepoStatus } from '../repo/repo-status'
import { type LeftOver, leftOver } from '../review/left-over'
import { isLive } from '../session/session'
import type { Settings } from '../settings'
import { localDay } from '../words/times'
import type { RepoView } from './snapshot'
import type { CommitFailureView, CommitView, LastCommitView } from './commit-views'
import type { AppState, RepoState } from './state'

/** The commit part of the start card, for the active repo. */
export function commitView(state: AppState, repo: RepoView | null, nowMs: number): CommitView {
  const { running, consent, identityMissing } = state.commit
  const repoState = repo === null ? undefined : state.repos[repo.repoId]
  const left = repoState === undefined ? null : leftIn(repoState, state)
  return {
    ...proposedMessage(state, repoState, left),
    running,
    consent,
    identityMissing,
    failure: failureView(state, repo, nowMs),
    warnings: warningsOf(state, repo, repoState),
    last: repoState === undefined ? null : lastCommit(state, repoState),
    leftBy: left,
    sideBranch: sideBranchName(nowMs),
  }
}

/** The branch for a commit that the present one does not take: `firebreak/2026-11-22`; a number is added while it is taken. */
export function sideBranchName(nowMs: number): string {
  return `firebreak/${localDay(nowMs)}`
}

/** What a repository's commits are called when nothing better is known. */
function messageTemplate({ messageTemplates, messageTemplate: common }: Settings, repoId: string): string {
  return messageTemplates[repoId] ?? common
}

/** What a commit of a repository's reviewed hunks would be called: after the prompts of its newest session. */
export function proposeReviewedMessage(state: AppState, repoId: string): Pick<CommitView, 'message' | 'messageFrom'> {
  const session = state.sessions.find((one) => one.repoId === repoId && one.state !== 'failed-to-start')
  const message = session === undefined ? null : messageFromPrompts(session)
  return message === null
    ? { message: messageTemplate(state.settings, repoId), messageFrom: 'template' }
    : { message, messageFrom: 'prompts' }
}

function proposedMessage(
  state: AppState,
  repo: RepoState | undefined,
  left: LeftOver | null,
): Pick<CommitView, 'message' | 'messageFrom'> {
  const template = { message: messageTemplate(state.settings, repo?.repoId ?? ''), messageFrom: 'template' } as const
  const session = state.sessions.find(({ id }) => id === left?.sessionId)
  // Once all of it is committed, its prompts say nothing about what is there now.
  if (left === null || session === undefined || left.committedFiles === left.paths.length) return template
  const message = messageFromPrompts(session)
  return message === null ? template : { message, messageFrom: 'prompts' }
}

/** What the newest Spark session here left; nothing while one is on, which has its own place. */
function leftIn(repo: RepoState, state: AppState): LeftOver | null {
  const here = state.sessions.filter((session) => session.repoId === repo.repoId && session.lane === 'spark')
  if (repo.status === null || here.some((session) => isLive(session) && session.following)) return null
  const newest = here.find((session) => session.state !== 'failed-to-start')
  const review = state.reviews[repo.repoId]
  return newest === undefined || review === undefined ? null : leftOver(newest, review, repo.status)
}

interface Looked {
  readonly scan: CommitScan
  readonly settings: Settings
  readonly warnings: CommitWarnings
}
// A snapshot is made with every event, and a forgotten node_modules has many names.
const looked = new WeakMap<RepoStatus, Looked>()

function warningsOf(state: AppState, repo: RepoView | null, repoState: RepoState | undefined): CommitWarnings {
  const status = repoState?.status ?? null
  if (repo === null || status === null || repo.gate.kind !== 'closed') return commitWarnings([], emptyScan)
  const scan = state.scans[repo.repoId] ?? emptyScan
  const known = looked.get(status)
  if (known?.scan === scan && known.settings === state.settings) return known.warnings
  const warnings = commitWarnings(repo.gate.files, scan)
  looked.set(status, { scan, settings: state.settings, warnings })
  return warnings
}

function failureView({ commit, settings }: AppState, repo: RepoView | null, nowMs: number): CommitFailureView | null {
  if (commit.failure === null) return null
  const { code, message, next, output } = commit.failure
  const stopped = code === 'hook-failed' || code === 'commit-timeout'
  const sideBranch = sideBranchName(nowMs)
  const onSide = commit.failed?.onSide === true || repo?.branch?.startsWith('firebreak/') === true
  return {
    code,
    message,
    next,
    output: output ?? null,
    command: commit.failed?.command ?? null,
    ways: [
      ...(code === 'hook-failed' && !onSide ? [{ way: 'side-branch', branch: sideBranch } as const] : []),
      ...((stopped || code === 'signing-failed') && settings.waysOut.checkpointOnly
        ? [{ way: 'checkpoint-only' } as const]
        : []),
    ],
  }
}

/** The commit that Firebreak made last here, while HEAD is still there. */
function lastCommit(state: AppState, repo: RepoState): LastCommitView | null {
  const made = state.madeCommits[repo.repoId]
  if (made === undefined || repo.status === null || repo.status.head.commit !== made.commit) return null
  const on = state.sessions.some((session) => session.repoId === repo.repoId && session.following && isLive(session))
  const { commit, shortCommit, message, sideBranch, atMs } = made
  return { commit, shortCommit, message, sideBranch, atMs, canUncommit: repo.status.operation === null && !on }
}
