// Plays one model request: reads what the prompt asks for and answers like the real backend would.
import { setTimeout as pause } from 'node:timers/promises'
import { limitEvent, limitHeaders } from './limits.mjs'
import { isSpark } from './models.mjs'
import { createAnswer } from './sse.mjs'
import { keywordOf, nextMove, stepsOf } from './steps.mjs'

/** @typedef {import('./state.mjs').Backend} Backend */
/** @typedef {import('./sse.mjs').Answer} Answer */
/** @typedef {import('./types.d.mts').ModelRequest} ModelRequest */

/**
 * What a request body asks for.
 * @param {Record<string, any>} body of POST …/responses
 * @param {Pick<import('./types.d.mts').BackendState, 'forceScenario' | 'plainPrompt'>} state
 */
export function readRequest(body, { forceScenario, plainPrompt }) {
  const input = Array.isArray(body['input']) ? body['input'] : []
  const isUser = input.map((item) => item.type === 'message' && item.role === 'user')
  const lastUser = isUser.lastIndexOf(true)
  const parts = lastUser < 0 ? [] : (input[lastUser].content ?? [])
  const prompt = parts.map((/** @type {{ text?: string }} */ part) => part.text ?? '').join('\n')
  // The TUI asks the same model for a title of the thread: a request that wants JSON and quotes the user's prompt.
  const title = body['text']?.format?.type === 'json_schema'
  return {
    model: String(body['model'] ?? ''),
    prompt,
    title,
    keyword: forceScenario === null ? keywordOf(prompt, plainPrompt) : { name: forceScenario, argument: '' },
    outputs: input.slice(lastUser + 1).filter((item) => String(item.type).endsWith('_output')).length,
    tools: (body['tools'] ?? []).map((/** @type {{ name?: string, type: string }} */ tool) => tool.name ?? tool.type),
  }
}

/** @typedef {ReturnType<typeof readRequest>} Asked */

/**
 * @param {Backend} backend
 * @param {import('node:http').ServerResponse} res
 * @param {Asked} asked
 * @param {{ bodyBytes: number, modelsEtag: string }} request
 */
export async function respond(backend, res, asked, { bodyBytes, modelsEtag }) {
  const { state } = backend
  const scenario = asked.title ? 'title' : asked.keyword.name
  const bucket = isSpark(asked.model) ? state.spark : state.std

  const refusal = refusals[scenario]
  if (refusal !== undefined) {
    if (scenario === 'limit') bucket.primary = 100
    const { status, body, headers } = refusal(asked.model, backend)
    const limits = limitHeaders(state, asked.model)
    res.writeHead(status, { 'content-type': 'application/json', ...limits, ...headers })
    res.end(JSON.stringify(body))
    return
  }

  bucket.primary = Math.min(100, bucket.primary + state.bump)
  res.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'x-models-etag': modelsEtag,
    'openai-model': state.servedAs ?? asked.model,
    ...limitHeaders(state, asked.model),
  })
  const answer = createAnswer(res, bodyBytes)
  answer.begin()
  if (state.rateLimitEvent) answer.send(limitEvent(state, asked.model))
  if (scenario !== 'title') await backend.passHold(res)

  const play = streams[scenario] ?? playSteps
  await play({ backend, res, answer, asked })
}

/**
 * Refusals before any stream starts.
 * @type {Record<string, (model: string, backend: Backend) => { status: number, body: object, headers?: Record<string, string> }>}
 */
const refusals = {
  limit: (model, { state }) => ({
    status: 429,
    headers: { 'x-codex-active-limit': isSpark(model) ? state.sparkLimitId : 'codex' },
    body: {
      error: {
        type: 'usage_limit_reached',
        message: 'The usage limit has been reached',
        plan_type: state.plan,
        resets_at: state.reset.primary,
        resets_in_seconds: state.reset.primary - Math.floor(Date.now() / 1000),
      },
    },
  }),
  overload: () => ({
    status: 503,
    body: { error: { code: 'server_is_overloaded', message: 'Our servers are currently overloaded.' } },
  }),
  // What a retired or not entitled model answers; the detail is the only mark.
  unsupported: (model) => ({
    status: 400,
    body: { detail: `The '${model}' model is not supported when using Codex with a ChatGPT account.` },
  }),
  notfound: (model) => ({
    status: 404,
    body: {
      error: {
        type: 'invalid_request_error',
        code: 'model_not_found',
        message: `The model '${model}' does not exist or you do not have access to it.`,
      },
    },
  }),
}

/** @typedef {{ backend: Backend, res: import('node:http').ServerResponse, answer: Answer, asked: Asked }} Scene */

/** @type {Record<string, (scene: Scene) => Promise<void>>} */
const streams = {
  async title({ answer }) {
    await answer.say(JSON.stringify({ title: 'Offline thread' }))
    answer.complete()
  },
  async context({ answer }) {
    answer.fail('context_length_exceeded', 'Your input exceeds the context window of this model.')
  },
  async broken({ answer }) {
    answer.cut()
  },
  async slow({ answer }) {
    for (let tick = 0; tick < 60 && !answer.gone(); tick += 1) await answer.say(`tick ${tick} `, 250)
    answer.complete()
  },
}

/** @param {Scene} scene */
async function playSteps({ backend, res, answer, asked }) {
  const steps = stepsOf(asked.keyword)
  if (steps === null) {
    await answer.say(asked.keyword.argument || `Hello from ${asked.model}.`)
    answer.complete()
    return
  }
  const { before, tool } = nextMove(steps, asked.outputs)
  if (tool !== null && asked.outputs > 0) await pause(backend.state.stepPauseMs)
  let said = false
  for (const step of before) {
    if (step.kind === 'pause') await pause(step.ms)
    if (step.kind === 'hold') {
      backend.startHold()
      await backend.passHold(res)
      // Codex may have hung up instead: its next prompt must not inherit the hold.
      backend.patch({ hold: false })
    }
    if (step.kind === 'say') {
      await answer.say(step.text)
      said = true
    }
  }
  if (tool?.kind === 'patch') answer.patch(tool.patch)
  if (tool?.kind === 'shell') answer.shell(tool.cmd)
  if (tool === null && !said) await answer.say('Done. The change is in the work tree.')
  answer.complete()
}
