import { z } from 'zod'
import type { TokenUsage } from './rollout-event'

// The parts of rollout records that Firebreak reads. Whatever is missing or odd is null or skipped, never an error.

const text = z.string().nullish().catch(null)
const number = z.number().finite().nullish().catch(null)
const words = z.union([z.string(), z.array(z.string())])

export const lineSchema = z.object({
  timestamp: text,
  ordinal: number,
  type: z.string(),
  payload: z.looseObject({ type: text, turn_id: text }),
})
export type Payload = z.infer<typeof lineSchema>['payload']

export const metaSchema = z.object({
  id: z.string(),
  cwd: z.string(),
  originator: text,
  source: z.unknown().optional(),
  timestamp: text,
})
export const contextSchema = z.object({ model: z.string(), cwd: text })
export const settingsSchema = z.object({ thread_settings: z.object({ model: z.string() }) })
export const errorSchema = z.object({ message: z.string(), codex_error_info: z.unknown().optional() })
const usageSchema = z.object({
  total_tokens: z.number(),
  input_tokens: z.number(),
  cached_input_tokens: z.number().catch(0),
  output_tokens: z.number(),
})
export const countSchema = z.object({
  info: z
    .object({
      total_token_usage: usageSchema.nullish().catch(null),
      last_token_usage: usageSchema.nullish().catch(null),
    })
    .nullish()
    .catch(null),
  rate_limits: z.unknown().optional(),
})
const fileChangesSchema = z.record(z.string(), z.object({ move_path: text }).catch({ move_path: null }))
export type FileChanges = z.infer<typeof fileChangesSchema>
export const itemSchema = z.object({
  item: z.looseObject({ type: z.string(), id: text }),
  started_at_ms: number,
  completed_at_ms: number,
})
export const fileChangeSchema = z.object({ changes: fileChangesSchema, status: text })
export const commandItemSchema = z.object({ command: words })
export const promptItemSchema = z.object({ content: z.array(z.object({ text: text })) })
export const callSchema = z.object({ call_id: z.string() })
export const functionCallSchema = callSchema.extend({ name: z.string(), arguments: text, input: text })
export const localShellSchema = callSchema.extend({ action: z.object({ command: words }) })
export const outputSchema = callSchema.extend({ output: z.unknown().optional() })
const argumentsSchema = z.object({ cmd: words.nullish(), command: words.nullish() })
export const commandBeginSchema = callSchema.extend({ command: words })
export const patchEndSchema = callSchema.extend({
  changes: fileChangesSchema.nullish(),
  success: z.boolean().nullish(),
})

/** An error as Codex writes it; its `codex_error_info` is a word, or an object with the word as its only key. */
export function readError(error: z.infer<typeof errorSchema>): { message: string; code: string | null } {
  const info = error.codex_error_info
  if (typeof info === 'string') return { message: error.message, code: info }
  const name = typeof info === 'object' && info !== null ? Object.keys(info)[0] : undefined
  return { message: error.message, code: name ?? null }
}

/** Token counts in our names. */
export function usageOf(usage: z.infer<typeof usageSchema>): TokenUsage {
  return {
    total: usage.total_tokens,
    input: usage.input_tokens,
    cachedInput: usage.cached_input_tokens,
    output: usage.output_tokens,
  }
}

/** `["/bin/bash","-lc","echo hi"]` is "echo hi". */
export function commandText(command: string | readonly string[]): string {
  if (typeof command === 'string') return command
  const [, flag, script] = command
  return script !== undefined && (flag === '-lc' || flag === '-c') ? script : command.join(' ')
}

/** The command in the arguments of a tool call; null when the tool is no shell. */
export function commandOf(callArguments: string | null): string | null {
  const parsed = callArguments === null ? null : argumentsSchema.safeParse(parseJson(callArguments))
  const command = parsed?.success ? (parsed.data.cmd ?? parsed.data.command) : null
  return command ? commandText(command) : null
}

/** Whether a tool's answer says that it failed: "Exit code: 1", `"exit_code":1` (older), "apply_patch verification failed". */
export function saysFailed(output: string): boolean {
  return /exit[ _]code"?: ?[1-9-]|verification failed/i.test(output.slice(0, 2000))
}

/**
 * Whether a tool's answer leaves its command running: "Process running with session ID 42912", or "aborted by user", which
 * ends the turn and not the command.
 */
export function saysStillRunning(output: string): boolean {
  return /Process running with session ID|\baborted by user\b/.test(output.slice(0, 2000))
}

/** Null when it is not JSON. */
export function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

/** An ISO time in milliseconds since the Unix epoch; null when it is none. */
export function parseTime(iso: string | null | undefined): number | null {
  const atMs = iso ? Date.parse(iso) : Number.NaN
  return Number.isNaN(atMs) ? null : atMs
}
