// Writes one Responses API answer as server-sent events: the few event types that Codex needs.
import crypto from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'

/** @param {string} prefix */
const randomId = (prefix) => `${prefix}_${crypto.randomBytes(8).toString('hex')}`

/**
 * @param {import('node:http').ServerResponse} res with its headers already written
 * @param {number} inputBytes size of the request, from which token counts are made up
 */
export function createAnswer(res, inputBytes) {
  const id = randomId('resp')
  /** @param {{ type: string, [key: string]: unknown }} event */
  const send = (event) => res.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  /** @param {Record<string, unknown>} call */
  const toolCall = (call) => send({ type: 'response.output_item.done', item: { call_id: randomId('call'), ...call } })

  return {
    send,
    /** True once Codex hung up, for example because the turn was interrupted. */
    gone: () => res.destroyed,
    begin: () => send({ type: 'response.created', response: { id } }),
    /**
     * An assistant message, in pieces.
     * @param {string} text
     * @param {number} [gapMs] time between pieces
     */
    async say(text, gapMs = 0) {
      const messageId = randomId('msg')
      const message = { type: 'message', role: 'assistant', id: messageId }
      send({ type: 'response.output_item.added', item: { ...message, content: [] } })
      for (const delta of text.match(/.{1,24}/gs) ?? ['']) {
        if (gapMs > 0) await pause(gapMs)
        send({ type: 'response.output_text.delta', item_id: messageId, delta })
      }
      send({ type: 'response.output_item.done', item: { ...message, content: [{ type: 'output_text', text }] } })
    },
    /** @param {string} input a patch in apply_patch's own format */
    patch: (input) => toolCall({ type: 'custom_tool_call', name: 'apply_patch', input }),
    /** @param {string} cmd */
    shell: (cmd) =>
      toolCall({
        type: 'function_call',
        name: 'exec_command',
        arguments: JSON.stringify({ cmd, yield_time_ms: 10_000 }),
      }),
    /**
     * @param {string} code
     * @param {string} message
     */
    fail(code, message) {
      send({ type: 'response.failed', response: { id, error: { code, message } } })
      res.end()
    },
    /** Ends the answer. Without this Codex takes the stream for cut off. */
    complete() {
      const input = Math.ceil(inputBytes / 4)
      const output = 20
      const usage = {
        input_tokens: input,
        input_tokens_details: { cached_tokens: Math.floor(input / 2) },
        output_tokens: output,
        output_tokens_details: { reasoning_tokens: 5 },
        total_tokens: input + output,
      }
      send({ type: 'response.completed', response: { id, usage } })
      res.end()
    },
    cut: () => res.end(),
  }
}

/** @typedef {ReturnType<typeof createAnswer>} Answer */
