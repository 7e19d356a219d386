import type { Clock } from '../../core/clock'
import type { CodexError } from '../../core/codex/codex-error'
import { type ConfigOrigin, type ConfiguredModel, configuredModelFromReply } from '../../core/codex/config-origin'
import { type OfferedModel, offeredModelFromRow } from '../../core/lanes/lanes'
import { err, ok, type Result } from '../../core/result'
import type { CodexClient } from './codex-client'
import type { Supervisor } from './supervisor'

export interface ModelList {
  readonly models: readonly OfferedModel[]
  /** Unix milliseconds. */
  readonly readAtMs: number
}

/** What a model switch did. */
export interface ModelSelection {
  readonly written: string
  /** The file that was written. */
  readonly file: string | null
  /** What the user's config said before; null when it said nothing or something else decided. */
  readonly previous: string | null
  /** The model in force in the folder now. */
  readonly effective: string | null
  /** Who decides instead of the user's config; null when the switch is in force. */
  readonly overriddenBy: ConfigOrigin | null
}

/** The models of the account, and the one that new Codex sessions use. Threads that are running keep theirs. */
export interface Models {
  /** What the server offers this account, at most `maxAgeMs` old; an older list is not handed out in place of an error. */
  list(maxAgeMs?: number): Promise<Result<ModelList, CodexError>>
  /** The last list, however old; null before the first. */
  lastList(): ModelList | null
  /** The model in force in a folder; with null, for the user in general. */
  configured(cwd: string | null): Promise<Result<ConfiguredModel, CodexError>>
  /** Writes the model to the user's config.toml and tells what is in force in the folder afterwards. */
  select(modelId: string, cwd: string | null): Promise<Result<ModelSelection, CodexError>>
}

// Codex asks its server again after the same time.
const LIST_MAX_AGE_MS = 5 * 60_000
const MAX_ATTEMPTS = 3

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
    select: (modelId, cwd) => supervisor.withClient((client) => select(client, modelId, cwd)),
  }
}

async function readConfigured(client: CodexClient, cwd: string | null): Promise<Result<ConfiguredModel, CodexError>> {
  const reply = await client.configRead(cwd)
  return reply.ok ? ok(configuredModelFromReply(reply.value)) : reply
}

async function select(
  client: CodexClient,
  modelId: string,
  cwd: string | null,
): Promise<Result<ModelSelection, CodexError>> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const before = await readConfigured(client, null)
    if (!before.ok) return before
    const written = await client.configWrite('model', modelId, before.value.userVersion)
    if (!written.ok) {
      // Somebody wrote in between. Theirs stays: read it, and set the model in what they left.
      if (written.error.kind === 'config-conflict') continue
      return written
    }
    // The answer to a write knows nothing of the folder, so only reading again tells who decides there.
    const after = await readConfigured(client, cwd)
    if (!after.ok) return after
    const { modelId: effective, origin } = after.value
    return ok({
      written: modelId,
      file: written.value.filePath,
      previous: before.value.origin?.kind === 'user' ? before.value.modelId : null,
      effective,
      overriddenBy: origin === null || origin.kind === 'user' ? null : origin,
    })
  }
  return err({ kind: 'config-conflict', attempts: MAX_ATTEMPTS })
}
