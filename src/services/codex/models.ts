import type { Clock } from '../../core/clock'
import type { CodexError } from '../../core/codex/codex-error'
import { type ConfiguredModel, configuredModelFromReply } from '../../core/codex/config-origin'
import { type OfferedModel, offeredModelFromRow } from '../../core/lanes/lanes'
import { ok, type Result } from '../../core/result'
import type { CodexClient } from './codex-client'
import type { Supervisor } from './supervisor'

export interface ModelList {
  readonly models: readonly OfferedModel[]
  /** Unix milliseconds. */
  readonly readAtMs: number
}

/** The models of the account, and the one that new Codex sessions use. Threads that are running keep theirs. */
export interface Models {
  /** What the server offers this account, at most `maxAgeMs` old; an older list is not handed out in place of an error. */
  list(maxAgeMs?: number): Promise<Result<ModelList, CodexError>>
  /** The last list, however old; null before the first. */
  lastList(): ModelList | null
  /** The model in force in a folder; with null, for the user in general. */
  configured(cwd: string | null): Promise<Result<ConfiguredModel, CodexError>>
  /** The model that the organisation gives new threads; null when it gives none or cannot be asked. */
  managed(): Promise<string | null>
}

// Codex asks its server again after the same time.
const LIST_MAX_AGE_MS = 5 * 60_000

export function createModels({
  supervisor,
  clock,
}: {
  readonly supervisor: Supervisor
  readonly clock: Clock
}): Models {
  let last: ModelList | null = null
  let lastIsGood = false
  // Another account is offered other models. It is also said at every start of the app-server; then it costs one request.
  supervisor.onNotification((method) => {
    if (method === 'account/updated') lastIsGood = false
  })

  return {
    async list(maxAgeMs = LIST_MAX_AGE_MS) {
      if (last !== null && lastIsGood && clock.now() - last.readAtMs <= maxAgeMs) return ok(last)
      const rows = await supervisor.withClient(async (client) => {
        // Without its server Codex lists what is compiled into it, and the account's own models would seem to be gone.
        const account = await client.accountRead()
        return !account.ok && account.error.kind === 'offline' ? account : client.modelList()
      })
      if (!rows.ok) return rows
      lastIsGood = true
      last = { models: rows.value.map(offeredModelFromRow), readAtMs: clock.now() }
      return ok(last)
    },
    lastList: () => last,
    configured: (cwd) => supervisor.withClient((client) => readConfigured(client, cwd)),
    async managed() {
      const managed = await supervisor.withClient((client) => client.managedModel())
      return managed.ok ? managed.value : null
    },
  }
}

async function readConfigured(client: CodexClient, cwd: string | null): Promise<Result<ConfiguredModel, CodexError>> {
  const reply = await client.configRead(cwd)
  return reply.ok ? ok(configuredModelFromReply(reply.value, cwd)) : reply
}
