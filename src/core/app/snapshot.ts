import type { ChangedFile, CommitId, RepoId } from '../repo/repo-status'
import type { RepoPath } from '../repo/repo-path'
import type { ClosedGate } from '../gate/commit-gate'
import type { CheckpointLimits, LimitAlertSettings, WaysOut } from '../settings'
import type { NoticeWay } from '../lanes/ways-on'
import type { ReviewView } from '../review/review-view'
import type { CheckpointsView } from './checkpoint-views'
import type { CommitView, ReviewedCommitView } from './commit-views'
import type { LimitsView } from './limits-view'
import type { LimitHistoryView } from './limit-history'
import type { GuardView } from './guard'
import type { ProblemView } from './problem-view'
import type { SessionView } from './session-views'
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
  /** The folder that the app was started with, while it is being opened. */
  readonly opening: string | null
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
  /** By repository, the session that its scopes compare, as far as there was one. */
  readonly compared: Readonly<Record<RepoId, string>>
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
  /** The session that is running here now; of several, the one whose changes are recorded. */
  readonly liveSessionId: string | null
  /** Changed lines nobody has read yet; null while it is not known. */
  readonly unreviewedLines: number | null
  /** Files to be read that were too many to be counted by line. */
  readonly uncountedFiles: number
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

export interface NoticeView {
  readonly id: string
  readonly kind: 'info' | 'warning'
  readonly message: string
  readonly next: string | null
  /** What helps with one press. */
  readonly ways?: readonly NoticeWay[]
}
