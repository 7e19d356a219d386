import type { CheckpointId, CheckpointReason } from '../core/checkpoint/checkpoint'
import type { Scope, Whitespace } from '../core/diff/scope'
import type { CommitIdentity } from '../core/repo/commit'
import type { ReviewedFile } from '../core/repo/commit-reviewed'
import type { CommitId, RepoId } from '../core/repo/repo-status'
import type { RepoPath } from '../core/repo/repo-path'
import type { StagedPath } from '../core/repo/stage'
import type { MarkId } from '../core/review/attribution'
import type { ChangeLabels } from '../core/review/change-labels'
import type { ChangeEnds } from '../core/session/change-ends'
import type { LastChange } from '../core/session/last-change'
import type { RepoAnswers } from './repo-answers'
import type { RepoFact } from './repo-facts'

/** What the thinning of a store keeps. `days`, `count` and `bytes` are the budget of this repository. */
export interface RetentionPlan {
  readonly days: number
  readonly count: number
  readonly bytes: number
  readonly liveSessions: readonly string[]
  /** Sessions whose receipts are kept: their baseline and end stay. */
  readonly keptSessions: readonly string[]
}

/**
 * What main asks of the repo process. Each names its repository; `open` names it by the hash of the folder's top level,
 * which the repo process proves before it serves it. The answer's type stands in `RepoAnswers` under the same name.
 */
export type RepoRequest =
  | {
      readonly type: 'open'
      readonly repoId: RepoId
      readonly folder: string
      readonly consentedFilters: readonly string[]
    }
  | { readonly type: 'close'; readonly repoId: RepoId }
  | { readonly type: 'read-status'; readonly repoId: RepoId }
  | { readonly type: 'consent-filters'; readonly repoId: RepoId; readonly filters: readonly string[] }
  | { readonly type: 'recent-commits'; readonly repoId: RepoId; readonly count: number }
  | { readonly type: 'preview-commit'; readonly repoId: RepoId }
  | {
      readonly type: 'commit'
      readonly repoId: RepoId
      readonly files: readonly RepoPath[]
      readonly message: string
      readonly identity: CommitIdentity | null
      /** Makes this branch for the commit, with a number added while the name is taken; null commits where HEAD is. */
      readonly sideBranch?: string | null
    }
  /** Which hunks of what is uncommitted are reviewed, file by file. */
  | { readonly type: 'reviewed-hunks'; readonly repoId: RepoId }
  /** Commits exactly these hunks of what is uncommitted; the rest stays as it is, in the work tree and in the index. */
  | {
      readonly type: 'commit-reviewed'
      readonly repoId: RepoId
      readonly files: readonly ReviewedFile[]
      readonly message: string
      readonly identity: CommitIdentity | null
    }
  /** What a scope shows as a patch that git applies: all of it or of a folder, one file, or one hunk. */
  | {
      readonly type: 'make-patch'
      readonly repoId: RepoId
      readonly scope: Scope
      readonly whitespace: Whitespace
      readonly only: {
        readonly path: RepoPath
        readonly from: RepoPath | null
        readonly hunkId: string | null
      } | null
      /** Without `only`: a file that was moved in or out of it counts. */
      readonly folder: RepoPath | null
    }
  /** Stages an uncommitted file, or one hunk of it. `from` is its former path where it was moved. */
  | {
      readonly type: 'stage'
      readonly repoId: RepoId
      readonly path: RepoPath
      readonly from: RepoPath | null
      readonly hunkId: string | null
    }
  /** Takes back what `stage` (or this) answered, as far as it still is so. */
  | { readonly type: 'unstage'; readonly repoId: RepoId; readonly staged: readonly StagedPath[] }
  /** Looks into these files for secrets, and at their sizes. */
  | { readonly type: 'scan-files'; readonly repoId: RepoId; readonly files: readonly RepoPath[] }
  /** The same commit as a command for a terminal; null when it would be too long. */
  | {
      readonly type: 'commit-command'
      readonly repoId: RepoId
      readonly files: readonly RepoPath[]
      readonly message: string
      readonly identity: CommitIdentity | null
    }
  /** Takes a commit back, softly, that has `parent` below it (null: it is the first). */
  | {
      readonly type: 'uncommit'
      readonly repoId: RepoId
      readonly commit: CommitId
      readonly parent: CommitId | null
    }
  | {
      readonly type: 'create-checkpoint'
      readonly repoId: RepoId
      readonly label: string
      readonly reason: CheckpointReason
    }
  | { readonly type: 'list-checkpoints'; readonly repoId: RepoId }
  /** The timeline of checkpoints with what can be undone, what was interrupted and what is pinned. Makes no store. */
  | { readonly type: 'checkpoint-overview'; readonly repoId: RepoId }
  /** `paths` null stands for everything; a folder among them for all in it. */
  | {
      readonly type: 'preview-restore'
      readonly repoId: RepoId
      readonly checkpointId: CheckpointId
      readonly paths: readonly RepoPath[] | null
    }
  | {
      readonly type: 'restore'
      readonly repoId: RepoId
      readonly checkpointId: CheckpointId
      readonly paths: readonly RepoPath[] | null
      /** `seen` of the preview the user agreed to. */
      readonly seen: CheckpointId | null
      /** The number of deletions the user was told; needed above 30 %. */
      readonly confirmedDeletions: number | null
    }
  /** Takes a part of one shown file back, whatever else changed in it. `from` is its former path where it was moved. */
  | {
      readonly type: 'revert'
      readonly repoId: RepoId
      readonly scope: Scope
      /** How the hunks were found that are shown. */
      readonly whitespace: Whitespace
      readonly path: RepoPath
      readonly from: RepoPath | null
      readonly part: RevertPart
    }
  /** Takes all files of a change of the shown session back; where they were edited since, hunk by hunk. */
  | { readonly type: 'revert-change'; readonly repoId: RepoId; readonly number: number }
  /** Back to the last safety checkpoint; once more is a redo. `of` is that of an earlier revert, which alone is undone. */
  | { readonly type: 'undo-restore'; readonly repoId: RepoId; readonly of?: CheckpointId | null }
  | { readonly type: 'recover-restore'; readonly repoId: RepoId; readonly how: 'finish' | 'undo' }
  | { readonly type: 'forget-checkpoint'; readonly repoId: RepoId; readonly checkpointId: CheckpointId }
  | {
      readonly type: 'pin-checkpoint'
      readonly repoId: RepoId
      readonly checkpointId: CheckpointId
      readonly pinned: boolean
    }
  /** What the settings say about captures; it holds for all later ones. */
  | {
      readonly type: 'capture-rules'
      readonly repoId: RepoId
      readonly ignoredFileBytes: number
      readonly ignoredTotalBytes: number
      /** A folder stands for all in it. */
      readonly leaveOut: readonly RepoPath[]
    }
  /** The user has settled what was told as `files-disappeared`: it is not said again, and its checkpoint may expire. */
  | { readonly type: 'settle-loss'; readonly repoId: RepoId }
  /** Removes what is over the budget. What live and kept sessions need is protected. */
  | { readonly type: 'thin-checkpoints'; readonly repoId: RepoId; readonly plan: RetentionPlan }
  /**
   * Takes the baseline (a full checkpoint) and closes changes from now on. A late one says so in its label. `unconfirmed`: nobody will ask
   * `confirm-start`, so how the repository is before it need not be noted.
   */
  | {
      readonly type: 'begin-session'
      readonly repoId: RepoId
      readonly sessionId: string
      readonly label?: string
      readonly unconfirmed?: true
      /**
       * When a session began of which only now is heard. What was written since is its first change: the baseline has these
       * files as they are committed.
       */
      readonly sinceMs?: number
    }
  /** What happened since the baseline of this session was begun. `final`: nobody will ask again. */
  | {
      readonly type: 'confirm-start'
      readonly repoId: RepoId
      readonly sessionId: string
      /** What has to be in the baseline. */
      readonly heldBack: readonly RepoPath[]
      readonly final: boolean
    }
  /** The same session again, after a restart of the app or of the repo process: its baseline stays. */
  | {
      readonly type: 'resume-session'
      readonly repoId: RepoId
      readonly sessionId: string
      readonly baseline: CheckpointId
      readonly lastCheckpoint: CheckpointId
      /** The number that its next change follows. */
      readonly lastChange: number
      /** What its changes compare; oldest first. */
      readonly changes: readonly ChangeEnds[]
    }
  /** Codex reported a tool call or a turn done: the open change closes now. */
  | { readonly type: 'settle'; readonly repoId: RepoId; readonly sessionId: string }
  /** Which change of a session is its last one: only main knows who wrote. */
  | { readonly type: 'last-change'; readonly repoId: RepoId; readonly sessionId: string; readonly last: LastChange }
  /** Makes the scopes of a session that has ended readable again, unless one is live: for its review. */
  | {
      readonly type: 'show-session'
      readonly repoId: RepoId
      readonly sessionId: string
      readonly baseline: CheckpointId
      /** What its changes compare; oldest first. */
      readonly changes: readonly ChangeEnds[]
    }
  /** Closes the open change and takes the end checkpoint. The scopes of the session stay readable until the next one. */
  | { readonly type: 'end-session'; readonly repoId: RepoId; readonly sessionId: string }
  /** What changes of a session are labelled as now, which corrects earlier labels. */
  | {
      readonly type: 'review-labels'
      readonly repoId: RepoId
      readonly sessionId: string
      readonly changes: readonly ChangeLabels[]
    }
  /** Marks hunks of a scope as read, or takes marks back. `path` null stands for every file, `hunkIds` null for all of one. */
  | {
      readonly type: 'mark-reviewed'
      readonly repoId: RepoId
      readonly scope: Scope
      readonly whitespace: Whitespace
      readonly path: RepoPath | null
      readonly hunkIds: readonly string[] | null
      readonly reviewed: boolean
      readonly how: 'hunk' | 'file' | 'all'
    }
  /** Takes these marks back, or with null those of the last press of which something is still there. */
  | { readonly type: 'undo-mark'; readonly repoId: RepoId; readonly marks: readonly MarkId[] | null }
  /** Comes with one MessagePort that speaks `diff-contract.ts`. */
  | { readonly type: 'attach-diff'; readonly repoId: RepoId }

/** What of a shown file is meant; `lines` are places in the hunk's lines, context included, counted from 0. */
export type RevertPart =
  | { readonly kind: 'file' }
  | { readonly kind: 'hunk'; readonly hunkId: string }
  | { readonly kind: 'lines'; readonly hunkId: string; readonly lines: readonly number[] }

/** The envelope of the channel between main and the repo process. */
export type ToRepoProcess = { readonly id: number; readonly request: RepoRequest }
export type FromRepoProcess =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: RepoAnswers[keyof RepoAnswers] }
  | { readonly kind: 'fact'; readonly fact: RepoFact }
