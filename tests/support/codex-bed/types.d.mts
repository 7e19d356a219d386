// Shapes shared by the parts of the Codex test bed; the .mjs files refer to them in JSDoc.

/** Percent used per window of one bucket: `primary` is 5 h, `secondary` is weekly. */
export interface BucketUse {
  primary: number
  secondary: number
}

/** A recommendation in the model list, in the server's words. */
export interface ModelUpgrade {
  model: string
  migration_markdown: string
  retirement_at: string | null
}

/** What the stand-in backend answers with; read and patched over `/__control` while it runs. */
export interface BackendState {
  /** ChatGPT plan of the account, as /wham/usage and the response headers tell it. */
  plan: string
  std: BucketUse
  spark: BucketUse
  sparkLimitId: string
  sparkLimitName: string
  /** Percent added to the primary window of the used model's bucket per response. */
  bump: number
  /** False: /wham/usage has no Spark bucket. */
  includeSparkInUsage: boolean
  /** True: each bucket has its weekly window only, as the primary one. */
  weeklyOnly: boolean
  /** Resets that the user could ask for. */
  resetCredits: number
  /** The account that /wham/usage speaks of. */
  accountId: string
  /** False: the model list has no Spark model, as after its retirement. */
  offerSpark: boolean
  /** Models that the list does not have, by slug. */
  leftOut: readonly string[]
  /** What the list recommends instead of a model, by its slug; `retirement_at` is an ISO moment. */
  upgrades: Readonly<Record<string, ModelUpgrade>>
  /** The model that answers instead of the one that was asked for, as its responses name it. */
  servedAs: string | null
  /** Which x-<limit>-* header families a response carries: `both` is what real backends send. */
  families: 'both' | 'active' | 'codex' | 'none'
  /** Also send the in-stream `codex.rate_limits` event. */
  rateLimitEvent: boolean
  /** Plays this scenario whatever the prompt says. */
  forceScenario: string | null
  /** A prompt in double brackets that is played for prompts without a keyword of their own, as the demo needs it. */
  plainPrompt: string | null
  /** True: model responses wait, after their headers, until it is false again. */
  hold: boolean
  /** Number of responses that wait at this moment (reported, not settable). */
  held: number
  /** Pause before each tool call of `[[steps …]]` but the first, so that separate changes close. */
  stepPauseMs: number
  /** Unix seconds at which each window resets. */
  reset: { primary: number; secondary: number }
}

/** One POST to …/responses as the backend saw it. */
export interface ModelRequest {
  /** Unix milliseconds. */
  t: number
  model: string
  scenario: string
  /** True for the hidden request by which the TUI writes a title for the thread. */
  title: boolean
  /** Tool results in the request that belong to the current prompt. */
  outputs: number
  tools: readonly string[]
  originator: string | null
  prompt: string
}

/** Where a started backend listens, and its CA certificate file. */
export interface BackendAddress {
  /** http://127.0.0.1:PORT, for /__control and as a proxy that refuses every host. */
  base: string
  /** https://127.0.0.1:PORT, for Codex. */
  tlsBase: string
  ca: string
}

export interface BedOptions {
  /** Existing or new directory that gets the Codex home, the CA and the request log. */
  dir: string
  /** The configured model, default `gpt-5.5`. */
  model?: string
  /** Directories that the Codex home trusts, so that the TUI does not ask. */
  trust?: readonly string[]
  /** Another version of Codex than the one the project is written against. */
  version?: string
}

/** The real Codex with a home of its own and a stand-in backend on loopback. */
export interface Bed {
  /** To be added to the environment of whatever runs Codex. */
  env: {
    CODEX_HOME: string
    CODEX_CA_CERTIFICATE: string
    HTTPS_PROXY: string
    HTTP_PROXY: string
    NO_PROXY: string
  }
  /** Path of the real codex binary. */
  codex: string
  /** Changes the backend's state (an empty patch only reads it) and answers the state afterwards. */
  control(patch: Partial<BackendState>): Promise<BackendState>
  /** The model requests so far, oldest first. */
  requests(): Promise<ModelRequest[]>
  /** Method and path of every request so far, model requests included. */
  calls(): Promise<string[]>
  /** Hosts that Codex tried to reach outside loopback (refused). */
  strayHosts(): Promise<string[]>
  /** Ends the backend. */
  close(): Promise<void>
}
