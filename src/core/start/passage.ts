import type { Checkpoint } from '../checkpoint/checkpoint'
import type { DescribedError } from '../errors/described-error'
import type { CommitGate } from '../gate/commit-gate'
import type { CommitId } from '../repo/repo-status'
import { unreachable } from '../result'
import type { Session } from '../session/session'
import type { WaysOut } from '../settings'
import { count } from '../words/counts'
import { displayName } from '../words/display-name'
import { gateHeadline, gateNextStep } from '../words/gate-words'
import type { StartCheck } from './start-check'

/** The way out that a start asks for; it counts only while the gate is closed. */
export type WishedWay =
  | { readonly kind: 'checkpoint-only' }
  /** `reason` was picked or typed by the user. */
  | { readonly kind: 'start-anyway'; readonly reason: string }

/** How a start gets past the gate. */
export type Passage =
  /** The model is not under the gate. */
  | { readonly kind: 'free' }
  | { readonly kind: 'open' }
  | {
      readonly kind: 'without'
      readonly why: 'checkpoint-only' | 'start-anyway' | 'gate-paused'
      readonly reason: string | null
    }

/** A start that does not happen, in the user's words. */
type Refusal = DescribedError

/** By which way a start may go on from this gate, or why it may not. */
export function passageOf(facts: {
  readonly gate: CommitGate
  readonly gated: boolean
  readonly paused: boolean
  readonly way: WishedWay | null
  readonly allowed: WaysOut
}): Passage | { readonly kind: 'refused'; readonly refusal: Refusal } {
  const { gate, gated, paused, way, allowed } = facts
  if (!gated) return { kind: 'free' }
  if (gate.kind === 'open') return { kind: 'open' }
  const refused = (refusal: Refusal) => ({ kind: 'refused', refusal }) as const
  if (way === null) return paused ? { kind: 'without', why: 'gate-paused', reason: null } : refused(gateClosed(gate))
  switch (way.kind) {
    case 'checkpoint-only':
      if (!allowed.checkpointOnly) return refused(wayOutOff('Checkpoint only'))
      if (gate.reason === 'held-back-uncovered') return refused(uncovered(gate.uncovered.map(({ path }) => path)))
      return { kind: 'without', why: 'checkpoint-only', reason: null }
    case 'start-anyway':
      if (!allowed.startAnyway) return refused(wayOutOff('Start anyway'))
      return { kind: 'without', why: 'start-anyway', reason: way.reason }
    default:
      return unreachable(way)
  }
}

/**
 * Why a start is over although it was let in: something happened between its gate and now. Where the user has waived the
 * gate, what is written meanwhile simply belongs to the session; HEAD has to stay in any case.
 */
export function whyOver(facts: {
  readonly passage: Passage
  readonly check: StartCheck
  /** The gate by the status of this check. */
  readonly gate: CommitGate
  /** HEAD when the gate was read. */
  readonly commit: CommitId | null
}): Refusal | null {
  const { passage, check, gate, commit } = facts
  if (check.headMoved || check.status.head.commit !== commit)
    return {
      code: 'head-moved',
      message: 'HEAD moved between the gate and the start, so Codex was not started.',
      next: 'Start the session again.',
    }
  if (passage.kind === 'free') return null
  if (passage.kind === 'without' && passage.why !== 'checkpoint-only') return null
  if (check.written.length > 0) return savedMeanwhile(check.written, passage.kind === 'open')
  if (check.indexChanged)
    return {
      code: 'index-changed',
      message: 'Something was staged while the session was starting, so Codex was not started.',
      next: 'Start the session again.',
    }
  if (passage.kind === 'open' && gate.kind === 'closed') return gateClosed(gate)
  return check.uncovered.length > 0 ? uncovered(check.uncovered) : null
}

/** Under which circumstances a session starts, for its receipt. `gate` is the one of the last look. */
export function factsOfStart(
  passage: Passage,
  gate: CommitGate,
): Pick<Session, 'startedWithoutGate' | 'startReason' | 'uncommittedAtStart' | 'heldBack'> {
  const without = passage.kind === 'without' && gate.kind === 'closed' ? passage : null
  return {
    startedWithoutGate: without?.why ?? null,
    startReason: without?.reason ?? null,
    uncommittedAtStart: gate.kind === 'closed' ? gate.files.length : 0,
    heldBack: gate.heldBack.map(({ path }) => path),
  }
}

/** A checkpoint that does not hold everything is no baseline for a session under the gate, unless that is accepted. */
export function partialBaseline({ uncaptured }: Pick<Checkpoint, 'uncaptured'>): Refusal {
  const paths = uncaptured.map(({ path }) => path)
  return {
    code: 'checkpoint-partial',
    message: `${count(paths.length, 'file')} could not be captured, so not everything could be had back: ${named(paths)}.`,
    next: 'Make them readable, or start on a partial checkpoint.',
  }
}

/** The most paths of a partial baseline that a session keeps by name. */
const mostKept = 50

/** What a baseline does not hold, for the receipt of a session that was started on it all the same. */
export function baselineFacts({
  complete,
  uncaptured,
}: Pick<Checkpoint, 'complete' | 'uncaptured'>): Pick<Session, 'partialBaseline'> {
  if (complete) return { partialBaseline: null }
  const paths = uncaptured.slice(0, mostKept).map(({ path }) => path)
  return { partialBaseline: { files: uncaptured.length, paths } }
}

export function wayOutOff(name: string): Refusal {
  return {
    code: 'way-out-off',
    message: `“${name}” is switched off in the settings.`,
    next: 'Commit first, or switch it on in the settings.',
  }
}

function gateClosed(gate: Extract<CommitGate, { kind: 'closed' }>): Refusal {
  if (gate.reason === 'held-back-uncovered')
    return uncovered(
      gate.uncovered.map(({ path }) => path),
      'gate-closed',
    )
  return {
    code: 'gate-closed',
    message: `${gateHeadline(gate.reason, gate.files.length)}.`,
    next: gateNextStep(gate.reason),
  }
}

function uncovered(paths: readonly string[], code = 'held-back-uncovered'): Refusal {
  return {
    code,
    message: `What is held back would be in no checkpoint: ${named(paths)}.`,
    next: gateNextStep('held-back-uncovered'),
  }
}

function savedMeanwhile(paths: readonly string[], mustCommit: boolean): Refusal {
  const were = paths.length === 1 ? 'was' : 'were'
  return {
    code: 'saved-before-start',
    message: `${named(paths)} ${were} written while the session was starting, so Codex was not started.`,
    next: mustCommit
      ? `Commit ${paths.length === 1 ? 'it' : 'them'}, then start the session again.`
      : 'Start the session again.',
  }
}

const mostNamed = 3

function named(paths: readonly string[]): string {
  const names = paths.slice(0, mostNamed).map(displayName).join(', ')
  const more = paths.length - mostNamed
  return more > 0 ? `${names} and ${more} more` : names
}
