import { z } from 'zod'
import type { AppSnapshot } from '../core/app/snapshot'
import type { CommitPreview } from '../core/repo/commit'
import type { Result } from '../core/result'
import {
  checkpointId,
  commitFields,
  files,
  hunkId,
  identity,
  lane,
  message,
  modelId,
  prompt,
  refusalId,
  repoId,
  repoPath,
  undoId,
  wayOut,
} from './command-fields'
import { scopeSchema, whitespaceSchema } from './scope-schema'
import { settingsChangeSchema } from './settings-change-schema'

/** Every wish a window can have. A new wish is a new member here; main then does not compile until it is handled. */
export const appCommandSchema = z.discriminatedUnion('type', [
  /** Asks the user for a folder. */
  z.strictObject({ type: z.literal('repo/choose-folder') }),
  /** Makes one of the snapshot's choices the active repo. */
  z.strictObject({ type: z.literal('repo/choose'), repoId }),
  /** The user has read what checkpoints keep. */
  z.strictObject({ type: z.literal('repo/accept-capture'), repoId }),
  z.strictObject({ type: z.literal('repo/hold-back'), repoId, path: repoPath }),
  z.strictObject({ type: z.literal('repo/release'), repoId, path: repoPath }),
  /** Lets one filter driver of this repository run when git has to decide whether a file changed. */
  z.strictObject({ type: z.literal('repo/consent-filter'), repoId, filter: z.string().min(1).max(200) }),
  z.strictObject({
    type: z.literal('repo/commit'),
    repoId,
    ...commitFields,
  }),
  /** Takes back the last commit that Firebreak made here; its changes are staged then. */
  z.strictObject({
    type: z.literal('repo/uncommit'),
    repoId,
    commit: z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/),
  }),
  z.strictObject({
    type: z.literal('session/start'),
    repoId,
    lane,
    prompt: prompt.nullable(),
    /** Start although the lane's model is not offered. */
    tryAnyway: z.boolean(),
    /** The way out to take if the gate is closed. */
    way: wayOut.nullable().optional(),
    /** Start although the baseline cannot hold every file; the session keeps which. */
    acceptPartial: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('session/commit-and-start'),
    repoId,
    lane,
    prompt: prompt.nullable(),
    tryAnyway: z.boolean(),
    acceptPartial: z.boolean().optional(),
    ...commitFields,
  }),
  /** "I start it myself": baseline and checkpoint now, then the next session in this repository is followed. */
  z.strictObject({ type: z.literal('session/start-by-hand'), repoId, lane, acceptPartial: z.boolean().optional() }),
  z.strictObject({ type: z.literal('session/stop-following'), sessionId: z.string().min(1).max(100) }),
  /** `ask` writes at once unless the model is gated: then the user is first told what that means (`snapshot.modelQuestion`). */
  z.strictObject({
    type: z.literal('model/select'),
    modelId,
    /** `repository` writes the active repo's own configuration, once it is confirmed. */
    scope: z.enum(['ask', 'everywhere', 'next-session', 'repository']),
    /** Null takes the effort away; without it, it stays as it is. */
    effort: z.string().max(50).nullable().optional(),
    /** Back by itself after that time. */
    minutes: z
      .int()
      .min(1)
      .max(24 * 60)
      .optional(),
    confirmed: z.boolean().optional(),
  }),
  /** The reasoning effort of new Codex sessions, for everything; null leaves it to the model. */
  z.strictObject({ type: z.literal('model/effort'), effort: z.string().max(50).nullable() }),
  /** Takes the newest switch of that place back. */
  z.strictObject({ type: z.literal('model/back'), place: z.enum(['everywhere', 'repository']) }),
  /** The next session gets its lane's model after all. */
  z.strictObject({ type: z.literal('model/forget-next') }),
  /** Closes the question without doing anything. */
  z.strictObject({ type: z.literal('model/keep') }),
  z.strictObject({
    type: z.literal('lane/use-model'),
    lane,
    modelId,
    effort: z.string().max(50).nullable().optional(),
  }),
  z.strictObject({ type: z.literal('limits/refresh') }),
  /** Keeps `snapshot.limitHistory.shown` filled with what a window of a limit was, until it is closed. */
  z.strictObject({
    type: z.literal('limits/show-history'),
    limitId: z.string().min(1).max(200),
    minutes: z.number().nullable(),
    span: z.enum(['hour', 'day', 'week']),
  }),
  z.strictObject({ type: z.literal('limits/close-history') }),
  /** Puts the guard into Codex's hooks; the window has shown what that means (`snapshot.guard.consent`). */
  z.strictObject({ type: z.literal('guard/install') }),
  z.strictObject({ type: z.literal('guard/uninstall') }),
  /** Asks Codex anew whether it runs the guard. */
  z.strictObject({ type: z.literal('guard/check') }),
  /** Commits what a refused prompt was refused for, and gives it a pass. */
  z.strictObject({ type: z.literal('guard/commit-and-let-through'), refusalId }),
  z.strictObject({ type: z.literal('guard/let-through'), refusalId }),
  /** Puts a refusal away; it stays in the list. */
  z.strictObject({ type: z.literal('guard/dismiss'), refusalId }),
  z.strictObject({ type: z.literal('gate/pause'), repoId, until: z.enum(['30-minutes', 'tomorrow']) }),
  z.strictObject({ type: z.literal('gate/resume'), repoId }),
  z.strictObject({ type: z.literal('checkpoint/create'), repoId, label: z.string().max(200).nullable() }),
  /** The exact lists of what a restore would do, for the window that asks. `paths` null stands for everything. */
  z.strictObject({
    type: z.literal('checkpoint/preview'),
    repoId,
    checkpointId,
    paths: files.nullable(),
    window: z.enum(['home', 'diff']),
  }),
  /** Carries out the preview that is shown; above 30 % deletions only with their number. */
  z.strictObject({
    type: z.literal('checkpoint/restore'),
    repoId,
    confirmedDeletions: z.int().nonnegative().nullable(),
  }),
  z.strictObject({ type: z.literal('checkpoint/close-preview'), repoId }),
  z.strictObject({ type: z.literal('checkpoint/close-outcome'), repoId }),
  /** Undoes the last restore; once more redoes it. */
  z.strictObject({ type: z.literal('checkpoint/undo'), repoId }),
  z.strictObject({ type: z.literal('checkpoint/recover'), repoId, how: z.enum(['finish', 'undo']) }),
  z.strictObject({ type: z.literal('checkpoint/forget'), repoId, checkpointId }),
  z.strictObject({ type: z.literal('checkpoint/pin'), repoId, checkpointId, pinned: z.boolean() }),
  /** The user knows that files disappeared and wants nothing back. */
  z.strictObject({ type: z.literal('loss/dismiss'), repoId }),
  /** Files and folders that checkpoints of this repository do not hold. */
  z.strictObject({ type: z.literal('checkpoint/leave-out'), repoId, paths: files }),
  z.strictObject({
    type: z.literal('window/open'),
    view: z.enum(['home', 'diff', 'settings']),
    repoId: repoId.nullable(),
  }),
  /** Keeps the live diff of a repository above all other windows, also the next time it opens on these screens. */
  z.strictObject({ type: z.literal('window/keep-on-top'), repoId, on: z.boolean() }),
  /** The window asks for its diff port again (after the repo process was restarted, or a reload). */
  z.strictObject({ type: z.literal('diff/attach'), repoId }),
  z.strictObject({
    type: z.literal('settings/set'),
    change: settingsChangeSchema,
  }),
  /** Opens the live diff with what a session has changed since its baseline. */
  z.strictObject({ type: z.literal('session/review'), sessionId: z.string().min(1).max(100) }),
  /** Marks hunks of a scope as read, or takes that back. `path` null stands for every file, `hunkIds` null for all of one. */
  z.strictObject({
    type: z.literal('review/mark'),
    repoId,
    id: undoId,
    scope: scopeSchema,
    whitespace: whitespaceSchema,
    path: repoPath.nullable(),
    hunkIds: z.array(z.string().min(1).max(100)).max(10_000).nullable(),
    reviewed: z.boolean(),
    how: z.enum(['hunk', 'file', 'all']),
  }),
  /** Takes back what was marked under an id, or with null what was marked last by whatever window. */
  z.strictObject({ type: z.literal('review/undo'), repoId, id: undoId.nullable() }),
  /** Takes a part of a shown file back; `lines` are places in the hunk's lines. `from` is the former path of a moved file. */
  z.strictObject({
    type: z.literal('revert/part'),
    repoId,
    id: undoId,
    scope: scopeSchema,
    whitespace: whitespaceSchema,
    path: repoPath,
    from: repoPath.nullable(),
    part: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('file') }),
      z.strictObject({ kind: z.literal('hunk'), hunkId }),
      z.strictObject({
        kind: z.literal('lines'),
        hunkId,
        lines: z.array(z.int().nonnegative()).min(1).max(100_000),
      }),
    ]),
  }),
  z.strictObject({ type: z.literal('revert/change'), repoId, id: undoId, number: z.int().positive() }),
  z.strictObject({ type: z.literal('revert/undo'), repoId, id: undoId }),
  /** Stages an uncommitted file, or one hunk of it. */
  z.strictObject({
    type: z.literal('stage/add'),
    repoId,
    id: undoId,
    path: repoPath,
    from: repoPath.nullable(),
    hunkId: hunkId.nullable(),
  }),
  z.strictObject({ type: z.literal('stage/undo'), repoId, id: undoId }),
  /** Puts a patch of a shown file or hunk into the clipboard. */
  z.strictObject({
    type: z.literal('patch/copy'),
    repoId,
    scope: scopeSchema,
    whitespace: whitespaceSchema,
    path: repoPath,
    from: repoPath.nullable(),
    hunkId: hunkId.nullable(),
  }),
  /** Asks for a file and writes all that the window shows of a scope into it as a patch; answers where, and what it leaves out. */
  z.strictObject({ type: z.literal('patch/export'), repoId, scope: scopeSchema }),
  z.strictObject({ type: z.literal('file/copy-path'), repoId, path: repoPath }),
  /**
   * Opens a file of the work tree in the user's editor. `line` is that of the version that is shown; where this is an
   * older one, `around` are lines of it by which the place is found in the file as it is now.
   */
  z.strictObject({
    type: z.literal('file/open'),
    repoId,
    path: repoPath,
    line: z.int().positive().nullable(),
    around: z.array(z.strictObject({ line: z.int().positive(), text: z.string().max(1000) })).max(100),
  }),
  /** Shows what a commit of the reviewed hunks would hold (`snapshot.reviewedCommits`). */
  z.strictObject({ type: z.literal('reviewed/preview'), repoId }),
  z.strictObject({ type: z.literal('reviewed/close'), repoId }),
  /** Commits exactly what is shown; `also` are files without lines that the user ticked. */
  z.strictObject({
    type: z.literal('reviewed/commit'),
    repoId,
    also: files,
    message,
    identity: identity.nullable(),
    confirmed: z.boolean(),
    markedPaths: files.optional(),
    confirmedNewFiles: z.int().nonnegative().nullable().optional(),
  }),
  z.strictObject({ type: z.literal('notice/dismiss'), id: z.string().min(1).max(100) }),
  z.strictObject({ type: z.literal('app/quit') }),
])

export type AppCommand = z.infer<typeof appCommandSchema>

/** Why a command was not carried out. `code` is one of `src/core/errors/error-codes.ts`. */
export interface CommandError {
  readonly code: string
  /** What happened and what it means, in the user's words. */
  readonly message: string
  /** One next step. */
  readonly next: string
  /** What a hook or git printed. */
  readonly output?: string
  /** With `commit-consent-needed`: what the commit would run. */
  readonly preview?: CommitPreview
}

/**
 * A command answers only "accepted" or why not. What changed arrives as the next snapshot; where nothing of it is in a
 * snapshot and only the asker needs to know, accepted comes with words that say what came of it.
 */
export type CommandResult = Result<string | null, CommandError>

/** All that a renderer can reach. The diff port comes as a `message` event of the window. */
export interface AppBridge {
  dispatch(command: AppCommand): Promise<CommandResult>
  subscribe(listener: (snapshot: AppSnapshot) => void): () => void
}
