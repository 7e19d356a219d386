import { describeCodexError } from '../errors/describe-codex-error'
import type { DescribedError } from '../errors/described-error'
import { said } from '../errors/described-error'
import { describeTurnFailure } from '../errors/describe-turn-failure'
import { guardStateWords } from '../guard/guard-words'
import type { BucketStand } from '../lanes/bucket-stand'
import type { Lane } from '../lanes/lanes'
import type { UsableAnswer, UsableReason, UsableSource } from '../lanes/usable'
import { unreachable } from '../result'
import { displayName } from './display-name'
import { clockTime, resetTime } from './times'

/** Whom a reason is about. */
export interface LaneNames {
  readonly lane: Lane
  readonly modelName: string
  /** A model to use in this lane instead. */
  readonly suggestion: string | null
}

/** "Usable now", as an answer to it. */
export const answerWords: Readonly<Record<UsableAnswer, string>> = {
  yes: 'usable now',
  no: 'not usable now',
  unsure: 'perhaps usable now',
}

/** Why a lane is not, or perhaps not, usable: what it is and one next step. */
export function reasonWords(reason: UsableReason, names: LaneNames, nowMs: number): DescribedError {
  const model = displayName(names.modelName)
  switch (reason.code) {
    case 'not-looked':
      return said('not-known-yet', 'Nobody has looked for Codex yet.', 'Wait a moment.')
    case 'not-asked':
      return said('not-known-yet', `Codex was not asked for its ${reason.source.from} yet.`, 'Wait a moment.')
    case 'codex-error':
      return describeCodexError(reason.error)
    case 'signed-out':
      return said('signed-out', 'Codex is not signed in, so limits are unknown.', 'Run codex login in a terminal.')
    case 'api-key':
      return said(
        'api-key',
        'Codex uses an API key: it has no limits to show, and Spark is not offered to it.',
        'Sign in with ChatGPT in Codex to see both limits.',
      )
    case 'own-provider':
      return said(
        'own-provider',
        'Codex uses a model provider of its own, whose models and limits Firebreak cannot see.',
        'Start a session to see whether it works.',
      )
    case 'not-offered':
      return said(
        'model-not-offered',
        `${model} is not offered to this account.${reason.plan === null ? '' : ` Its plan is ${displayName(reason.plan)}.`}`,
        names.suggestion === null
          ? 'Choose another model for this lane in the settings.'
          : `Use ${displayName(names.suggestion)} in this lane, or try anyway.`,
      )
    case 'offer-unknown':
      return said(
        'offer-unknown',
        `Whether ${model} is offered to this account is not known.`,
        'Start a session to see whether it works.',
      )
    case 'limit':
      return limitWords(reason.stand, model, nowMs)
    case 'standard-spent': {
      const { message, next } = limitWords(reason.stand, model, nowMs)
      return said('limit-reached', `${message} Spark may be refused with it.`, next)
    }
    case 'last-failure':
      return describeTurnFailure(reason.failure, names.modelName, names.lane)
    case 'guard': {
      const { line, next } = guardStateWords(reason.guard)
      return said('guard-off', line, next)
    }
    default:
      return unreachable(reason)
  }
}

function limitWords(stand: Exclude<BucketStand, { kind: 'left' }>, model: string, nowMs: number): DescribedError {
  switch (stand.kind) {
    case 'unknown':
      return said('limit-unknown', `How much is left for ${model} is not known.`, 'Look at the limits again.')
    case 'reset-due':
      return said(
        'reset-due',
        `The ${stand.window} window of ${displayName(stand.bucket)} should have been reset.`,
        'It is being read again.',
      )
    case 'spend-control':
      return said(
        'limit-reached',
        `The spend control of ${displayName(stand.bucket)} is reached.`,
        'Look at the spending limit of the ChatGPT account.',
      )
    case 'spent': {
      const what =
        stand.window === null ? displayName(stand.bucket) : `the ${stand.window} window of ${displayName(stand.bucket)}`
      const credits = stand.credits ? '; Codex may go on with credits' : ''
      return said(
        'limit-reached',
        `Nothing is left of ${what}${credits}.`,
        stand.resetsAtMs === null ? 'When it resets is not known.' : `It resets ${resetTime(stand.resetsAtMs, nowMs)}.`,
      )
    }
    default:
      return unreachable(stand)
  }
}

/** "limits read 14:03" */
export function sourceWords({ from, atMs }: UsableSource): string {
  const time = atMs === null ? '' : ` ${clockTime(atMs)}`
  switch (from) {
    case 'program':
      return 'the codex program'
    case 'account':
      return 'the account, as Codex says'
    case 'models':
      return 'the model list, as Codex says'
    case 'limits':
      return time === '' ? 'the limits' : `the limits read${time}`
    case 'config':
      return 'the Codex configuration'
    case 'session':
      return `a session${time}`
    case 'guard':
      return 'the hooks, as Codex says'
    default:
      return unreachable(from)
  }
}
