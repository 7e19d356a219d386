import type { RolloutEvent } from './rollout-event'
import { absolutePath, patchedPaths } from './rollout-paths'
import {
  type FileChanges,
  type Payload,
  callSchema,
  commandBeginSchema,
  commandItemSchema,
  commandOf,
  commandText,
  contextSchema,
  countSchema,
  errorSchema,
  fileChangeSchema,
  functionCallSchema,
  itemSchema,
  lineSchema,
  localShellSchema,
  metaSchema,
  outputSchema,
  parseJson,
  parseTime,
  patchEndSchema,
  promptItemSchema,
  readError,
  saysFailed,
  saysStillRunning,
  settingsSchema,
  usageOf,
} from './rollout-schemas'

/** Reads the lines of one rollout in order. It remembers the folder and the running turn, which older formats do not repeat. */
export interface RolloutDecoder {
  /** Never throws: what it cannot read is `unknown`. */
  decode(line: string): readonly RolloutEvent[]
}

/** Written against 0.169.0 (paginated: `ordinal`, `item_completed`) and the formats before it (`exec_command_*`, `patch_apply_*`). */
export function createRolloutDecoder(): RolloutDecoder {
  let cwd = '/'
  let seenMeta = false
  let paginated = false
  let turnId: string | null = null
  let lastAtMs = 0
  let turnError: { message: string; code: string | null } | null = null
  const background = new Set<string>()
  /** Patches that were asked for and not reported done, by call. */
  const askedPatches = new Map<string, { paths: readonly string[]; atMs: number }>()

  const patch = (callId: string, paths: readonly string[], startedAtMs: number, endedAtMs: number, status: string) => {
    askedPatches.delete(callId)
    return { kind: 'patch', callId, turnId, paths, startedAtMs, endedAtMs, status } as const
  }
  const changedPaths = (changes: FileChanges): string[] =>
    Object.entries(changes)
      .flatMap(([path, change]) => (change.move_path ? [path, change.move_path] : [path]))
      .map((path) => absolutePath(path, cwd))

  const readMeta = (payload: Payload, atMs: number): RolloutEvent[] => {
    const meta = metaSchema.safeParse(payload)
    if (!meta.success || seenMeta) return []
    seenMeta = true
    cwd = absolutePath(meta.data.cwd, '/')
    const { source } = meta.data
    const isSubagent = typeof source === 'object' && source !== null && 'subagent' in source
    const startedAtMs = parseTime(meta.data.timestamp) ?? atMs
    const originator = meta.data.originator ?? null
    return [{ kind: 'session-meta', threadId: meta.data.id, cwd, originator, isSubagent, atMs: startedAtMs }]
  }

  const readContext = (payload: Payload): RolloutEvent[] => {
    const context = contextSchema.safeParse(payload)
    if (!context.success) return []
    if (context.data.cwd) cwd = absolutePath(context.data.cwd, '/')
    return [{ kind: 'turn-context', turnId: payload.turn_id ?? turnId, model: context.data.model }]
  }

  const startTurn = (id: string | null | undefined, atMs: number): RolloutEvent => {
    turnId = id ?? `at-${atMs}`
    turnError = null
    return { kind: 'turn-started', turnId, atMs }
  }

  const endTurn = (payload: Payload, atMs: number, aborted: boolean): RolloutEvent[] => {
    const own = errorSchema.safeParse(payload['error'])
    const error = own.success ? readError(own.data) : turnError
    const ended = { kind: 'turn-ended', turnId: payload.turn_id ?? turnId, atMs, error, aborted } as const
    turnId = null
    turnError = null
    return [{ ...ended, background: [...background] }]
  }

  const readPrompt = (message: string, atMs: number): RolloutEvent[] => {
    // Before turns had ids, the user's message is what begins one.
    const begun = turnId === null ? [startTurn(null, atMs)] : []
    return turnId === null ? begun : [...begun, { kind: 'turn-prompt', turnId, text: message }]
  }

  const readItem = (payload: Payload, atMs: number): RolloutEvent[] => {
    const parsed = itemSchema.safeParse(payload)
    if (!parsed.success) return []
    const { item } = parsed.data
    const startedAtMs = parsed.data.started_at_ms ?? atMs
    const endedAtMs = parsed.data.completed_at_ms ?? atMs
    const itemTurn = payload.turn_id ?? turnId
    const callId = item.id ?? `at-${startedAtMs}`
    const prompt = item.type === 'UserMessage' ? promptItemSchema.safeParse(item) : null
    if (prompt?.success) return readPrompt(prompt.data.content.flatMap((part) => part.text ?? []).join('\n'), atMs)
    const change = item.type === 'FileChange' ? fileChangeSchema.safeParse(item) : null
    if (change?.success) {
      const done = patch(
        callId,
        changedPaths(change.data.changes),
        startedAtMs,
        endedAtMs,
        change.data.status ?? 'completed',
      )
      return [{ ...done, turnId: itemTurn }]
    }
    const run = item.type === 'CommandExecution' ? commandItemSchema.safeParse(item) : null
    if (run?.success) {
      background.delete(callId)
      const command = commandText(run.data.command)
      return [
        { kind: 'command-started', callId, turnId: itemTurn, command, atMs: startedAtMs },
        { kind: 'command-ended', callId, atMs: endedAtMs },
      ]
    }
    return []
  }

  const readEvent = (payload: Payload, atMs: number): RolloutEvent[] => {
    switch (payload.type ?? '') {
      case 'task_started':
      case 'turn_started':
        return [startTurn(payload.turn_id, atMs)]
      case 'task_complete':
      case 'turn_complete':
        return endTurn(payload, atMs, false)
      case 'turn_aborted':
        return endTurn(payload, atMs, true)
      case 'user_message':
        return typeof payload['message'] === 'string' ? readPrompt(payload['message'], atMs) : []
      case 'item_completed':
        return readItem(payload, atMs)
      case 'thread_settings_applied': {
        const settings = settingsSchema.safeParse(payload)
        return settings.success
          ? [{ kind: 'turn-context', turnId: null, model: settings.data.thread_settings.model }]
          : []
      }
      case 'error': {
        const error = errorSchema.safeParse(payload)
        if (error.success) turnError = readError(error.data)
        return []
      }
      case 'token_count': {
        const count = countSchema.safeParse(payload)
        if (!count.success) return []
        const total = count.data.info?.total_token_usage
        const last = count.data.info?.last_token_usage
        return [
          {
            kind: 'token-count',
            atMs,
            rateLimits: count.data.rate_limits ?? null,
            usage: total ? usageOf(total) : null,
            lastUsage: last ? usageOf(last) : null,
          },
        ]
      }
      case 'exec_command_begin': {
        const begin = commandBeginSchema.safeParse(payload)
        if (!begin.success) return []
        const { call_id: callId, command } = begin.data
        return [{ kind: 'command-started', callId, turnId, command: commandText(command), atMs }]
      }
      case 'exec_command_end': {
        const end = callSchema.safeParse(payload)
        return end.success ? [{ kind: 'command-ended', callId: end.data.call_id, atMs }] : []
      }
      case 'patch_apply_begin': {
        const begin = patchEndSchema.safeParse(payload)
        if (begin.success) askedPatches.set(begin.data.call_id, { paths: changedPaths(begin.data.changes ?? {}), atMs })
        return []
      }
      case 'patch_apply_end': {
        const end = patchEndSchema.safeParse(payload)
        if (!end.success) return []
        const asked = askedPatches.get(end.data.call_id)
        const paths = end.data.changes ? changedPaths(end.data.changes) : (asked?.paths ?? [])
        return [
          patch(
            end.data.call_id,
            paths,
            asked?.atMs ?? atMs,
            atMs,
            end.data.success === false ? 'failed' : 'completed',
          ),
        ]
      }
      default:
        return []
    }
  }

  const readResponseItem = (payload: Payload, atMs: number): RolloutEvent[] => {
    switch (payload.type ?? '') {
      case 'function_call':
      case 'custom_tool_call': {
        const call = functionCallSchema.safeParse(payload)
        if (!call.success) return []
        const { call_id: callId, name } = call.data
        const command = commandOf(call.data.arguments ?? null)
        const patchText = name === 'apply_patch' ? (call.data.input ?? call.data.arguments) : command
        const paths = patchText ? patchedPaths(patchText, cwd) : []
        if (paths.length > 0) askedPatches.set(callId, { paths, atMs })
        return command === null ? [] : [{ kind: 'command-started', callId, turnId, command, atMs }]
      }
      case 'local_shell_call': {
        const call = localShellSchema.safeParse(payload)
        if (!call.success) return []
        const { call_id: callId, action } = call.data
        return [{ kind: 'command-started', callId, turnId, command: commandText(action.command), atMs }]
      }
      case 'function_call_output':
      case 'custom_tool_call_output': {
        const output = outputSchema.safeParse(payload)
        if (!output.success) return []
        const callId = output.data.call_id
        const asked = askedPatches.get(callId)
        const answer = typeof output.data.output === 'string' ? output.data.output : ''
        // Where the format has no record of its own for a patch, the tool's answer is the report.
        const status = saysFailed(answer) ? 'failed' : 'completed'
        const patched = asked === undefined ? [] : [patch(callId, asked.paths, asked.atMs, atMs, status)]
        // Only the paginated format tells later when such a command ended.
        if (paginated && saysStillRunning(answer)) {
          background.add(callId)
          return patched
        }
        return [...patched, { kind: 'command-ended', callId, atMs }]
      }
      default:
        return []
    }
  }

  return {
    decode(line) {
      const parsed = lineSchema.safeParse(parseJson(line))
      if (!parsed.success) return [{ kind: 'unknown', type: 'unreadable' }]
      const { type, payload } = parsed.data
      const atMs = parseTime(parsed.data.timestamp) ?? lastAtMs
      lastAtMs = atMs
      if (typeof parsed.data.ordinal === 'number') paginated = true
      const events =
        type === 'session_meta'
          ? readMeta(payload, atMs)
          : type === 'turn_context'
            ? readContext(payload)
            : type === 'event_msg'
              ? readEvent(payload, atMs)
              : type === 'response_item'
                ? readResponseItem(payload, atMs)
                : []
      return events.length > 0 ? events : [{ kind: 'unknown', type: payload.type ?? type }]
    },
  }
}
