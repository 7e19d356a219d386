import type { DescribedError } from '../errors/described-error'
import type { LimitsState } from '../limits/limits-state'
import type { UsageBook } from '../limits/usage'
import type { CommitPreview } from '../repo/commit'
import type { CommitScan } from '../repo/commit-warnings'
import type { CommitId, RepoError, RepoId, RepoStatus } from '../repo/repo-status'
import type { MadeCommit } from '../repo/uncommit'
import type { WatchState } from '../repo/watch-state'
import type { ReviewView } from '../review/review-view'
import type { Change } from '../session/change'
import type { Session } from '../session/session'
import type { Settings } from '../settings'
import type { CheckpointsEvent } from './checkpoints'
import type { GuardInfo } from './guard'
import type { LimitHistoryEvent } from './limit-history'
import type { NoticeView } from './snapshot'
import type { ReviewedCommitView } from './commit-views'
import type { ModelQuestion, SwitchState } from './switch-state'
import type { AppState, CommitFailed, KnownRepo, ModelsState, RepoState } from './state'

/** What has happened, in the past tense. Nothing else changes the state. */
export type AppEvent =
  | { readonly type: 'settings/changed'; readonly settings: Settings }
  | { readonly type: 'repo/opened'; readonly repo: Pick<RepoState, 'repoId' | 'top' | 'name'> }
  /** The app was started with a folder, which is being opened; null when that is over. */
  | { readonly type: 'repo/opening'; readonly folder: string | null }
  | { readonly type: 'repo/activated'; readonly repoId: RepoId }
  | { readonly type: 'repo/refused'; readonly problem: DescribedError }
  | { readonly type: 'repo/closed'; readonly repoId: RepoId }
  | { readonly type: 'repo/status-read'; readonly repoId: RepoId; readonly status: RepoStatus }
  | { readonly type: 'repo/status-failed'; readonly repoId: RepoId; readonly error: RepoError }
  | { readonly type: 'repo/watch-changed'; readonly repoId: RepoId; readonly watch: WatchState }
  | { readonly type: 'repo/subject-read'; readonly repoId: RepoId; readonly commit: CommitId; readonly text: string }
  | { readonly type: 'repo/scanned'; readonly repoId: RepoId; readonly scan: CommitScan }
  /** The commits that can be taken back, as kept on disk: after a start, a commit or an "uncommit". */
  | { readonly type: 'commits/known'; readonly commits: Readonly<Record<RepoId, MadeCommit>> }
  | { readonly type: 'repos/known'; readonly repos: readonly KnownRepo[] }
  | { readonly type: 'session/changed'; readonly session: Session }
  | { readonly type: 'session/change-closed'; readonly change: Change }
  | { readonly type: 'sessions/loaded'; readonly sessions: readonly Session[]; readonly changes: AppState['changes'] }
  /** The repo process compares the states of this session from now on. */
  | { readonly type: 'session/compared'; readonly repoId: RepoId; readonly sessionId: string }
  /** The live diff is asked to show what this session changed. */
  | { readonly type: 'session/review-wished'; readonly repoId: RepoId; readonly sessionId: string }
  /** Which live diff windows are above all others now. */
  | { readonly type: 'window/on-top'; readonly repoIds: readonly RepoId[] }
  | { readonly type: 'codex/looked-for'; readonly codex: AppState['codex'] }
  | { readonly type: 'limits/changed'; readonly limits: LimitsState }
  | LimitHistoryEvent
  | { readonly type: 'usage/counted'; readonly usage: UsageBook }
  | { readonly type: 'models/read'; readonly models: ModelsState }
  | { readonly type: 'switches/read'; readonly switches: SwitchState }
  | { readonly type: 'model/asked'; readonly question: ModelQuestion | null }
  | { readonly type: 'model/set-for-next-session'; readonly next: AppState['nextSession'] }
  /** What a commit of reviewed hunks would hold; null when nobody asks any more. */
  | { readonly type: 'reviewed/shown'; readonly repoId: RepoId; readonly shown: ReviewedCommitView | null }
  | { readonly type: 'commit/begun'; readonly step: 'committing' | 'starting' }
  | { readonly type: 'commit/done' }
  | { readonly type: 'commit/failed'; readonly error: DescribedError; readonly commit?: CommitFailed }
  | { readonly type: 'commit/consent-needed'; readonly preview: CommitPreview }
  | { readonly type: 'commit/identity-needed' }
  | { readonly type: 'checkpoints/happened'; readonly repoId: RepoId; readonly event: CheckpointsEvent }
  | { readonly type: 'review/read'; readonly repoId: RepoId; readonly review: ReviewView }
  | { readonly type: 'notice/raised'; readonly notice: NoticeView }
  | { readonly type: 'notice/dismissed'; readonly id: string }
  /** What is known anew of the guard. */
  | { readonly type: 'guard/read'; readonly guard: Partial<GuardInfo> }
  /** Nothing happened but time, which turns a reading into "reset due" and ends a pause. */
  | { readonly type: 'time/passed' }
