/** What can go wrong between Firebreak and Codex. Each kind is something the user is told differently. */
export type CodexError =
  | { readonly kind: 'not-installed'; readonly searched: readonly string[] }
  /** It is there and does not start: no permission, a broken file, no answer to `--version`. */
  | { readonly kind: 'cannot-run'; readonly path: string; readonly cause: string }
  /** A program for another processor or system; both in words, such as "Linux on arm64". */
  | { readonly kind: 'wrong-processor'; readonly path: string; readonly found: string; readonly needed: string }
  | { readonly kind: 'too-old'; readonly path: string; readonly found: string; readonly needed: string }
  | { readonly kind: 'exited'; readonly code: number | null; readonly stderrTail: string }
  /** `silent`: Codex said nothing at all in that time, so it hangs and is not merely waiting for its server. */
  | { readonly kind: 'timed-out'; readonly method: string; readonly afterMs: number; readonly silent: boolean }
  | { readonly kind: 'rejected'; readonly method: string; readonly code: number; readonly message: string }
  | { readonly kind: 'unexpected-reply'; readonly method: string; readonly issue: string }
  /** Codex has no ChatGPT sign-in, or the one it has expired. */
  | { readonly kind: 'sign-in-needed'; readonly message: string }
  /** Codex does not reach its server. */
  | { readonly kind: 'offline'; readonly message: string }
  /** config.toml cannot be read; `line` and `column` count from 1. */
  | {
      readonly kind: 'config-invalid'
      readonly file: string | null
      readonly line: number | null
      readonly column: number | null
      readonly message: string
    }
  /** Somebody else kept writing config.toml; what they wrote is still there. */
  | { readonly kind: 'config-conflict'; readonly attempts: number }
  | { readonly kind: 'config-refused'; readonly reason: string; readonly message: string }
  /** Firebreak is closing, or its link to Codex was stopped. */
  | { readonly kind: 'stopped' }

/** An error answer as it came over the wire. */
export interface Rejection {
  readonly method: string
  readonly code: number
  readonly message: string
  readonly data: unknown
}

// "failed to read configuration layers: /home/x/.codex/config.toml:2:7: missing array opening, expected `[`", and
// "failed to load workspace requirements: invalid configuration at /home/x/.codex/config.toml:2:7"
const PLACE_IN_CONFIG = /((?:\/|[A-Za-z]:\\)[^\n]*?\.toml):(\d+):(\d+)(?::\s*)?([^\n]*)/
// "… Error parsing project config file /home/x/acme-api/.codex/config.toml: TOML parse error at line 1, column 9\n  |…\nstring values must be quoted"
const PLACE_IN_PROJECT =
  /config file ((?:\/|[A-Za-z]:\\)[^\n]*?\.toml): TOML parse error at line (\d+), column (\d+)\n(?:[^\n]*\n){3}([^\n]*)/
// "codex account authentication required to read rate limits", "chatgpt authentication required to read rate limits"
const NO_SIGN_IN = /authentication required|\b401\b|unauthorized|token (?:is |has )?(?:expired|revoked)|sign in again/i
// "failed to fetch codex rate limits: error sending request for url (https://…)"; "workspace routing discovery failed" is what
// `account/read` answers when its server cannot be reached (401 has its own text: "… unauthorized (401)").
const NO_NETWORK =
  /workspace routing discovery failed|error sending request|dns error|connection refused|network is unreachable|timed out/i

// The account is known and its sign-in no longer taken, as opposed to nobody being signed in.
const EXPIRED = /\b401\b|unauthorized|expired|revoked|sign in again/i

/** Whether a `sign-in-needed` means that somebody was signed in: Codex tells it by its text only. */
export function isExpiredSignIn(message: string): boolean {
  return EXPIRED.test(message)
}

/** Names an error answer. Codex tells most of these apart by their text only (0.169.0), so an unknown text stays `rejected`. */
export function codexErrorFromRejection(rejection: Rejection): CodexError {
  const { method, code, message } = rejection
  const writeCode = configWriteErrorCode(rejection.data)
  if (writeCode === 'configVersionConflict') return { kind: 'config-conflict', attempts: 1 }
  if (writeCode !== null) return { kind: 'config-refused', reason: writeCode, message }
  const place = PLACE_IN_CONFIG.exec(message) ?? PLACE_IN_PROJECT.exec(message)
  if (place !== null) {
    const [, file = null, line, column, text] = place
    return { kind: 'config-invalid', file, line: Number(line), column: Number(column), message: text || message }
  }
  if (NO_SIGN_IN.test(message)) return { kind: 'sign-in-needed', message }
  if (NO_NETWORK.test(message)) return { kind: 'offline', message }
  return { kind: 'rejected', method, code, message }
}

function configWriteErrorCode(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('config_write_error_code' in data)) return null
  return typeof data.config_write_error_code === 'string' ? data.config_write_error_code : null
}
