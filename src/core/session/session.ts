import { z } from 'zod'
import { unreachable } from '../result'

/** `starting` waits for Codex; `probably-ended` has been silent for long and comes back with its next turn. */
const sessionStateSchema = z.enum(['starting', 'live', 'ended', 'probably-ended', 'failed-to-start'])
export type SessionState = z.infer<typeof sessionStateSchema>

/** What Codex says went wrong in a turn. `code` is its own word, such as `usage_limit_exceeded`. */
const turnErrorSchema = z.object({ message: z.string(), code: z.string().nullable() }).readonly()

const turnSchema = z
  .object({
    turnId: z.string(),
    prompt: z.string().nullable(),
    startedAtMs: z.number(),
    /** Null while it runs. */
    endedAtMs: z.number().nullable(),
    model: z.string().nullable(),
    error: turnErrorSchema.nullable(),
    aborted: z.boolean(),
  })
  .readonly()
/** One prompt and its answer. */
export type Turn = z.infer<typeof turnSchema>

/** Files that Codex reports as written by its patch tool. */
const patchSchema = z
  .object({
    callId: z.string(),
    turnId: z.string().nullable(),
    /** Relative to the top level of the work tree; what lies outside of it is left out. */
    paths: z.array(z.string()).readonly(),
    startedAtMs: z.number(),
    endedAtMs: z.number(),
  })
  .readonly()

const commandSchema = z
  .object({
    callId: z.string(),
    turnId: z.string().nullable(),
    /** Cut after 500 characters. */
    command: z.string(),
    startedAtMs: z.number(),
    /** Null while it runs; a command in the background can outlive its turn. */
    endedAtMs: z.number().nullable(),
  })
  .readonly()
/** A shell command of Codex. What it wrote, Codex does not report. */
export type CommandRun = z.infer<typeof commandSchema>

/** A session as it is shown and kept. All moments are milliseconds since the Unix epoch. */
export const sessionSchema = z
  .object({
    id: z.string().regex(/^[0-9a-zA-Z-]{1,64}$/),
    repoId: z.string(),
    /** Absolute real path of the top level. */
    repoPath: z.string(),
    lane: z.enum(['spark', 'standard']),
    model: z.string(),
    where: z.enum(['terminal', 'by-hand', 'elsewhere']),
    /** The first prompt given in Firebreak. */
    prompt: z.string().nullable(),
    startedAtMs: z.number(),
    endedAtMs: z.number().nullable(),
    state: sessionStateSchema,
    /** What Codex exited with; 128 + N when signal N ended it; null while it runs and when nobody could tell. */
    exitCode: z.number().nullable(),
    /** Why it failed to start; a kind of `LaunchFailure`. */
    failure: z.string().nullable(),
    threadId: z.string().nullable(),
    /** The program that runs Codex, as it calls itself; null while it is not known. */
    originator: z.string().nullable().default(null),
    /** What it has used since it began, as Codex counts it; null while it said nothing. */
    tokens: z
      .object({ total: z.number(), input: z.number(), cachedInput: z.number(), output: z.number() })
      .readonly()
      .nullable()
      .default(null),
    rolloutPath: z.string().nullable(),
    /** Whether the Codex thread found is surely this session. */
    certainty: z.enum(['sure', 'probably']),
    /** The launcher's process. `startTime` is opaque and only compared: a process id alone can be another program's by now. */
    process: z.object({ pid: z.number(), startTime: z.string() }).readonly().nullable(),
    baseline: z
      .object({ checkpointId: z.string(), commit: z.string().nullable(), atMs: z.number() })
      .readonly()
      .nullable(),
    /** Why it runs although the gate did not let it through; null when the gate was open or does not apply. */
    startedWithoutGate: z.enum(['by-hand', 'elsewhere', 'checkpoint-only', 'start-anyway', 'gate-paused']).nullable(),
    /** The reason that was picked for starting anyway. */
    startReason: z.string().nullable().default(null),
    /** How many files were uncommitted when it started, without those held back. */
    uncommittedAtStart: z.number().default(0),
    /** Changed files that were held back when it started: in no commit, in the baseline. */
    heldBack: z.array(z.string()).readonly().default([]),
    /** Set when it was started although its baseline does not hold everything: how many files are missing, the first by name. */
    partialBaseline: z
      .object({ files: z.number(), paths: z.array(z.string()).readonly() })
      .readonly()
      .nullable()
      .default(null),
    /** How much of it was read, as last known; null where nobody kept count. Lines are changed lines. */
    review: z
      .object({
        unreviewedLines: z.number(),
        /** Hunks that were marked one by one, and together with others. */
        oneByOne: z.number(),
        atOnce: z.number(),
        reviewedLines: z.number(),
        /** Files that are to be read, of changes that were too large to be counted by line. */
        uncountedFiles: z.number().default(0),
      })
      .readonly()
      .nullable()
      .default(null),
    /** False after "Stop following": Codex goes on and Firebreak looks away. */
    following: z.boolean(),
    turns: z.array(turnSchema).readonly(),
    patches: z.array(patchSchema).readonly(),
    commands: z.array(commandSchema).readonly(),
  })
  .readonly()
export type Session = z.infer<typeof sessionSchema>
export type SessionId = Session['id']

/** What a new session knows. */
export type NewSession = Pick<
  Session,
  | 'id'
  | 'repoId'
  | 'repoPath'
  | 'lane'
  | 'model'
  | 'where'
  | 'prompt'
  | 'startedAtMs'
  | 'baseline'
  | 'startedWithoutGate'
> &
  Partial<StartFacts>

/** Under which circumstances a session started, for its receipt. */
export type StartFacts = Pick<Session, 'startReason' | 'uncommittedAtStart' | 'heldBack' | 'partialBaseline'>

/** What can happen to a session as a whole; what happens in its turns comes from the rollout (session-activity.ts). */
export type SessionEvent =
  | { readonly type: 'launched'; readonly process: NonNullable<Session['process']> }
  | {
      readonly type: 'found'
      readonly threadId: string
      readonly rolloutPath: string
      readonly certainty: Session['certainty']
      readonly originator?: string | null
    }
  | { readonly type: 'ended'; readonly atMs: number; readonly exitCode: number | null }
  | { readonly type: 'went-silent'; readonly atMs: number }
  | { readonly type: 'turn-seen' }
  | { readonly type: 'failed-to-start'; readonly atMs: number; readonly failure: string }
  /** How many files were uncommitted when Codex took the first prompt of a session that was started elsewhere. */
  | { readonly type: 'start-read'; readonly uncommitted: number }
  | { readonly type: 'stopped-following' }

/** A session that waits for Codex. */
export function newSession(known: NewSession): Session {
  return {
    startReason: null,
    uncommittedAtStart: 0,
    heldBack: [],
    partialBaseline: null,
    ...known,
    endedAtMs: null,
    state: 'starting',
    exitCode: null,
    failure: null,
    threadId: null,
    originator: null,
    tokens: null,
    rolloutPath: null,
    certainty: known.where === 'terminal' ? 'sure' : 'probably',
    process: null,
    review: null,
    following: true,
    turns: [],
    patches: [],
    commands: [],
  }
}

/** Whether Codex may still write, so that its repository has to be protected. */
export function isLive(session: Session): boolean {
  return session.state === 'starting' || session.state === 'live'
}

/** Applies an event. One that the session's state does not allow (a second end, a launch after the end) leaves it as it is. */
export function advanceSession(session: Session, event: SessionEvent): Session {
  switch (event.type) {
    case 'launched':
      return session.state === 'starting' ? { ...session, state: 'live', process: event.process } : session
    case 'found': {
      if (session.threadId !== null || session.state === 'failed-to-start') return session
      const { threadId, rolloutPath, certainty } = event
      const state = session.state === 'starting' ? 'live' : session.state
      return { ...session, state, threadId, rolloutPath, certainty, originator: event.originator ?? null }
    }
    case 'ended':
      if (!isLive(session) && session.state !== 'probably-ended') return session
      return closed(session, 'ended', event.atMs, event.exitCode)
    case 'went-silent':
      return session.state === 'live' ? closed(session, 'probably-ended', event.atMs, null) : session
    case 'turn-seen':
      return session.state === 'probably-ended' ? { ...session, state: 'live', endedAtMs: null } : session
    case 'failed-to-start':
      return session.state === 'starting'
        ? { ...session, state: 'failed-to-start', endedAtMs: event.atMs, failure: event.failure }
        : session
    case 'start-read': {
      const { uncommitted } = event
      return { ...session, uncommittedAtStart: uncommitted, startedWithoutGate: uncommitted > 0 ? 'elsewhere' : null }
    }
    case 'stopped-following':
      return { ...session, following: false }
    default:
      return unreachable(event)
  }
}

function closed(session: Session, state: SessionState, atMs: number, exitCode: number | null): Session {
  return { ...session, state, endedAtMs: Math.max(atMs, session.startedAtMs), exitCode }
}
