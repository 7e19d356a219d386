import { describe, expect, it } from 'vitest'
import { turnFailureOf } from '../../../../src/core/codex/turn-failure'
import { describeTurnFailure } from '../../../../src/core/errors/describe-turn-failure'

const limit =
  "You've hit your usage limit for GPT-5.3-Codex-Spark. Switch to another model now, or try again at 10:12 AM."
const retired = `{"detail":"The 'gpt-5.3-codex-spark' model is not supported when using Codex with a ChatGPT account."}`

describe('a turn that failed', () => {
  it.each([
    ['usage_limit_exceeded', limit, 'usage-limit'],
    ['usageLimitExceeded', limit, 'usage-limit'],
    [null, limit, 'usage-limit'],
    ['server_overloaded', 'Selected model is at capacity. Please try a different model.', 'capacity'],
    ['serverOverloaded', '', 'capacity'],
    [null, 'Selected model is at capacity. Please try a different model.', 'capacity'],
    ['context_window_exceeded', "Codex ran out of room in the model's context window.", 'context-full'],
    ['other', retired, 'not-supported'],
    ['bad_request', retired, 'not-supported'],
    ['model_not_found', 'no such model', 'model-unknown'],
    ['unauthorized', '', 'signed-out'],
    [null, 'unexpected status 401 Unauthorized', 'signed-out'],
    ['response_stream_disconnected', '', 'offline'],
    ['other', 'stream disconnected before completion: error sending request', 'offline'],
    ['other', 'something else', 'other'],
    ['constructor', '__proto__', 'other'],
  ])('with the word %s and the text "%s" is %s', (code, message, kind) => {
    expect(turnFailureOf({ code, message })).toEqual({ kind, message })
  })

  it.each([
    [
      'usage-limit',
      'The usage limit of Spark is reached until 10:12 AM.',
      'Wait for the reset, or use the standard lane.',
    ],
    ['capacity', 'Spark is at capacity.', 'Try again in a few minutes, or use the standard lane.'],
    [
      'context-full',
      'The conversation no longer fits into Spark.',
      'Start a new session; every change so far is kept.',
    ],
    ['not-supported', 'Spark is not supported for this ChatGPT account.', 'Choose another model for this lane.'],
    ['model-unknown', 'Codex’s server does not know Spark.', 'Choose another model for this lane.'],
    ['signed-out', 'The sign-in of Codex has expired.', 'Run codex login in a terminal.'],
    ['offline', 'Codex lost the connection to its server.', 'Look at the network, then send the prompt again.'],
    ['other', `Codex did not finish the turn: ${limit}`, 'Send the prompt again, or look at it in Codex.'],
  ] as const)('that is %s is said in words with one next step', (kind, message, next) => {
    expect(describeTurnFailure({ kind, message: limit }, 'Spark', 'spark')).toMatchObject({ message, next })
  })

  it('shows no text of another as markup or direction', () => {
    const { message } = describeTurnFailure({ kind: 'other', message: 'a\u202eb\u001b[31m' }, 'S\u202e', 'standard')
    for (const hidden of ['\u202e', '\u001b']) expect(message).not.toContain(hidden)
  })
})
