import type { Clock } from '../core/clock'
import type { Scope } from '../core/diff/scope'
import type { RepoPath } from '../core/repo/repo-path'
import type { RepoError, RepoStatus } from '../core/repo/repo-status'
import type { Result } from '../core/result'
import type { RepoFact } from '../shared/repo-facts'
import type { RepoRequest } from '../shared/repo-contract'
import type { OpenedRepo, RepoAnswers } from '../shared/repo-answers'
import type { FindLister } from './checkpoint/large/list-natively'
import type { CommitScanner } from './commit-scan'
import type { DiffPort } from './diff/diff-port'
import type { ResolvedScope } from './diff/scope-view'
import type { GitRunner } from './git/git-port'
import type { RepoLayout } from './git/repo-layout'
import type { RepoStore } from './repo-store'
import type { ReviewPart } from './review/review-part'
import type { RepoSessions } from './session/repo-sessions'
import type { RepoWatchOptions } from './watch/repo-watch'

export interface RepoServiceDeps {
  readonly runner: GitRunner
  readonly clock: Clock
  readonly firebreakHome: string
  readonly homeDir: string
  readonly emit: (fact: RepoFact) => void
  readonly findLister?: FindLister
  /** For tests: how directories are watched. */
  readonly watching?: Pick<RepoWatchOptions, 'watch' | 'chokidarLimit'>
}

/** One opened repository: it is watched from `openRepoService` until `close`. */
export interface RepoService {
  readonly opened: OpenedRepo
  readonly layout: RepoLayout
  readonly sessions: RepoSessions
  readonly store: RepoStore
  readStatus(): Promise<Result<RepoStatus, RepoError>>
  /** Looks into files before a commit. */
  readonly scanner: CommitScanner
  consentFilters(filters: readonly string[]): void
  /** git itself was at work for us, so its files have changed. */
  gitChanged(): void
  checkpointsChanged(): void
  /** A restore has written these paths and perhaps the index: the diff need not wait for the watcher. */
  restored(paths: readonly RepoPath[]): void
  /** Takes the baseline, and notes how the repository is before it if that will be asked for. */
  beginSession(start: Extract<RepoRequest, { type: 'begin-session' }>): Promise<RepoAnswers['begin-session']>
  confirmStart(start: Extract<RepoRequest, { type: 'confirm-start' }>): Promise<RepoAnswers['confirm-start']>
  /** Closes the open change of a session once every write noticed so far is in it. */
  settle(sessionId: string): void
  /** The two ends of a scope as things are now. */
  resolve(scope: Scope): Promise<ResolvedScope>
  readonly runner: GitRunner
  /** A private folder (0700) of ours; it may have to be made. */
  readonly tempDir: string
  attachDiff(port: DiffPort): void
  readonly review: Pick<ReviewPart, 'answer' | 'reviewOf'>
  close(): Promise<void>
}
