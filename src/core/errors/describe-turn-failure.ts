import type { TurnFailure } from '../codex/turn-failure'
import type { Lane } from '../lanes/lanes'
import { unreachable } from '../result'
import { displayName, shortName } from '../words/display-name'
import { type DescribedError, said } from './described-error'

/** Why Codex did not finish a turn, in the user's words, with one next step. `modelName` is the model of that turn. */
export function describeTurnFailure(failure: TurnFailure, modelName: string, lane: Lane): DescribedError {
  const model = displayName(modelName)
  const other = lane === 'spark' ? 'use the standard lane' : 'choose another model'
  const { kind } = failure
  switch (kind) {
    case 'usage-limit':
      return said(
        'limit-reached',
        `The usage limit of ${model} is reached${resetWords(failure.message)}.`,
        `Wait for the reset, or ${other}.`,
      )
    case 'capacity':
      return said('at-capacity', `${model} is at capacity.`, `Try again in a few minutes, or ${other}.`)
    case 'context-full':
      return said(
        'context-full',
        `The conversation no longer fits into ${model}.`,
        'Start a new session; every change so far is kept.',
      )
    case 'not-supported':
      return said(
        'model-not-supported',
        `${model} is not supported for this ChatGPT account.`,
        'Choose another model for this lane.',
      )
    case 'model-unknown':
      return said('model-unknown', `Codex’s server does not know ${model}.`, 'Choose another model for this lane.')
    case 'signed-out':
      return said('signed-out', 'The sign-in of Codex has expired.', 'Run codex login in a terminal.')
    case 'offline':
      return said(
        'codex-offline',
        'Codex lost the connection to its server.',
        'Look at the network, then send the prompt again.',
      )
    case 'other':
      return said(
        'turn-failed',
        `Codex did not finish the turn: ${shortName(failure.message.trim(), 200)}`,
        'Send the prompt again, or look at it in Codex.',
      )
    default:
      return unreachable(kind)
  }
}

/** Codex says when it goes on in its own text only: "…or try again at 10:12 AM." */
function resetWords(message: string): string {
  const until = /try again (at|in) ([^.]{1,40})/i.exec(message)
  if (until === null) return ''
  return until[1]?.toLowerCase() === 'at'
    ? ` until ${displayName(until[2] ?? '')}`
    : ` for ${displayName(until[2] ?? '')}`
}
