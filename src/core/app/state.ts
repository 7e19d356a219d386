import type { CodexError } from '../codex/codex-error'
import type { DescribedError } from '../errors/described-error'
import type { OfferedModel } from '../lanes/lanes'
import { initialLimitsState, type LimitsState } from '../limits/limits-state'
import { emptyBook, type UsageBook } from '../limits/usage'
import type { CommitPreview } from '../repo/commit'
import type { CommitScan } from '../repo/commit-warnings'
import type { CommitId, RepoError, RepoId, RepoStatus } from '../repo/repo-status'
import type { MadeCommit } from '../repo/uncommit'
import type { WatchState } from '../repo/watch-state'
import type { Change } from '../session/change'
import type { Session, SessionId } from '../session/session'
import { defaultSettings, type Settings } from '../settings'
import type { ReviewView } from '../review/review-view'
import type { CheckpointsState } from './checkpoints'
import { type GuardInfo, unknownGuard } from './guard'
import { type LimitHistoryState, noLimitHistory } from './limit-history'
import type { NoticeView } from './snapshot'
import type { ReviewedCommitView } from './commit-views'
import { initialSwitchState, type ModelQuestion, type ModelSetting, type SwitchState } from './switch-state'

/** A repository that is watched: the active one, and each with a live session. */
export interface RepoState {
  readonly repoId: RepoId
  /** Absolute real path of the top level. */
  readonly top: string
  readonly name: string
  readonly status: RepoStatus | null
  readonly problem: RepoError | null
  readonly watch: WatchState
  /** First line of a commit's message, read once per commit. */
  readonly subject: { readonly commit: CommitId; readonly text: string } | null
}

/** A folder that can be made the active repo. */
export interface KnownRepo {
  readonly repoId: RepoId
  readonly folder: string
  readonly name: string
  readonly from: 'firebreak' | 'codex'
  readonly lastUsedMs: number | null
}

/** What `model/list` and `config/read` said. `list` stays when a later reading fails. */
export interface ModelsState {
  readonly list: readonly OfferedModel[] | null
  readonly configured: string | null
  /** Set when something else than the user's own config decides here, in words. */
  readonly override: string | null
  readonly problem: CodexError | null
}

/** A commit that was tried. */
export interface CommitFailed {
  /** The same for a terminal, where it helps. */
  readonly command: string | null
  /** It was tried on a side branch. */
  readonly onSide: boolean
}

/** The commit part of the start card. */
export interface CommitState {
  readonly running: null | 'committing' | 'starting'
  readonly failure: DescribedError | null
  /** About the commit that failed; null when something else did. */
  readonly failed: CommitFailed | null
  readonly consent: CommitPreview | null
  readonly identityMissing: boolean
}

/** All that main knows. Written by `reduce` only. */
export interface AppState {
  readonly revision: number
  readonly version: string
  /** To write paths with `~`. */
  readonly userHome: string
  readonly settingsFile: string
  readonly settings: Settings
  readonly activeRepoId: RepoId | null
  /** The folder that the app was started with, while it is being opened. */
  readonly opening: string | null
  /** Why the folder chosen last cannot be shown. */
  readonly repoProblem: DescribedError | null
  readonly repos: Readonly<Record<RepoId, RepoState>>
  readonly knownRepos: readonly KnownRepo[]
  /** Newest first. */
  readonly sessions: readonly Session[]
  readonly changes: Readonly<Record<SessionId, readonly Change[]>>
  /** By repository, the session that its scopes compare: the one that records, or did last, or that is looked at again. */
  readonly compared: Readonly<Record<RepoId, SessionId>>
  /** The codex program; null while nobody has looked. */
  readonly codex:
    | { readonly kind: 'found'; readonly path: string; readonly version: string }
    | { readonly kind: 'failed'; readonly error: CodexError }
    | null
  readonly limits: LimitsState
  readonly limitHistory: LimitHistoryState
  /** Tokens as the rollouts on this computer count them. */
  readonly usage: UsageBook
  readonly models: ModelsState
  readonly commit: CommitState
  readonly reviewedCommits: Readonly<Record<RepoId, ReviewedCommitView>>
  /** Of each repository that is watched, as far as they were read. */
  readonly checkpoints: Readonly<Record<RepoId, CheckpointsState>>
  /** As the repo process last told it. */
  readonly reviews: Readonly<Record<RepoId, ReviewView>>
  /** Repositories whose live diff window is above all others. */
  readonly onTop: readonly RepoId[]
  /** The session whose review was asked for last; `wish` counts the asking. */
  readonly review: { readonly repoId: RepoId; readonly sessionId: SessionId; readonly wish: number } | null
  /** What was found in the content of uncommitted files. */
  readonly scans: Readonly<Record<RepoId, CommitScan>>
  /** The last commit that Firebreak made in a repository. */
  readonly madeCommits: Readonly<Record<RepoId, MadeCommit>>
  readonly switches: SwitchState
  readonly modelQuestion: ModelQuestion | null
  /** What only the next session gets that is started in Firebreak. */
  readonly nextSession: (ModelSetting & { readonly modelId: string }) | null
  readonly notices: readonly NoticeView[]
  readonly guard: GuardInfo
}

export const quietCommit: CommitState = {
  running: null,
  failure: null,
  failed: null,
  consent: null,
  identityMissing: false,
}

export function initialState(facts: Pick<AppState, 'version' | 'userHome' | 'settingsFile'>): AppState {
  return {
    ...facts,
    revision: 0,
    settings: defaultSettings(),
    activeRepoId: null,
    opening: null,
    repoProblem: null,
    repos: {},
    knownRepos: [],
    sessions: [],
    changes: {},
    compared: {},
    codex: null,
    limits: initialLimitsState,
    limitHistory: noLimitHistory,
    usage: emptyBook,
    models: { list: null, configured: null, override: null, problem: null },
    commit: quietCommit,
    reviewedCommits: {},
    checkpoints: {},
    reviews: {},
    onTop: [],
    review: null,
    scans: {},
    madeCommits: {},
    switches: initialSwitchState,
    modelQuestion: null,
    nextSession: null,
    notices: [],
    guard: unknownGuard,
  }
}
