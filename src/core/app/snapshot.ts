import type { Checkpoint } from '../checkpoint/checkpoint'
import type { FileChangeKind } from '../diff/file-diff'
import type { CommitPreview } from '../repo/commit'
import type { CommitWarnings } from '../repo/commit-warnings'
import type { ChangedFile, CommitId, RepoId } from '../repo/repo-status'
import type { RepoPath } from '../repo/repo-path'
import type { ClosedGate } from '../gate/commit-gate'
import type { CheckpointLimits, LimitAlertSettings, WaysOut } from '../settings'
import type { NoticeWay } from '../lanes/ways-on'
import type { LeftOver } from '../review/left-over'
import type { ReviewView } from '../review/review-view'
import type { CheckpointsView } from './checkpoint-views'
import type { LimitsView } from './limits-view'
import type { LimitHistoryView } from './limit-history'
import type { GuardView } from './guard'
import type { ProblemView } from './problem-view'
import type { ModelQuestionView, SwitchView } from './switch-views'
import type { UsableView } from './usable-view'

/**
 * What every window and the tray draw from: small, plain and complete. Windows hold a mirror of it and nothing else of
 * the app. All moments are milliseconds since the Unix epoch.
 */
export interface AppSnapshot {
  /** Grows with every change; a mirror drops a snapshot that is not newer. */
  readonly revision: number
  readonly version: string
  readonly theme: 'system' | 'light' | 'dark' | 'high-contrast'
  /** Repositories whose live diff window is above all other windows. */
  readonly onTop: readonly RepoId[]
  /** The active repo; null until one is chosen. */
  readonly repo: RepoView | null
  /** Why the chosen folder cannot be shown. */
  readonly repoProblem: ProblemView | null
  /** Live ones first, then by last use. */
  readonly repoChoices: readonly RepoChoiceView[]
  /** The active repo follows the newest Codex session; false when it is pinned. */
  readonly followsSessions: boolean
  readonly lanes: { readonly spark: LaneCard; readonly standard: LaneCard }
  readonly readiness: { readonly spark: Readiness; readonly standard: Readiness }
  /** Whether each lane can be used now, with the reasons and where they come from. */
  readonly usable: { readonly spark: UsableView; readonly standard: UsableView }
  readonly commit: CommitView
  /** The session whose review was asked for last; a live diff shows it at each new wish. */
  readonly review: { readonly repoId: RepoId; readonly sessionId: string; readonly wish: number } | null
  readonly limits: LimitsView
  readonly limitHistory: LimitHistoryView
  readonly models: ModelsView
  /** Set while the user has to agree to a switch: a gated model for everything, or a file in the repository. */
  readonly modelQuestion: ModelQuestionView | null
  /** The model that only the next session started in Firebreak gets, by the user's choice. */
  readonly nextSessionModel: {
    readonly modelId: string
    readonly modelName: string
    readonly effort: string | null
  } | null
  /** What decides the model of new Codex sessions, and the ways back. */
  readonly modelSwitch: SwitchView
  readonly settings: SettingsView
  /** Newest first, of every repository. */
  readonly sessions: readonly SessionView[]
  /** Of each open repository; none while it is not known. */
  readonly reviews: Readonly<Record<RepoId, ReviewView>>
  /** What a commit of the reviewed hunks of a repository would hold, while a window asks. */
  readonly reviewedCommits: Readonly<Record<RepoId, ReviewedCommitView>>
  /** Of each repository that is open: the active one and those with a live session. */
  readonly checkpoints: Readonly<Record<RepoId, CheckpointsView>>
  /** The gate for sessions that start elsewhere. */
  readonly guard: GuardView
  /** Things said once, newest first. */
  readonly notices: readonly NoticeView[]
}

/** What is uncommitted, how much of it was reviewed, and what the commit would be called. */
export interface ReviewedCommitView {
  /** Sorted by path. `hunks` is null where there are no lines to review. */
  readonly files: readonly {
    readonly path: string
    readonly from: string | null
    readonly change: FileChangeKind
    readonly hunks: { readonly all: number; readonly reviewed: number } | null
  }[]
  readonly message: string
  readonly messageFrom: 'prompts' | 'template'
}

export interface SettingsView {
  /** Argument array of the editor that files are opened in, as one line; null finds one. */
  readonly editor: string | null
  /** What the live diff window does when a session starts: open, only mark the tray, or nothing. */
  readonly onSessionStart: 'open' | 'mark' | 'nothing'
  /** What uncommitted work means for a standard session: it is said, nothing, or the gate holds there too. */
  readonly standardPolicy: 'say' | 'nothing' | 'gate'
  /** Which ways out of a closed gate are offered besides committing. */
  readonly waysOut: WaysOut
  /** What commits are called by default; `ofRepo` is the active repo's own words. */
  readonly messageTemplate: { readonly common: string; readonly ofRepo: string | null }
  /** How much is kept of each repository, and how large ignored files may be to be kept; sizes in bytes. */
  readonly checkpoints: CheckpointLimits
  /** Which notifications about limits are wanted. */
  readonly limitAlerts: LimitAlertSettings
  /** Size of everything in the windows; 1 is the usual one. */
  readonly zoom: number
  /** The folder that a live diff is limited to; none for a repository that is shown as a whole. */
  readonly diffFolders: Readonly<Record<RepoId, RepoPath>>
  /** Where the settings file lies, with the home folder as `~`. */
  readonly file: string
  /** Where Codex was found, with the home folder as `~`; null while it is not. */
  readonly codex: { readonly path: string; readonly version: string } | null
}

export interface RepoView {
  readonly repoId: RepoId
  readonly name: string
  /** With the home folder as `~`. */
  readonly path: string
  readonly branch: string | null
  readonly detached: boolean
  readonly gate: GateView
  readonly watch:
    | { readonly kind: 'starting' }
    | { readonly kind: 'watching' }
    | { readonly kind: 'polling'; readonly command: string }
    | { readonly kind: 'gone' }
  /** The session that is running here now. */
  readonly liveSessionId: string | null
  /** Changed lines nobody has read yet; null while it is not known. */
  readonly unreviewedLines: number | null
  /** Until the user has been told once what checkpoints keep, nothing is captured. */
  readonly captureNoticeDue: boolean
  /** What the user leaves out of checkpoints. */
  readonly leftOut: readonly RepoPath[]
  readonly pausedUntilMs: number | null
}

export type GateView =
  | { readonly kind: 'reading' }
  | {
      readonly kind: 'open'
      readonly baseline: CommitId
      /** First line of the baseline's message; null until it is read. */
      readonly subject: string | null
      readonly heldBack: readonly ChangedFile[]
    }
  | ClosedGate
  | { readonly kind: 'unknown'; readonly problem: ProblemView }

export interface RepoChoiceView {
  readonly repoId: RepoId
  readonly name: string
  /** With the home folder as `~`, to be shown. */
  readonly path: string
  /** Absolute, to be sent back. */
  readonly folder: string
  readonly live: boolean
  readonly active: boolean
  readonly from: 'firebreak' | 'codex'
  readonly lastUsedMs: number | null
}

export interface LaneCard {
  readonly lane: 'spark' | 'standard'
  readonly modelId: string
  readonly modelName: string
  /** `unknown` when the live list could not be read. */
  readonly offered: 'yes' | 'no' | 'unknown'
  /** A model that is offered and could play this lane, when the lane's own is not. */
  readonly suggestion: { readonly modelId: string; readonly modelName: string } | null
  /** For the line below the lane, such as "text only". */
  readonly facts: readonly string[]
}

/** One line when all is well; otherwise only what is not. */
export type Readiness =
  | { readonly kind: 'checking' }
  | { readonly kind: 'ready'; readonly text: string }
  | {
      readonly kind: 'not-ready'
      readonly blocking: boolean
      /** "yes" where something only has to be known. */
      readonly answer: UsableView['answer']
      readonly items: readonly ReadinessItem[]
    }

export interface ReadinessItem extends ProblemView {
  readonly code: string
  /** Where it comes from, in words. */
  readonly source: string
}

/** The commit part of the start card. */
export interface CommitView {
  /** Proposed message. */
  readonly message: string
  /** Where it comes from: the prompts of the session that left the work, or the repository's template. */
  readonly messageFrom: 'prompts' | 'template'
  readonly running: null | 'committing' | 'starting'
  /** Last failure, until the next try. */
  readonly failure: CommitFailureView | null
  /** Set when the user has to be shown what a commit runs here before the first one. */
  readonly consent: CommitPreview | null
  readonly identityMissing: boolean
  /** What has to be pointed out about the files to commit. */
  readonly warnings: CommitWarnings
  /** The commit Firebreak made last, while HEAD is still there. */
  readonly last: LastCommitView | null
  /** Unreviewed lines of the newest Spark session. */
  readonly leftBy: LeftOver | null
  /** What a side branch would be called today. */
  readonly sideBranch: string
}

export interface CommitFailureView extends ProblemView {
  readonly code: string
  /** What a hook, the signing program or git printed. */
  readonly output: string | null
  /** The same commit for a terminal, when signing failed. */
  readonly command: string | null
  /** Ways on besides trying again. */
  readonly ways: readonly (
    | { readonly way: 'side-branch'; readonly branch: string }
    | { readonly way: 'checkpoint-only' }
  )[]
}

export interface LastCommitView {
  readonly commit: CommitId
  readonly shortCommit: string
  readonly message: string
  /** The side branch it was made on. */
  readonly sideBranch: string | null
  readonly atMs: number
  readonly canUncommit: boolean
}

export interface ModelsView {
  readonly state: 'unknown' | 'known' | 'unavailable'
  /** What new Codex sessions use by default. */
  readonly configured: string | null
  /** Said when something else than the user's config decides, for example "acme-api sets GPT-5.4 in .codex/config.toml". */
  readonly override: string | null
  readonly models: readonly ModelChoice[]
}

export interface ModelChoice {
  readonly modelId: string
  readonly name: string
  readonly lane: 'spark' | 'standard' | null
  readonly configured: boolean
  /** Needs committed work before a session. */
  readonly gated: boolean
  /** What is to be known about it: "text only", "retires 2026-12-01, GPT-5.5 takes its place". */
  readonly facts: readonly string[]
  readonly efforts: readonly string[]
  readonly defaultEffort: string | null
}

export interface SessionView {
  readonly id: string
  readonly repoId: RepoId
  readonly repoName: string
  readonly lane: 'spark' | 'standard'
  readonly modelName: string
  /** Where it runs: "Firebreak", "TUI", "exec", "VS Code", or the program's own name. */
  readonly surface: string
  /** Started outside of Firebreak and between turns, so that another session may begin beside it. */
  readonly rests: boolean
  /** How many prompts it has had. */
  readonly turnCount: number
  /** Tokens it has used; null while Codex said nothing of it. */
  readonly tokens: number | null
  /** First prompt, or a plain description of the session. */
  readonly title: string
  readonly state: 'starting' | 'live' | 'ended' | 'probably-ended' | 'failed'
  /** False when it is only probable that the Codex thread found is this session. */
  readonly sure: boolean
  readonly startedAtMs: number
  readonly endedAtMs: number | null
  /** For `failed`, and for a start that was refused. */
  readonly problem: ProblemView | null
  readonly baseline: { readonly checkpointId: string; readonly commit: CommitId | null; readonly atMs: number } | null
  readonly turns: readonly TurnView[]
  /** Oldest first. */
  readonly changes: readonly ChangeView[]
  /** Null when it is not known. */
  readonly unreviewedLines: number | null
  readonly following: boolean
  /** Under which circumstances it started, one line each; none when everything was committed. */
  readonly startFacts: readonly string[]
}

export interface TurnView {
  readonly turnId: string
  readonly prompt: string | null
  readonly startedAtMs: number
  readonly endedAtMs: number | null
}

export type Writer = 'codex-patch' | 'codex-command' | 'unclear' | 'outside' | 'git'

export interface FilesBeyond {
  /** How many more there are. */
  readonly count: number
  /** Every writer of all files of the change. */
  readonly writers: readonly Writer[]
  /** What of the change lies in the folder that the repository's live diff is limited to; null when there is no such folder. */
  readonly inFolder: {
    readonly folder: RepoPath
    readonly count: number
    readonly added: number
    readonly removed: number
  } | null
}

export interface ChangeView {
  readonly number: number
  readonly atMs: number
  readonly turnId: string | null
  readonly writer: Writer
  /** All of them, or the first ones of very many. */
  readonly files: readonly {
    readonly path: RepoPath
    readonly writer: Writer
    readonly added: number
    readonly removed: number
  }[]
  /** What else is known of a change with more files than `files` names. */
  readonly beyond?: FilesBeyond
  readonly added: number
  readonly removed: number
  /** A move of HEAD ("branch main → x", "you committed a1b2c3"); such a row adds no debt. */
  readonly headMove: string | null
  /** A restore by the user ("Restored to 12:04"), which adds no debt either. */
  readonly restored: string | null
  readonly checkpointId: Checkpoint['id'] | null
  /** The state it is compared with. */
  readonly previousCheckpointId: Checkpoint['id'] | null
}

export interface NoticeView {
  readonly id: string
  readonly kind: 'info' | 'warning'
  readonly message: string
  readonly next: string | null
  /** What helps with one press. */
  readonly ways?: readonly NoticeWay[]
}
