/** What Firebreak takes from a rollout. Moments are milliseconds since the Unix epoch, paths absolute. */
export type RolloutEvent =
  /** Only the first one of a file: a forked thread repeats its parent's. */
  | {
      readonly kind: 'session-meta'
      readonly threadId: string
      readonly cwd: string
      /** The program that runs Codex: `codex-tui`, `codex_exec`, or what that program calls itself. */
      readonly originator: string | null
      /** A helper thread that Codex started for another thread. */
      readonly isSubagent: boolean
      readonly atMs: number
    }
  | { readonly kind: 'turn-started'; readonly turnId: string; readonly atMs: number }
  /** The model of a turn; without a turn, of those that follow. */
  | { readonly kind: 'turn-context'; readonly turnId: string | null; readonly model: string }
  | { readonly kind: 'turn-prompt'; readonly turnId: string; readonly text: string }
  | {
      readonly kind: 'patch'
      readonly callId: string
      readonly turnId: string | null
      readonly paths: readonly string[]
      readonly startedAtMs: number
      readonly endedAtMs: number
      /** Codex's own word: `completed`, `failed`, `declined`. */
      readonly status: string
    }
  /** Comes twice where the format allows: when the model asks for the command, and once it has ended. */
  | {
      readonly kind: 'command-started'
      readonly callId: string
      readonly turnId: string | null
      readonly command: string
      readonly atMs: number
    }
  | { readonly kind: 'command-ended'; readonly callId: string; readonly atMs: number }
  | {
      readonly kind: 'turn-ended'
      readonly turnId: string | null
      readonly atMs: number
      readonly error: { readonly message: string; readonly code: string | null } | null
      readonly aborted: boolean
      /** Calls whose command went on in the background. */
      readonly background: readonly string[]
    }
  /**
   * `rateLimits` is as Codex wrote it (snake_case), for the limits reader; null when it has none. `usage` is of the whole thread and
   * of the one that it was forked from, `lastUsage` of the last request alone.
   */
  | {
      readonly kind: 'token-count'
      readonly atMs: number
      readonly rateLimits: unknown
      readonly usage: TokenUsage | null
      readonly lastUsage: TokenUsage | null
    }
  | { readonly kind: 'unknown'; readonly type: string }

export interface TokenUsage {
  readonly total: number
  readonly input: number
  readonly cachedInput: number
  readonly output: number
}
