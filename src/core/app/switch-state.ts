import type { ConfigOrigin } from '../codex/config-origin'
import type { SwitchRecord } from '../lanes/switch-record'

/** A model with its effort, as somebody configured them; null where nothing is set. */
export interface ModelSetting {
  readonly modelId: string | null
  readonly effort: string | null
}

/** What is known about who decides the model of new Codex sessions. */
export interface SwitchState {
  /** The user's own configuration; null while it is not known. */
  readonly user: ModelSetting | null
  /** What decides in the active repo; null while it is not known. */
  readonly inForce: { readonly effort: string | null; readonly origin: ConfigOrigin | null } | null
  /** Whether Codex reads the configuration of the active repo. */
  readonly trust: 'trusted' | 'untrusted' | 'unknown'
  /** Profiles that set a model of their own. */
  readonly profiles: readonly { readonly name: string; readonly modelId: string }[]
  /** The model that the organisation gives new threads. */
  readonly managed: string | null
  /** The switches that can be taken back, oldest first. */
  readonly records: readonly SwitchRecord[]
}

export const initialSwitchState: SwitchState = {
  user: null,
  inForce: null,
  trust: 'unknown',
  profiles: [],
  managed: null,
  records: [],
}

/** A switch that the user has to agree to first. */
export interface ModelQuestion {
  readonly modelId: string
  readonly place: 'everywhere' | 'repository'
  readonly effort: string | null | undefined
  /** Back by itself after that time; null for one that stays. */
  readonly minutes: number | null
}
