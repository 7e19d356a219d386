/** Why a turn failed, as far as it can be told apart. Each kind is something the user is told differently. */
export type TurnFailureKind =
  | 'usage-limit'
  /** The model has no room at this moment; the account is fine. */
  | 'capacity'
  /** The conversation no longer fits into the model; another one does. */
  | 'context-full'
  /** The account or its plan does not have the model, or has it no longer. */
  | 'not-supported'
  /** The server does not know the model. */
  | 'model-unknown'
  | 'signed-out'
  /** The server was not reached, or the connection broke. */
  | 'offline'
  | 'other'

/** What Codex reported about a turn that failed. `message` is Codex's own text. */
export interface TurnFailure {
  readonly kind: TurnFailureKind
  readonly message: string
}

// `codexErrorInfo` of the app-server and `codex_error_info` of rollouts, without capitals and underscores (0.169.0).
const byCode: ReadonlyMap<string, TurnFailureKind> = new Map(
  Object.entries<TurnFailureKind>({
    usagelimitexceeded: 'usage-limit',
    usagelimitreached: 'usage-limit',
    serveroverloaded: 'capacity',
    policycapacityunavailable: 'capacity',
    contextwindowexceeded: 'context-full',
    modelnotfound: 'model-unknown',
    unauthorized: 'signed-out',
    httpconnectionfailed: 'offline',
    responsestreamconnectionfailed: 'offline',
    responsestreamdisconnected: 'offline',
    responsetoomanyfailedattempts: 'offline',
  }),
)

// Where the code says nothing. "other" is also what a retired model comes with, and older versions have fewer codes (docs/codex-protocol.md).
const byText: readonly (readonly [RegExp, TurnFailureKind])[] = [
  [/is not supported when using Codex with/i, 'not-supported'],
  [/hit your usage limit|usage_limit_reached/i, 'usage-limit'],
  [/at capacity|server_is_overloaded|experiencing high demand/i, 'capacity'],
  [/context window|context_length_exceeded/i, 'context-full'],
  [/model_not_found|model .{0,80}does not exist/i, 'model-unknown'],
  [/\b401\b|unauthorized|sign in again|token (?:is |has )?(?:expired|revoked)/i, 'signed-out'],
  [/stream disconnected|error sending request|dns error|connection refused|network is unreachable/i, 'offline'],
]

/** Tells failures apart by Codex's word, and where that says nothing by its text. */
export function turnFailureOf({ message, code }: { message: string; code: string | null }): TurnFailure {
  // A 400 of a retired model can carry a general word, so its text is looked at first.
  const known = byCode.get((code ?? '').replaceAll('_', '').toLowerCase())
  const said = byText.find(([text]) => text.test(message))?.[1]
  const kind = said === 'not-supported' ? said : (known ?? said ?? 'other')
  return { kind, message }
}
