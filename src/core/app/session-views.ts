import type { Checkpoint } from '../checkpoint/checkpoint'
import type { FileLines, LineTotal } from '../diff/line-total'
import type { CommitId, RepoId } from '../repo/repo-status'
import type { RepoPath } from '../repo/repo-path'
import type { ProblemView } from './problem-view'

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
  /** Files to be read that were too many to be counted by line. */
  readonly uncountedFiles: number
  /** Hunks that were marked reviewed, one by one and together with others; null when nobody kept count. */
  readonly read: { readonly oneByOne: number; readonly atOnce: number } | null
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
  readonly inFolder: ({ readonly folder: RepoPath; readonly count: number } & LineTotal) | null
}

/** A change with the lines of all its files. */
export interface ChangeView extends LineTotal {
  readonly number: number
  readonly atMs: number
  readonly turnId: string | null
  readonly writer: Writer
  /** All of them, or the first ones of very many. */
  readonly files: readonly ({ readonly path: RepoPath; readonly writer: Writer } & FileLines)[]
  /** What else is known of a change with more files than `files` names. */
  readonly beyond?: FilesBeyond
  /** A move of HEAD ("branch main → x", "you committed a1b2c3"); such a row adds no debt. */
  readonly headMove: string | null
  /** A restore by the user ("Restored to 12:04"), which adds no debt either. */
  readonly restored: string | null
  readonly checkpointId: Checkpoint['id'] | null
  /** The state it is compared with. */
  readonly previousCheckpointId: Checkpoint['id'] | null
}
