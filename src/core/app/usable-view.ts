import type { CodexError } from '../codex/codex-error'
import { bucketsOfLane } from '../limits/lane-of-bucket'
import { limitsAt } from '../limits/limits'
import type { LimitsState } from '../limits/limits-state'
import { standOf } from '../lanes/bucket-stand'
import { isGatedModel, type Lane, type LaneView, type OfferedModel } from '../lanes/lanes'
import { standingFailure } from '../lanes/standing-failure'
import { type GuardLight, type UsableAnswer, type UsableFacts, usableNow, type UsableWeight } from '../lanes/usable'
import type { Session } from '../session/session'
import type { Settings } from '../settings'
import { answerWords, reasonWords, sourceWords } from '../words/usable-words'
import type { ProblemView } from './problem-view'

/** Whether a lane can be used now, as windows and the tray say it. */
export interface UsableView {
  readonly answer: UsableAnswer
  /** "Spark: not usable now. Nothing is left of the 5 h window of …" */
  readonly line: string
  /** Weightiest first; none when all is well. */
  readonly reasons: readonly UsableReasonView[]
}

export interface UsableReasonView extends ProblemView {
  readonly code: string
  readonly weight: UsableWeight
  /** Where it comes from, in words. */
  readonly source: string
}

interface Facts {
  readonly settings: Settings
  readonly codex: UsableFacts['codex']
  readonly limits: LimitsState
  readonly models: { readonly list: readonly OfferedModel[] | null; readonly problem: CodexError | null }
  readonly sessions: readonly Session[]
}
interface LaneFacts {
  readonly lane: Lane
  readonly modelId: string
  readonly modelName: string
  readonly offered: LaneView['offered']
  readonly suggestion: { readonly modelName: string } | null
}

/** The verdict about one lane at a moment. `guard` is what Codex last said of the guard hook. */
export function usableView(state: Facts, card: LaneFacts, guard: GuardLight, nowMs: number): UsableView {
  const { settings, codex, limits, models } = state
  const buckets = limits.limits === null ? [] : limitsAt(limits.limits, nowMs).buckets
  const verdict = usableNow({
    lane: card.lane,
    gated: isGatedModel(card.modelId, settings),
    codex,
    problem: limits.problem ?? models.problem,
    account: limits.account,
    offered: card.offered === 'unknown' && models.list === null && models.problem === null ? 'not-asked' : card.offered,
    own: standOf(bucketsOfLane(buckets, card.lane, settings.lanes)),
    standard: standOf(bucketsOfLane(buckets, 'standard', settings.lanes)),
    limitsReadAtMs: limits.readAtMs,
    lastFailure: standingFailure({
      sessions: state.sessions,
      model: card.modelId,
      limitsReadAtMs: limits.readAtMs,
      nowMs,
    }),
    guard,
  })
  const names = { lane: card.lane, modelName: card.modelName, suggestion: card.suggestion?.modelName ?? null }
  const reasons = [...(verdict.reason === null ? [] : [verdict.reason]), ...verdict.also].map((reason) => {
    const { code, message, next } = reasonWords(reason, names, nowMs)
    return { code, weight: reason.weight, message, next, source: sourceWords(reason.source) }
  })
  return { answer: verdict.answer, line: lineOf(card.lane, verdict.answer, reasons), reasons }
}

function lineOf(lane: Lane, answer: UsableAnswer, [first]: readonly UsableReasonView[]): string {
  const name = lane === 'spark' ? 'Spark' : 'Standard'
  return answer === 'yes' || first === undefined
    ? `${name}: ${answerWords[answer]}`
    : `${name}: ${answerWords[answer]}. ${first.message}`
}
