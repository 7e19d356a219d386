import type { z } from 'zod'
import { type CodexError, codexErrorFromRejection } from '../../core/codex/codex-error'
import {
  accountReplySchema,
  type AccountReply,
  configReplySchema,
  type ConfigReply,
  configWriteReplySchema,
  type ConfigWriteReply,
  initializeReplySchema,
  modelListReplySchema,
  type ModelRow,
  rateLimitsReplySchema,
  type RateLimitsReply,
  requirementsReplySchema,
  threadListReplySchema,
  type ThreadRow,
} from '../../core/codex/messages'
import { hooksListReplySchema, type HooksReply } from '../../core/codex/hooks-list'
import { isVersionAtLeast, minimumCodexVersion, parseVersion } from '../../core/codex/version'
import { err, ok, type Result } from '../../core/result'
import type { RpcClient } from './rpc-client'

type Reply<T> = Promise<Result<T, CodexError>>

/** What Firebreak asks of `codex app-server`. Every method answers within the request time limit. */
export interface CodexClient {
  /** Of the running app-server, e.g. "0.169.0". */
  readonly version: string
  accountRead(): Reply<AccountReply>
  rateLimitsRead(): Reply<RateLimitsReply>
  /** Every model, also those that Codex's own picker leaves out. */
  modelList(): Reply<readonly ModelRow[]>
  /** The values in force in a folder, or for the user alone when `cwd` is null. */
  configRead(cwd: string | null): Reply<ConfigReply>
  /** Writes one value of the user's config.toml; null removes the key. Fails with `config-conflict` if it is no longer `expectedVersion`. */
  configWrite(keyPath: string, value: string | null, expectedVersion: string | null): Reply<ConfigWriteReply>
  /** The model that the organisation gives new threads; null when it gives none. */
  managedModel(): Reply<string | null>
  /** Every hook in force in a folder; read from the files anew each time. */
  hooksList(cwd: string): Reply<HooksReply>
  /** Lets Codex write what it trusts of the user's hooks: `hash` as `hooksList` told it. */
  trustHook(key: string, hash: string): Reply<ConfigWriteReply>
  /** The newest threads of every surface, newest first. */
  threadList(limit: number): Reply<readonly ThreadRow[]>
}

// The default leaves `codex exec` out.
const THREAD_SOURCES = ['cli', 'vscode', 'exec', 'appServer', 'unknown']
// A server that always names a next page must not keep us asking.
const MAX_PAGES = 20

/** Says hello over a fresh link. `path` is for the error when the version is too old. */
export async function connectCodex(options: {
  readonly rpc: RpcClient<CodexError>
  readonly path: string
  readonly appVersion: string
}): Reply<CodexClient> {
  const { rpc, path, appVersion } = options
  const hello = await call(rpc, initializeReplySchema, 'initialize', {
    clientInfo: { name: 'firebreak', title: 'Firebreak', version: appVersion },
    capabilities: { experimentalApi: false, requestAttestation: false },
  })
  if (!hello.ok) return hello
  // "firebreak/0.169.0 (Debian 12.0.0; x86_64) …": our name, then Codex's version.
  const version = parseVersion(hello.value.userAgent ?? '')
  if (version === null) return err({ kind: 'unexpected-reply', method: 'initialize', issue: 'no version in userAgent' })
  if (!isVersionAtLeast(version, minimumCodexVersion)) {
    return err({ kind: 'too-old', path, found: version, needed: minimumCodexVersion })
  }
  rpc.notify('initialized')

  return ok({
    version,
    accountRead: () => call(rpc, accountReplySchema, 'account/read', {}),
    // Older versions (0.130.0) refuse the parameters that 0.169.0 takes here.
    rateLimitsRead: () => call(rpc, rateLimitsReplySchema, 'account/rateLimits/read', undefined),
    async modelList() {
      const models: ModelRow[] = []
      let cursor: string | null = null
      for (let page = 0; page < MAX_PAGES; page++) {
        const params: Readonly<Record<string, unknown>> = {
          includeHidden: true,
          ...(cursor === null ? {} : { cursor }),
        }
        const reply: Result<z.infer<typeof modelListReplySchema>, CodexError> = await call(
          rpc,
          modelListReplySchema,
          'model/list',
          params,
        )
        if (!reply.ok) return reply
        models.push(...reply.value.data)
        cursor = reply.value.nextCursor
        if (cursor === null) break
      }
      return ok(models)
    },
    configRead: (cwd) =>
      call(rpc, configReplySchema, 'config/read', { includeLayers: true, ...(cwd === null ? {} : { cwd }) }),
    configWrite: (keyPath, value, expectedVersion) =>
      call(rpc, configWriteReplySchema, 'config/value/write', {
        keyPath,
        value,
        mergeStrategy: 'replace',
        ...(expectedVersion === null ? {} : { expectedVersion }),
      }),
    async managedModel() {
      const reply = await call(rpc, requirementsReplySchema, 'configRequirements/read', {})
      return reply.ok ? ok(reply.value.requirements) : reply
    },
    async hooksList(cwd) {
      const reply = await call(rpc, hooksListReplySchema, 'hooks/list', { cwds: [cwd] })
      if (!reply.ok) return reply
      const [entry = { hooks: [], warnings: [] }] = reply.value.data
      return ok(entry)
    },
    trustHook: (key, hash) =>
      call(rpc, configWriteReplySchema, 'config/batchWrite', {
        edits: [{ keyPath: 'hooks.state', value: { [key]: { trusted_hash: hash } }, mergeStrategy: 'upsert' }],
        reloadUserConfig: true,
      }),
    async threadList(limit) {
      const reply = await call(rpc, threadListReplySchema, 'thread/list', { limit, sourceKinds: THREAD_SOURCES })
      return reply.ok ? ok(reply.value.data) : reply
    },
  })
}

async function call<S extends z.ZodType>(
  rpc: RpcClient<CodexError>,
  schema: S,
  method: string,
  params: unknown,
): Reply<z.infer<S>> {
  const answer = await rpc.request(method, params)
  if (!answer.ok) {
    switch (answer.error.kind) {
      case 'closed':
        return err(answer.error.reason)
      case 'timed-out':
        return err(answer.error)
      case 'rejected':
        return err(codexErrorFromRejection(answer.error))
    }
  }
  const parsed = schema.safeParse(answer.value)
  if (parsed.success) return ok(parsed.data)
  const [issue] = parsed.error.issues
  // The path and what was expected, never the value: payloads are private.
  return err({ kind: 'unexpected-reply', method, issue: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` })
}
