import type { CliRepo } from '../../open-repo'
import type { Outcome } from '../../outcome'
import type { CliContext } from '../../verb'

/** A call of `firebreak checkpoint`, as far as its action takes it. */
export interface ActionCall {
  readonly repo: CliRepo
  readonly context: CliContext
  /** As it was typed. */
  readonly id: string | null
  readonly label: string | null
  readonly paths: readonly string[]
  readonly delete: string | null
  readonly finish: boolean
  readonly undo: boolean
}

export type Action = (call: ActionCall) => Promise<Outcome>
